import { useEffect, useState } from "react";
import type { EngineApi } from "../../worker/engine/engine-api.ts";
import { Note } from "../parts/Note.tsx";

interface NoticeNoteProps {
  readonly notices: Pick<EngineApi, "notice" | "dismissNotice">;
}

/** What a new version has to tell once, until somebody puts it away; nothing where there is nothing. */
export function NoticeNote({ notices }: NoticeNoteProps) {
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
    <div className="told">
      <NoticeWords
        sentences={sentences}
        onDismiss={() => {
          setSentences(null);
          document.querySelector("main")?.focus();
          notices.dismissNotice().catch((thrown: unknown) => console.error("The notice will come again.", thrown));
        }}
      />
    </div>
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
