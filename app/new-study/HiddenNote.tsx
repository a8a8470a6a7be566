import { useMemo } from "react";
import { hiddenWords } from "../parts/code/hidden-words.ts";
import { Note } from "../parts/Note.tsx";

interface HiddenNoteProps {
  readonly source: string;
  readonly onGoTo: (line: number) => void;
}

/** Tells the author of characters that nobody sees in the editor, often pasted along with something. */
export function HiddenNote({ source, onGoTo }: HiddenNoteProps) {
  const hidden = useMemo(() => hiddenWords(source), [source]);
  if (hidden === null) return null;
  return (
    <Note
      tone="warn"
      icon="warn"
      title="Not all of this code shows as it is."
      action={
        <button type="button" className="b s ghost" onClick={() => onGoTo(hidden.firstLine)}>
          Show line {hidden.firstLine}
        </button>
      }
    >
      It holds {hidden.what}. Volunteers are warned of them before they join: take out what the objective does not need.
    </Note>
  );
}
