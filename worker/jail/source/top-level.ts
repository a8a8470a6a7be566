import { OPERATOR_WORDS, type Token, tokensOf } from "./tokens.ts";

/** What stands at the top level of a program, found without running it. Offsets are indices into the source. */
export interface TopLevel {
  readonly defaultExport: boolean;
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
  let staticImport: number | null = null;
  const tokens = tokensOf(source).filter((token) => token.depth === 0);
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (token.kind !== "word" || next === undefined || tokens[i - 1]?.text === ".") return;
    if (token.text === "export") {
      exports.push(token.at);
      defaultExport ||= next.text === "default" || exportsAsDefault(source, next.at);
    } else if (token.text === "import" && next.text !== "(" && next.text !== ".") {
      staticImport ??= token.at;
    } else if (token.text === "function") {
      const name = next.text === "*" ? tokens[i + 2] : next;
      if (name?.kind === "word" && startsStatement(tokens, i)) functions.push(name.text);
    } else if (/^(?:const|let|var|class)$/.test(token.text) && next.kind === "word" && startsStatement(tokens, i)) {
      variables.push(next.text);
    }
  });
  return { defaultExport, exports, staticImport, functions, variables, empty: tokens.length === 0 };
}

function startsStatement(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1];
  if (before === undefined || before.kind === "literal") return true;
  if (before.kind === "mark") return STATEMENT_ENDS.has(before.text);
  if (before.text === "async") return startsStatement(tokens, i - 1);
  return !OPERATOR_WORDS.has(before.text);
}

const exportsAsDefault = (source: string, at: number): boolean =>
  /^\{[^}]*\bas\s+default\b/.test(source.slice(at, at + 500));
