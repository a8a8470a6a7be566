import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { GalleryEntry } from "../../gallery/entry.ts";
import { cardWords } from "../../gallery/goal.ts";
import { Loading } from "../parts/Loading.tsx";
import { Note } from "../parts/Note.tsx";
import { EntryPicture } from "./EntryPicture.tsx";

interface GalleryListProps {
  readonly onPick: (entry: GalleryEntry, source: string) => void;
}

type Gallery =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly entries: readonly GalleryEntry[] }
  | { readonly kind: "failed" };

/** The entry that was pressed, whose text is on its way or did not come. */
type Pressed = { readonly id: string; readonly failed: boolean } | null;

/** The gallery's entries, and the text of the one that is pressed: the last, if there were several. */
export function GalleryList({ onPick }: GalleryListProps) {
  const [gallery, setGallery] = useState<Gallery>({ kind: "loading" });
  const [pressed, setPressed] = useState<Pressed>(null);
  /** Null once the list has gone. */
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    import("../../gallery/gallery.ts").then(
      (module) => setGallery({ kind: "ready", entries: module.gallery }),
      () => setGallery({ kind: "failed" }),
    );
    return () => {
      wanted.current = null;
    };
  }, []);
  const press = (entry: GalleryEntry): void => {
    const { id } = entry;
    wanted.current = id;
    setPressed({ id, failed: false });
    entry.fetchSource().then(
      (source) => wanted.current === id && onPick(entry, source),
      () => wanted.current === id && setPressed({ id, failed: true }),
    );
  };
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
            <Entry
              key={entry.id}
              entry={entry}
              pressed={pressed?.id === entry.id ? pressed : null}
              onPress={() => press(entry)}
            />
          ))}
        </ul>
      );
  }
}

interface EntryProps {
  readonly entry: GalleryEntry;
  readonly pressed: Pressed;
  readonly onPress: () => void;
}

function Entry({ entry, pressed, onPress }: EntryProps) {
  const isComing = pressed?.failed === false;
  const failed = pressed?.failed === true;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (failed) item.current?.scrollIntoView({ block: "nearest" });
  }, [failed]);
  return (
    <li ref={item}>
      <button type="button" aria-busy={isComing} onClick={onPress}>
        <EntryPicture picture={entry.picture} />
        <b>{entry.title}</b>
        <span className="q sm">{entry.summary}</span>
        <span className="q sm">{cardWords(entry)}</span>
        <span className="qq xs">{isComing ? "Fetching it" : kindOf(entry)}</span>
      </button>
      {entry.id === "agents" ? (
        <Link className="lnk sm watch" href="/agents">
          Watch one training
        </Link>
      ) : null}
      {failed ? (
        <Note tone="error" icon="x" title="This text could not be fetched." role="alert">
          Is the seed reachable? Press again to try once more.
        </Note>
      ) : null}
    </li>
  );
}

function kindOf({ language, experiment, direction, metric }: GalleryEntry): string {
  const name = language === "typescript" ? "TypeScript" : "JavaScript";
  const goal = metric === "value" ? direction : `${direction} ${metric}`;
  return experiment === null ? `${name}, ${goal}` : `${name} and an experiment file, ${goal}`;
}
