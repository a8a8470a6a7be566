import type { ReactNode } from "react";
import { memo, useDeferredValue, useMemo, useRef } from "react";
import { Note } from "../Note.tsx";
import { plural } from "../numbers.ts";
import type { HiddenWords } from "./hidden-words.ts";
import { hiddenWords, marksOf } from "./hidden-words.ts";
import type { CodeLine, Token, TokenKind } from "./highlight.ts";
import { countLines, highlightLines, plainLines } from "./highlight.ts";

const CLASS: Readonly<Record<TokenKind, string | undefined>> = {
  plain: undefined,
  comment: "cm",
  string: "s_",
  number: "nm",
  keyword: "k",
  call: "f",
  hidden: "mk",
};

/** 2,000: a line of more pieces is no line that somebody wrote, and colours there cost more than they help. */
const MAX_PIECES = 2000;
/** 200: the browser lays out only the blocks in view, and a block is drawn within a frame. */
const LINES_PER_BLOCK = 200;
/** 400: more than any screen holds; the rest is drawn at once after, while the page answers. */
const FIRST_LINES = 400;

interface CodeLinesProps {
  readonly source: string;
  /** Line to mark, from 1. */
  readonly marked?: number | null;
}

interface EditorLinesProps extends CodeLinesProps {
  /** Without colours: it is no JavaScript. */
  readonly plain: boolean;
}

/** Numbered lines exactly as they are typed, all at once: for the editor. */
export const CodeLines = memo(function CodeLines({ source, marked = null, plain }: EditorLinesProps) {
  return <Lines lines={plain ? plainLines(source) : highlightLines(source)} before={0} marked={marked} marks={false} />;
});

interface LinesProps {
  readonly lines: readonly CodeLine[];
  /** How many lines stand above. */
  readonly before: number;
  readonly marked: number | null;
  /** Whether what does not show has a mark in its place. */
  readonly marks: boolean;
}

function Lines({ lines, before, marked, marks }: LinesProps) {
  return lines.map(({ tokens }, i) => {
    const number = before + i + 1;
    return (
      <span key={number} className={marked === number ? "l hl" : "l"} data-line={number}>
        {pieces(tokens, marks)}
      </span>
    );
  });
}

/** A line's text with its end, as few elements as its colours need: there may be a hundred thousand lines. */
function pieces(tokens: readonly Token[], marks: boolean): ReactNode {
  const textOf = ({ kind, text }: Token): string => (marks && kind === "hidden" ? marksOf(text) : text);
  if (tokens.length > MAX_PIECES || tokens.every(({ kind }) => kind === "plain")) {
    return `${tokens.map(textOf).join("")}\n`;
  }
  return [
    ...tokens.map((token, i) =>
      token.kind === "plain" ? (
        token.text
      ) : (
        // oxlint-disable-next-line react/no-array-index-key -- a piece of a line has no other identity
        <span key={i} className={CLASS[token.kind]}>
          {textOf(token)}
        </span>
      ),
    ),
    "\n",
  ];
}

/** A block of lines, which the browser lays out when it comes near the view. */
const Block = memo(function Block(props: LinesProps) {
  return (
    <span className="block" style={{ "--lines": props.lines.length } as React.CSSProperties}>
      <Lines {...props} />
    </span>
  );
});

/** All lines in blocks; after the first screens the rest is drawn in the background, so that the page answers meanwhile. */
function Blocks({ source, marked }: { readonly source: string; readonly marked: number | null }) {
  const lines = useMemo(() => highlightLines(source), [source]);
  const blocks = useMemo(
    () =>
      Array.from({ length: Math.ceil(lines.length / LINES_PER_BLOCK) }, (_, i) =>
        lines.slice(i * LINES_PER_BLOCK, (i + 1) * LINES_PER_BLOCK),
      ),
    [lines],
  );
  const first = Math.ceil(Math.max(FIRST_LINES, marked ?? 0) / LINES_PER_BLOCK);
  const drawn = useDeferredValue(blocks.length, Math.min(blocks.length, first));
  return blocks.slice(0, drawn).map((block, i) => (
    // oxlint-disable-next-line react/no-array-index-key -- a block is its place
    <Block key={i} lines={block} before={i * LINES_PER_BLOCK} marked={marked} marks />
  ));
}

interface SourceViewProps extends CodeLinesProps {
  readonly title: string;
  readonly label: string;
}

/** Code to read before trusting it, every line and character of it: scrollable by mouse and keyboard. */
export function SourceView({ source, marked = null, title, label }: SourceViewProps) {
  const text = useRef<HTMLPreElement>(null);
  const hidden = useMemo(() => hiddenWords(source), [source]);
  const [lines, sizeBytes] = useMemo(() => [countLines(source), utf8.encode(source).length], [source]);
  return (
    <>
      {hidden === null ? null : (
        <HiddenWarning
          hidden={hidden}
          onShow={() =>
            text.current?.querySelector(`[data-line="${hidden.firstLine}"]`)?.scrollIntoView({ block: "center" })
          }
        />
      )}
      <div className="code">
        <header>
          <b>{title}</b>
          <span className="sp nw">
            {plural(lines, "line")}, {formatBytes(sizeBytes)}
          </span>
        </header>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
        <pre ref={text} tabIndex={0} role="region" aria-label={label} style={digitsOf(lines)}>
          <code>
            <Blocks source={source} marked={marked} />
          </code>
        </pre>
      </div>
    </>
  );
}

function HiddenWarning({ hidden, onShow }: { readonly hidden: HiddenWords; readonly onShow: () => void }) {
  return (
    <Note
      tone="warn"
      icon="warn"
      title="Not all of this code shows as it is."
      action={
        <button type="button" className="b s" onClick={onShow}>
          Show line {hidden.firstLine}
        </button>
      }
    >
      It holds {hidden.what}, marked where they stand. They can make code read as something else than it does: trust it
      only if you know why they are there.
    </Note>
  );
}

const utf8 = new TextEncoder();

/** The numbers of the lines take as much room as the last of them needs. */
const digitsOf = (lines: number) => ({ "--digits": String(lines).length }) as React.CSSProperties;

const formatBytes = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`);
