const TOKEN =
  /\s*(?:([[\]{},:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null)(?![\w.]))/iuy;

type Awaited = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or end";

/** The line, counted from 1, of the first mistake in `text`, which is no JSON: browsers do not always tell. */
export function jsonMistakeLine(text: string): number {
  TOKEN.lastIndex = 0;
  const open: string[] = [];
  let awaited: Awaited = "value";
  let end = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [, mark, string] = match;
    const next = after(awaited, mark ?? (string === undefined ? "scalar" : "string"), open);
    if (next === null) break;
    awaited = next;
    end = TOKEN.lastIndex;
  }
  // The mistake is what stands behind the last piece that fits, or, where nothing does, the end of the text.
  const gap = /^\s*/.exec(text.slice(end))?.[0].length ?? 0;
  const at = end + gap >= text.length ? text.trimEnd().length : end + gap;
  return text.slice(0, at).split("\n").length;
}

/** What may follow once `token` stood where `awaited` was; null where it may not stand there. `open` are the open brackets. */
function after(awaited: Awaited, token: string, open: string[]): Awaited | null {
  const isEmptyEnd = (awaited === "value or ]" && token === "]") || (awaited === "key or }" && token === "}");
  if (isEmptyEnd || (awaited === "comma or end" && token === open.at(-1))) {
    open.pop();
    return "comma or end";
  }
  switch (awaited) {
    case "comma or end":
      if (token !== "," || open.length === 0) return null;
      return open.at(-1) === "]" ? "value" : "key";
    case "colon":
      return token === ":" ? "value" : null;
    case "key":
    case "key or }":
      return token === "string" ? "colon" : null;
    case "value":
    case "value or ]":
      if (token === "string" || token === "scalar") return "comma or end";
      if (token !== "[" && token !== "{") return null;
      open.push(token === "[" ? "]" : "}");
      return token === "[" ? "value or ]" : "key or }";
  }
}
