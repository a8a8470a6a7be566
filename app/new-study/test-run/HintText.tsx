import { Fragment } from "react";

/** A sentence in which code stands between backticks, as code. */
export function HintText({ text }: { readonly text: string }) {
  // Every second part stood between two backticks.
  const parts = text.split(/`([^`\n]+)`/);
  return parts.map((part, i) => {
    // oxlint-disable-next-line react/no-array-index-key -- the parts of one text, never reordered
    return i % 2 === 1 ? <code key={i}>{part}</code> : <Fragment key={i}>{part}</Fragment>;
  });
}
