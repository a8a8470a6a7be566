import type { KeyboardEvent, Ref } from "react";
import { useLayoutEffect, useRef } from "react";
import { CodeLines } from "../parts/code/SourceView.tsx";
import { EXAMPLE } from "./example.ts";

/** 40 kB: beyond it, colouring the whole text at every key would be felt; then the plain text area shows alone. */
const MAX_COLOURED = 40_000;

interface ObjectiveEditorProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly source: string;
  /** Line to mark, from 1. */
  readonly marked: number | null;
  readonly error: string | null;
  readonly onChange: (source: string) => void;
  /** The example is wanted as the text. */
  readonly onExample: () => void;
  readonly onRun: () => void;
}

/** A plain text area over its own coloured, numbered copy. Tab indents; Escape, then Tab, moves on. Empty, it offers an example. */
export function ObjectiveEditor({ ref, source, marked, error, onChange, onExample, onRun }: ObjectiveEditorProps) {
  const escaped = useRef(false);
  const scroller = useRef<HTMLDivElement>(null);
  const coloured = source.length <= MAX_COLOURED;
  useLayoutEffect(() => {
    if (marked === null) return;
    scroller.current?.querySelector(`[data-line="${marked}"]`)?.scrollIntoView({ block: "nearest" });
  }, [marked]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun();
    } else if (event.key === "Escape") {
      escaped.current = true;
    } else if (event.key === "Tab" && !event.shiftKey && !event.ctrlKey && !event.altKey && !escaped.current) {
      event.preventDefault();
      insert(event.currentTarget, "  ");
    } else if (event.key !== "Shift") {
      escaped.current = false;
    }
  };
  return (
    <div className={coloured ? "code typing" : "code typing bare"} ref={scroller}>
      <div className="typing-grid">
        <pre aria-hidden="true">{coloured ? <CodeLines source={source} marked={marked} /> : null}</pre>
        <textarea
          ref={ref}
          aria-label="Objective"
          aria-invalid={error !== null}
          aria-describedby="source-help source-error"
          value={source}
          placeholder="Write or paste your objective here"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          wrap="off"
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onFocus={() => {
            escaped.current = false;
          }}
        />
      </div>
      {source === "" ? <Example onStart={onExample} /> : null}
    </div>
  );
}

/** What an objective looks like, set apart from the editor's own text, and one press away from it. */
function Example({ onStart }: { readonly onStart: () => void }) {
  return (
    <section className="example" aria-label="Example">
      <header>
        <span>An example</span>
        <button type="button" className="b s" onClick={onStart}>
          Start from this example
        </button>
      </header>
      <pre>{EXAMPLE.trimEnd()}</pre>
    </section>
  );
}

/** Types `text` where the cursor is, so that undo still works where the browser supports it. */
function insert(area: HTMLTextAreaElement, text: string): void {
  // oxlint-disable-next-line typescript/no-deprecated -- the only way to insert text that undo knows about
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
