import { memo } from "react";
import type { TokenKind } from "./highlight.ts";
import { highlightLines } from "./highlight.ts";

const CLASS: Readonly<Record<TokenKind, string | undefined>> = {
  plain: undefined,
  comment: "cm",
  string: "s_",
  number: "nm",
  keyword: "k",
  call: "f",
};

/** 5,000: an objective this long is read in an editor, and every line is an element here. */
const MAX_LINES = 5000;

interface CodeLinesProps {
  readonly source: string;
  /** Line to mark, from 1. */
  readonly marked?: number | null;
}

/** Numbered, coloured lines of code; always escaped text, whatever it holds. */
export const CodeLines = memo(function CodeLines({ source, marked = null }: CodeLinesProps) {
  const lines = highlightLines(source);
  return (
    <>
      {lines.slice(0, MAX_LINES).map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of text has no other identity
        <span key={i} className={marked === i + 1 ? "l hl" : "l"} data-line={i + 1}>
          <span className="ln" aria-hidden="true">
            {i + 1}
          </span>
          {line.map((token, j) => (
            // oxlint-disable-next-line react/no-array-index-key -- nor has a token
            <span key={j} className={CLASS[token.kind]}>
              {token.text}
            </span>
          ))}
          {"\n"}
        </span>
      ))}
      {lines.length > MAX_LINES ? <span className="l qq">… {lines.length - MAX_LINES} more lines</span> : null}
    </>
  );
});

interface SourceViewProps extends CodeLinesProps {
  readonly title: string;
  readonly label: string;
}

/** Code to read before trusting it: scrollable by mouse and keyboard. */
export function SourceView({ source, marked = null, title, label }: SourceViewProps) {
  const lines = source.split("\n").length;
  return (
    <div className="code">
      <header>
        <b>{title}</b>
        <span className="sp nw">
          {lines} {lines === 1 ? "line" : "lines"}, {formatBytes(source.length)}
        </span>
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>
          <CodeLines source={source} marked={marked} />
        </code>
      </pre>
    </div>
  );
}

const formatBytes = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`);
