import { hiddenCharacters } from "../../../study/spec/visible-text.ts";

/** `hidden`: one or more characters in a row that a reader does not see. */
export type TokenKind = "plain" | "comment" | "string" | "number" | "keyword" | "call" | "hidden";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** A line as JavaScript counts them. */
export interface CodeLine {
  readonly tokens: readonly Token[];
  /** What ends it, if that is usual: "\n", "\r\n", or nothing at the end of the source. Another line end is a hidden token. */
  readonly end: string;
}

/** Ends a line for JavaScript: also two characters that no editor breaks at, and a carriage return alone. */
const LINE_END = /(\r\n|[\n\r\u2028\u2029])/;

const KEYWORDS = new Set(
  (
    "async await break case catch class const continue default delete do else export extends finally for from " +
    "function if import in instanceof interface let new of return static super switch this throw try type typeof var while yield " +
    "true false null undefined"
  ).split(" "),
);

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?(?:\*\/|$))`,
    String.raw`(?<string>"(?:[^"\\\n\r]|\\(?:\r\n|[\s\S]))*"?|'(?:[^'\\\n\r]|\\(?:\r\n|[\s\S]))*'?|${"`"}(?:[^${"`"}\\]|\\[\s\S])*${"`"}?)`,
    String.raw`(?<number>\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?)n?)`,
    String.raw`(?<word>[A-Za-z_$][\w$]*)`,
  ].join("|"),
  "g",
);

/** JavaScript or TypeScript cut into coloured pieces, line by line; joined again with the lines' ends they are `source` exactly. */
export function highlightLines(source: string): readonly CodeLine[] {
  const lines: CodeLine[] = [];
  let line: Token[] = [];
  const close = (end: string): void => {
    lines.push({ tokens: line, end });
    line = [];
  };
  for (const token of withHidden(source)) {
    for (const [i, text] of token.text.split(LINE_END).entries()) {
      const ends = i % 2 === 1;
      const unusual = ends && text !== "\n" && text !== "\r\n";
      if (text !== "" && (!ends || unusual)) push(line, { kind: token.kind, text });
      if (ends) close(unusual ? "" : text);
    }
  }
  close("");
  return lines;
}

/** Any text line by line, without colours. */
export const plainLines = (text: string): readonly CodeLine[] =>
  text.split("\n").map((line) => ({ tokens: line === "" ? [] : [{ kind: "plain", text: line }], end: "\n" }));

/** On which line `at` stands, from 1. */
export const lineAt = (source: string, at: number): number => Math.ceil(source.slice(0, at).split(LINE_END).length / 2);

/** How many lines `source` has. */
export const countLines = (source: string): number => lineAt(source, source.length);

function push(line: Token[], token: Token): void {
  const last = line.at(-1);
  if (last?.kind === "hidden" && token.kind === "hidden") {
    line[line.length - 1] = { kind: "hidden", text: last.text + token.text };
  } else line.push(token);
}

/** The tokens, cut at characters that a reader does not see, each of which becomes a token of its own. */
function* withHidden(source: string): Generator<Token> {
  const hidden = hiddenCharacters(source);
  let next = 0;
  let at = 0;
  for (const { kind, text } of tokens(source)) {
    const end = at + text.length;
    for (let mark = hidden[next]; mark !== undefined && mark.at < end; mark = hidden[++next]) {
      if (mark.at > at) yield { kind, text: source.slice(at, mark.at) };
      at = mark.at + mark.length;
      yield { kind: "hidden", text: source.slice(mark.at, at) };
    }
    if (at < end) yield { kind, text: source.slice(at, end) };
    at = Math.max(at, end);
  }
}

function* tokens(source: string): Generator<Token> {
  let at = 0;
  for (const match of source.matchAll(TOKEN)) {
    if (match.index > at) yield { kind: "plain", text: source.slice(at, match.index) };
    at = match.index + match[0].length;
    yield { kind: kindOf(match, source[at] ?? ""), text: match[0] };
  }
  if (at < source.length) yield { kind: "plain", text: source.slice(at) };
}

function kindOf(match: RegExpExecArray, next: string): TokenKind {
  const groups = match.groups ?? {};
  if (groups["comment"] !== undefined) return "comment";
  if (groups["string"] !== undefined) return "string";
  if (groups["number"] !== undefined) return "number";
  if (KEYWORDS.has(match[0])) return "keyword";
  return next === "(" ? "call" : "plain";
}
