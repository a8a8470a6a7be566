import { useId, useState } from "react";
import { copyText } from "./copy-text.ts";
import { Icon } from "./Icon.tsx";

/** What became of copying: nothing yet, the text is in the clipboard, or the reader has to copy it. */
export interface Copying {
  readonly state: "idle" | "copied" | "refused";
  /** As it was when copying began: it does not change under the reader's hands. */
  readonly text: string;
  /** Counts the times that copying was begun. */
  readonly attempt: number;
  readonly start: () => void;
  readonly dismiss: () => void;
}

/** Copying `text`; once another one stands there, "copied" is no longer said. */
export function useCopying(text: string): Copying {
  const [done, setDone] = useState({ text, attempt: 0, worked: true });
  const isIdle = done.attempt === 0 || (done.worked && done.text !== text);
  return {
    state: isIdle ? "idle" : done.worked ? "copied" : "refused",
    text: done.text,
    attempt: done.attempt,
    start: () => {
      void copyText(text).then((worked) => setDone(({ attempt }) => ({ text, attempt: attempt + 1, worked })));
    },
    dismiss: () => setDone({ text, attempt: 0, worked: true }),
  };
}

interface CopyButtonProps {
  readonly copying: Copying;
  /** What is copied: "parameters". */
  readonly what: string;
  readonly as?: "JSON" | "text";
}

/** Copies; put `CopyByHand` of the same copying where there is room for the text. */
export function CopyButton({ copying: { state, start }, what, as = "JSON" }: CopyButtonProps) {
  const copied = state === "copied";
  return (
    <>
      <button type="button" className="b s ghost" title={`Copy ${what} as ${as}`} onClick={start}>
        <Icon name={copied ? "check" : "copy"} />
        {copied ? "Copied" : "Copy"}
        <span className="sr"> {what}</span>
      </button>
      <span className="sr" role="status">
        {copied ? "Copied." : ""}
      </span>
    </>
  );
}

/** Where the browser does not let the page copy: the text, selected, for the reader to copy. */
export function CopyByHand({ copying }: { readonly copying: Copying }) {
  const id = useId();
  if (copying.state !== "refused") return null;
  return (
    <div className="byhand">
      <label htmlFor={id}>The browser does not let this page copy. The text is selected: copy it yourself.</label>
      <textarea
        key={copying.attempt}
        ref={selectAll}
        id={id}
        className="mono"
        readOnly
        rows={Math.min(8, copying.text.split("\n").length)}
        value={copying.text}
      />
      <button type="button" className="b s ghost" onClick={copying.dismiss}>
        Done
      </button>
    </div>
  );
}

/** A selection shows, and can be copied, only in a field that has the focus. */
function selectAll(field: HTMLTextAreaElement | null): void {
  field?.focus();
  field?.select();
}
