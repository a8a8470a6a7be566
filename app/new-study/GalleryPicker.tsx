import { useRef, useState } from "react";
import type { GalleryEntry } from "../../gallery/entry.ts";
import { Icon } from "../parts/Icon.tsx";
import { GalleryList } from "./GalleryList.tsx";

interface GalleryPickerProps {
  /** The person has written something that choosing an example would replace. */
  readonly replaces: boolean;
  /** With the entry's text. The dialog has closed. */
  readonly onPick: (entry: GalleryEntry, source: string) => void;
}

/** What a study can be started from, in a dialog; fetched when it opens. */
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
          <GalleryList
            onPick={(entry, source) => {
              dialog.current?.close();
              onPick(entry, source);
            }}
          />
        ) : null}
      </dialog>
    </>
  );
}
