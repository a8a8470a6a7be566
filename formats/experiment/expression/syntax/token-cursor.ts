import { ExpressionFault } from "../fault.ts";
import type { Token } from "./tokens.ts";

/** Python's keywords that mean something here, and those that do not. */
const WORDS: ReadonlySet<string> = new Set("if else and or not in is lambda None True False".split(" "));
const FOREIGN: ReadonlySet<string> = new Set(
  (
    "as assert async await break class continue def del except finally for from global import nonlocal pass raise " +
    "return try while with yield"
  ).split(" "),
);

/** Goes through the tokens of an expression, and says where others stand than should. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Steps over so many tokens. */
  skip(count = 1): void {
    this.#next += count;
  }

  get token(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", at: 0 };
  }

  get isAtEnd(): boolean {
    return this.token.kind === "end";
  }

  get text(): string {
    return textOf(this.token);
  }

  get textAfter(): string {
    return textOf(this.#tokens[this.#next + 1]);
  }

  is(text: string): boolean {
    return this.text === text;
  }

  takes(text: string): boolean {
    if (!this.is(text)) return false;
    this.#next++;
    return true;
  }

  expect(text: string): void {
    if (!this.takes(text)) this.unexpected(text);
  }

  /** After a dot any name stands for a key, Python's own words too. */
  anyName(): string {
    const token = this.token;
    if (token.kind !== "name") return this.unexpected("a name");
    this.#next++;
    return token.text;
  }

  name(): string {
    const token = this.token;
    if (token.kind === "name" && (WORDS.has(token.text) || FOREIGN.has(token.text)))
      return this.unexpected("a name or a value");
    return this.anyName();
  }

  unexpected(wanted: string): never {
    const token = this.token;
    const found = foundWords(token);
    if (token.kind === "name" && token.text === "lambda")
      throw new ExpressionFault(token.at, "lambda stands at the beginning of an expression alone");
    if (token.kind === "name" && FOREIGN.has(token.text))
      throw new ExpressionFault(token.at, `Python's ${token.text} is not known here: write one plain expression`);
    throw new ExpressionFault(token.at, `${found} stands where ${wanted} should`);
  }
}

const textOf = (token: Token | undefined): string =>
  token?.kind === "name" || token?.kind === "operator" ? token.text : "";

function foundWords(token: Token): string {
  if (token.kind === "end") return "the end";
  return token.kind === "name" || token.kind === "operator" ? token.text : `a ${token.kind}`;
}
