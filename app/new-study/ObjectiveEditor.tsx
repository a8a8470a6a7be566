import type { Ref } from "react";
import { CodeEditor } from "./CodeEditor.tsx";

interface ObjectiveEditorProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly source: string;
  /** It is the script of an experiment. */
  readonly isScript: boolean;
  /** What an empty editor shows. */
  readonly example: string;
  /** Line to mark, from 1. */
  readonly marked: number | null;
  readonly error: string | null;
  readonly onChange: (source: string) => void;
  /** The example is wanted as the text. */
  readonly onExample: () => void;
  readonly onRun: () => void;
}

/** Where the objective is written. Empty, it offers an example. */
export function ObjectiveEditor({
  ref,
  source,
  isScript,
  example,
  marked,
  error,
  onChange,
  onExample,
  onRun,
}: ObjectiveEditorProps) {
  return (
    <CodeEditor
      ref={ref}
      label="Objective"
      text={source}
      placeholder={isScript ? "Write, paste or drop the script here" : "Write or paste your objective here"}
      marked={marked}
      isWrong={error !== null}
      describedBy="source-help source-error"
      onChange={onChange}
      onRun={onRun}
    >
      {source === "" ? <Example text={example} onStart={onExample} /> : null}
    </CodeEditor>
  );
}

/** What an objective looks like, set apart from the editor's own text, and one press away from it. */
function Example({ text, onStart }: { readonly text: string; readonly onStart: () => void }) {
  return (
    <section className="example" aria-label="Example">
      <header>
        <span>An example</span>
        <button type="button" className="b s" onClick={onStart}>
          Start from this example
        </button>
      </header>
      <pre>{text.trimEnd()}</pre>
    </section>
  );
}
