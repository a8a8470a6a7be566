import { useEffect, useState } from "react";
import { Note } from "../parts/Note.tsx";

/** What a new version has to tell whoever opens it in a browser that knew an older one, once. */
export interface Notices {
  /** A few sentences; null: nothing to tell. */
  notice(): Promise<string | null>;
  /** The person was told. */
  dismissNotice(): Promise<void>;
}

/** The notice until somebody puts it away; nothing where there is none. */
export function NoticeNote({ notices }: { readonly notices: Notices }) {
  const [sentences, setSentences] = useState<string | null>(null);
  useEffect(() => {
    let mounted = true;
    notices.notice().then(
      (found) => mounted && setSentences(found),
      (thrown: unknown) => console.error("What this version has to tell could not be read.", thrown),
    );
    return () => {
      mounted = false;
    };
  }, [notices]);
  if (sentences === null) return null;
  return (
    <NoticeWords
      sentences={sentences}
      onDismiss={() => {
        setSentences(null);
        document.querySelector("main")?.focus();
        notices.dismissNotice().catch((thrown: unknown) => console.error("The notice will come again.", thrown));
      }}
    />
  );
}

interface NoticeWordsProps {
  readonly sentences: string;
  readonly onDismiss: () => void;
}

/** The first sentence stands out; the rest explains. */
export function NoticeWords({ sentences, onDismiss }: NoticeWordsProps) {
  const end = sentences.indexOf(". ") + 1 || sentences.length;
  return (
    <Note
      tone="plain"
      icon="warn"
      role="status"
      title={sentences.slice(0, end)}
      action={
        <button type="button" className="b s" onClick={onDismiss}>
          Understood
        </button>
      }
    >
      {sentences.slice(end).trim()}
    </Note>
  );
}
