import { transform } from "sucrase";
import { positionAt } from "./position-at.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** The JavaScript, or what is refused and where (line and column from 1). */
export type StripResult =
  | { readonly ok: true; readonly javascript: string; readonly positions: string | null }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly column: number };

/**
 * TypeScript to JavaScript on the same lines; `positions` leads from its columns back to the author's. Refuses what
 * would not mean in JavaScript what it means in TypeScript, with the place.
 */
export function stripTypes(source: string): StripResult {
  const refused = firstUnsupported(source);
  if (refused !== null) return { ok: false, message: refused.message, ...positionAt(source, refused.at) };
  try {
    const { code, sourceMap } = transform(source, {
      transforms: ["typescript"],
      disableESTransforms: true,
      filePath: FILE,
      sourceMapOptions: { compiledFilename: "objective.js" },
    });
    return { ok: true, javascript: code, positions: code === source ? null : (sourceMap?.mappings ?? null) };
  } catch (error) {
    return { ok: false, ...syntaxErrorOf(error) };
  }
}

const FILE = "objective.ts";

interface Unsupported {
  readonly message: string;
  readonly at: number;
}

function syntaxErrorOf(error: unknown): { message: string; line: number; column: number } {
  if (!(error instanceof Error)) throw error;
  const { loc } = error as { loc?: { line: number; column: number } };
  if (loc === undefined) throw error;
  const message = error.message.replace(`Error transforming ${FILE}: `, "").replace(/ \(\d+:\d+\)$/, "");
  return { message: `SyntaxError: ${message}`, line: loc.line, column: loc.column };
}

/** What sucrase drops or passes on unchanged, so that the objective would silently be another one. */
function firstUnsupported(source: string): Unsupported | null {
  const tokens = tokensOf(source);
  for (const [i, token] of tokens.entries()) {
    const [before, next, second] = [tokens[i - 1], tokens[i + 1], tokens[i + 2]];
    const message = unsupported(token, before, next, second, isOneLine(source, token, next));
    if (message !== null) return { message, at: token.at };
  }
  return null;
}

type Neighbour = Token | undefined;

function unsupported(
  token: Token,
  before: Neighbour,
  next: Neighbour,
  second: Neighbour,
  oneLine: boolean,
): string | null {
  if (token.kind === "mark") {
    return token.text === "@" && next?.kind === "word"
      ? "Decorators do not run here. Call the function yourself."
      : null;
  }
  if (token.kind !== "word" || before?.text === "." || next === undefined) return null;
  switch (token.text) {
    case "namespace":
    case "module":
      if (!oneLine || next.kind !== "word" || before?.text === "declare" || !"{.".includes(second?.text ?? "?"))
        return null;
      return "Namespaces do not run here. Use a plain object or top-level functions.";
    case "accessor":
      if (!oneLine || next.kind !== "word" || token.depth === 0 || BINARY_WORDS.has(next.text)) return null;
      return "Auto-accessors do not run here. Write a get and a set method.";
    case "import":
      return second?.text === "=" ? "An objective cannot import modules. Paste what it needs into it." : null;
    case "export":
      return next.text === "=" ? "Write `export default` in place of `export =`." : null;
    default:
      return null;
  }
}

const BINARY_WORDS = new Set(["in", "of", "instanceof", "as", "satisfies"]);

const isOneLine = (source: string, token: Token, next: Neighbour): boolean =>
  next !== undefined && !source.slice(token.at, next.at).includes("\n");
