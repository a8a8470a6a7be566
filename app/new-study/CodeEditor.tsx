import type { KeyboardEvent, ReactNode, Ref } from "react";
import { useLayoutEffect, useRef } from "react";
import { CodeLines } from "../parts/code/SourceView.tsx";

/** 40 kB: beyond it, colouring the whole text at every key would be felt; then the plain text area shows alone. */
const MAX_COLOURED = 40_000;

interface CodeEditorProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly id?: string;
  readonly label: string;
  readonly text: string;
  readonly placeholder: string;
  /** No language whose words have colours. */
  readonly plain?: boolean;
  /** Line to mark, from 1. */
  readonly marked: number | null;
  readonly isWrong: boolean;
  /** Elements that say more. */
  readonly describedBy: string;
  readonly onChange: (text: string) => void;
  /** Ctrl Enter. */
  readonly onRun: () => void;
  /** What lies over it. */
  readonly children?: ReactNode;
}

/** A plain text area over its own numbered copy, in colours. Tab indents; Escape, then Tab, moves on. */
export function CodeEditor(props: CodeEditorProps) {
  const { ref, id, label, text, placeholder, plain = false, marked, isWrong, describedBy, onChange, onRun } = props;
  const escaped = useRef(false);
  const scroller = useRef<HTMLDivElement>(null);
  const copied = text.length <= MAX_COLOURED;
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
    <div className={copied ? "code typing" : "code typing bare"} ref={scroller}>
      <div className="typing-grid">
        <pre aria-hidden="true">{copied ? <CodeLines source={text} marked={marked} plain={plain} /> : null}</pre>
        <textarea
          ref={ref}
          id={id}
          aria-label={label}
          aria-invalid={isWrong}
          aria-describedby={describedBy}
          value={text}
          placeholder={placeholder}
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
      {props.children}
    </div>
  );
}

/** Brings a line, counted from 1, into the sight of who looks at the editor; the cursor stays where it is. */
export function showLine(area: HTMLTextAreaElement | null, line: number): void {
  area?.closest(".code")?.querySelector(`[data-line="${line}"]`)?.scrollIntoView({ block: "center" });
}

/** Puts the cursor at a line and column of the text, both counted from 1. */
export function placeCursor(area: HTMLTextAreaElement | null, line: number, column = 1): void {
  if (area === null) return;
  const start = area.value
    .split("\n")
    .slice(0, line - 1)
    .reduce((sum, text) => sum + text.length + 1, column - 1);
  area.focus();
  area.setSelectionRange(start, start);
}

/** Types `text` where the cursor is, so that undo still works where the browser supports it. */
function insert(area: HTMLTextAreaElement, text: string): void {
  // oxlint-disable-next-line typescript/no-deprecated -- the only way to insert text that undo knows about
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
