import { Icon } from "../../../parts/Icon.tsx";
import { Note } from "../../../parts/Note.tsx";
import type { Files } from "./use-files.ts";

/** What was not taken of the files that were dropped, and why; where they would go, while they are held over the page. */
export function FileNotes({ files }: { readonly files: Files }) {
  return (
    <div className="filebar">
      {files.isOver ? (
        <div className="dropover" aria-hidden="true">
          <p>
            <b>Drop the file of experiments or settings, and its script</b>
            <span>.yaml, .yml or .json, and .js, .mjs or .ts. Nothing is published by it.</span>
          </p>
        </div>
      ) : null}
      {files.refused.length === 0 ? null : (
        <Note
          tone="warn"
          icon="warn"
          role="alert"
          title="Not everything was taken."
          action={<Dismiss onPress={files.forget} />}
        >
          <Sentences of={files.refused} />
        </Note>
      )}
      {files.settings === null ? null : (
        <Note
          tone="good"
          icon="check"
          role="status"
          title={`${files.settings.name} has filled in the settings.`}
          action={<Dismiss onPress={files.forget} />}
        >
          <Sentences of={files.settings.notes} />
        </Note>
      )}
    </div>
  );
}

function Dismiss({ onPress }: { readonly onPress: () => void }) {
  return (
    <button type="button" className="b s ghost ico" aria-label="Dismiss" onClick={onPress}>
      <Icon name="x" />
    </button>
  );
}

const Sentences = ({ of }: { readonly of: readonly string[] }) =>
  of.map((sentence) => (
    <span key={sentence} className="block">
      {sentence}
    </span>
  ));
