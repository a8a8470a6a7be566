import { OPERATOR_WORDS, type Token, tokensOf } from "./tokens.ts";

/** What stands at the top level of a program, found without running it. Offsets are indices into the source. */
export interface TopLevel {
  readonly defaultExport: boolean;
  /** What the default export is called in the program; null where it is a value without a name, or there is none. */
  readonly defaultName: string | null;
  /** Of every `export` keyword. */
  readonly exports: readonly number[];
  /** Of the first static `import`, or null. */
  readonly staticImport: number | null;
  /** Names of function declarations, in order. */
  readonly functions: readonly string[];
  /** Names declared by const, let, var or class, in order. */
  readonly variables: readonly string[];
  /** Nothing but white space and comments. */
  readonly empty: boolean;
}

/** After these marks a statement may begin; after any other mark an operand follows. */
const STATEMENT_ENDS = new Set([";", "}", ")", "]"]);

/**
 * Reads a program's outline with a tokenizer, not a parser: enough to tell which form an objective has. A wrong program
 * gives some outline; what is wrong with it is found when it is loaded.
 */
export function topLevelOf(source: string): TopLevel {
  const exports: number[] = [];
  const functions: string[] = [];
  const variables: string[] = [];
  let defaultExport = false;
  let defaultName: string | null = null;
  let staticImport: number | null = null;
  const tokens = tokensOf(source).filter((token) => token.depth === 0);
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (token.kind !== "word" || next === undefined || tokens[i - 1]?.text === ".") return;
    if (token.text === "export") {
      exports.push(token.at);
      const renamed = exportedAsDefault(source, next.at);
      defaultExport ||= next.text === "default" || renamed !== null;
      defaultName ??= next.text === "default" ? declaredName(tokens.slice(i + 2, i + 6)) : renamed;
    } else if (token.text === "import" && next.text !== "(" && next.text !== ".") {
      staticImport ??= token.at;
    } else if (token.text === "function") {
      const name = next.text === "*" ? tokens[i + 2] : next;
      if (name?.kind === "word" && startsStatement(tokens, i)) functions.push(name.text);
    } else if (/^(?:const|let|var|class)$/.test(token.text) && next.kind === "word" && startsStatement(tokens, i)) {
      variables.push(next.text);
    } else if (tokens[i - 1]?.text === "," && isNextDeclared(source, tokens, i)) {
      variables.push(token.text);
    }
  });
  return { defaultExport, defaultName, exports, staticImport, functions, variables, empty: tokens.length === 0 };
}

function startsStatement(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1];
  if (before === undefined || before.kind === "literal") return true;
  if (before.kind === "mark") return STATEMENT_ENDS.has(before.text);
  if (before.text === "async") return startsStatement(tokens, i - 1);
  return !OPERATOR_WORDS.has(before.text);
}

/** Of `const a = 1, b = 2` what comes after a comma. */
const isNextDeclared = (source: string, tokens: readonly Token[], i: number): boolean => {
  const next = tokens[i + 1];
  return next?.text === ":" || (next?.text === "=" && !/^=[=>]/.test(source.slice(next.at, next.at + 2)));
};

/** The name in `function f`, `async function* f`, `class C` or `f;`, as they follow `export default`. */
function declaredName(tokens: readonly Token[]): string | null {
  const [first, ...rest] = tokens;
  if (first?.kind !== "word") return null;
  if (first.text === "async" && rest[0]?.text === "function") return declaredName(rest);
  if (first.text === "function" || first.text === "class") {
    const name = rest[0]?.text === "*" ? rest[1] : rest[0];
    return name?.kind === "word" && name.text !== "extends" ? name.text : null;
  }
  const [next] = rest;
  const endsHere = next === undefined || next.text === ";" || (next.kind === "word" && !OPERATOR_WORDS.has(next.text));
  return endsHere && !OPERATOR_WORDS.has(first.text) ? first.text : null;
}

/** The name in `{ f as default }`. */
const exportedAsDefault = (source: string, at: number): string | null =>
  /^\{[^}]*?([\w$]+)\s+as\s+default\b/.exec(source.slice(at, at + 500))?.[1] ?? null;
