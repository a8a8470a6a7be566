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

type Token =
  | { readonly kind: "word"; readonly text: string; readonly at: number }
  | { readonly kind: "mark"; readonly text: string; readonly at: number }
  | { readonly kind: "literal"; readonly text: ""; readonly at: number };

/** After these words an expression begins: a slash is a regular expression, `function` is no declaration. */
const OPERATOR_WORDS = new Set(
  "return typeof case in of delete void throw new else do instanceof yield await extends default".split(" "),
);
/** After these marks a statement may begin; after any other mark an operand follows. */
const STATEMENT_ENDS = new Set([";", "}", ")", "]"]);
const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:\d|\.\d)[\w.]*/y;
const SPACE = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)+/y;
const STRING = /"(?:\\[^]|[^"\\\n\r])*"?|'(?:\\[^]|[^'\\\n\r])*'?/y;
const REGEXP = /\/(?:\\.|\[(?:\\.|[^\]\\\n\r])*\]|[^/\\[\n\r])+\/\w*/y;

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
  const tokens = topTokens(source);
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

/** The tokens outside all brackets, the brackets themselves included. */
function topTokens(source: string): Token[] {
  const top: Token[] = [];
  const closers: string[] = [];
  let last: Token | null = null;
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0] ?? null;
  };
  const take = (kind: Token["kind"], length: number): void => {
    const text = kind === "literal" ? "" : source.slice(at, at + length);
    last = { kind, text, at } as Token;
    if (closers.length === 0) top.push(last);
    at += length;
  };
  /** Skips a template's text up to its end or to the next `${`. */
  const template = (): void => {
    while (at < source.length && source[at] !== "`") {
      if (source.startsWith("${", at)) {
        closers.push("`");
        at += 2;
        last = null;
        return;
      }
      at += source[at] === "\\" ? 2 : 1;
    }
    at += 1;
    last = { kind: "literal", text: "", at };
  };
  while (at < source.length) {
    const space = match(SPACE);
    if (space !== null) at += space.length;
    if (at >= source.length) break;
    const char = source.charAt(at);
    const word = match(WORD);
    const literal = match(STRING) ?? match(NUMBER) ?? (char === "/" && startsOperand(last) ? match(REGEXP) : null);
    if (word !== null) take("word", word.length);
    else if (literal !== null) take("literal", literal.length);
    else if (char === "`") {
      take("literal", 1);
      template();
    } else if (char === "}" && closers.at(-1) === "`") {
      closers.pop();
      at += 1;
      template();
    } else if ("([{".includes(char)) {
      take("mark", 1);
      closers.push(char);
    } else if (")]}".includes(char)) {
      closers.pop();
      take("mark", 1);
    } else take("mark", 1);
  }
  return top;
}

function startsOperand(last: Token | null): boolean {
  if (last === null || last.kind === "literal") return last === null;
  if (last.kind === "word") return OPERATOR_WORDS.has(last.text);
  return last.text !== ")" && last.text !== "]";
}
