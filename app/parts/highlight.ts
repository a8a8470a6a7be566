export type TokenKind = "plain" | "comment" | "string" | "number" | "keyword" | "call";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** 200 kB: past that colours cost more time than they help; the text is shown plain. */
const MAX_HIGHLIGHTED = 200_000;

const KEYWORDS = new Set(
  (
    "async await break case catch class const continue default delete do else export extends finally for from " +
    "function if import in instanceof interface let new of return static super switch this throw try type typeof var while yield " +
    "true false null undefined"
  ).split(" "),
);

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))`,
    String.raw`(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|${"`"}(?:[^${"`"}\\]|\\[\s\S])*${"`"}?)`,
    String.raw`(?<number>\b(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?)n?)`,
    String.raw`(?<word>[A-Za-z_$][\w$]*)`,
  ].join("|"),
  "g",
);

/** JavaScript or TypeScript cut into coloured pieces, line by line; joined again they are `source` exactly. */
export function highlightLines(source: string): readonly (readonly Token[])[] {
  if (source.length > MAX_HIGHLIGHTED) return source.split("\n").map((text) => [{ kind: "plain", text }]);
  const lines: Token[][] = [[]];
  for (const token of tokens(source)) {
    token.text.split("\n").forEach((text, i) => {
      if (i > 0) lines.push([]);
      if (text !== "") lines.at(-1)?.push({ kind: token.kind, text });
    });
  }
  return lines;
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
