import { useEffect, useRef, useState } from "react";
import type { GalleryEntry } from "../../gallery/gallery.ts";
import { Icon } from "../parts/Icon.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Note } from "../parts/Note.tsx";

interface GalleryPickerProps {
  /** The person has written something that choosing an example would replace. */
  readonly replaces: boolean;
  readonly onPick: (entry: GalleryEntry) => void;
}

type Gallery =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly entries: readonly GalleryEntry[] }
  | { readonly kind: "failed" };

/** Objectives to start from, in a dialog; fetched when it opens. */
export function GalleryPicker({ replaces, onPick }: GalleryPickerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="b s"
        onClick={() => {
          setOpen(true);
          dialog.current?.showModal();
        }}
      >
        Begin from the gallery
      </button>
      <dialog ref={dialog} className="sheet" aria-labelledby="gallery-title" onClose={() => setOpen(false)}>
        <div className="row">
          <h2 id="gallery-title">Begin from the gallery</h2>
          <button type="button" className="b ghost ico sp" aria-label="Close" onClick={() => dialog.current?.close()}>
            <Icon name="x" />
          </button>
        </div>
        {replaces ? <p className="q sm">What you wrote in the editor is replaced.</p> : null}
        {open ? (
          <Entries
            onPick={(entry) => {
              onPick(entry);
              dialog.current?.close();
            }}
          />
        ) : null}
      </dialog>
    </>
  );
}

function Entries({ onPick }: Pick<GalleryPickerProps, "onPick">) {
  const [gallery, setGallery] = useState<Gallery>({ kind: "loading" });
  useEffect(() => {
    import("../../gallery/gallery.ts").then(
      (module) => setGallery({ kind: "ready", entries: module.gallery }),
      () => setGallery({ kind: "failed" }),
    );
  }, []);
  switch (gallery.kind) {
    case "loading":
      return <Loading what="Fetching the gallery" />;
    case "failed":
      return (
        <Note tone="error" icon="x" title="The gallery could not be fetched.">
          Is the seed reachable? You can still write your own objective.
        </Note>
      );
    case "ready":
      return (
        <ul className="gallery">
          {gallery.entries.map((entry) => (
            <li key={entry.id}>
              <button type="button" onClick={() => onPick(entry)}>
                <b>{entry.title}</b>
                <span className="q sm">{entry.summary}</span>
                <span className="qq xs">
                  {entry.language === "typescript" ? "TypeScript" : "JavaScript"}, {entry.direction}
                </span>
              </button>
            </li>
          ))}
        </ul>
      );
  }
}
