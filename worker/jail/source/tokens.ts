/** A piece of a JavaScript or TypeScript program. */
export interface Token {
  readonly kind: "word" | "mark" | "literal";
  /** Empty for literals. */
  readonly text: string;
  /** Index into the source. */
  readonly at: number;
  /** How many brackets are open around it; a bracket itself counts as outside. */
  readonly depth: number;
}

/** After these words an expression begins: a slash is a regular expression, `function` is no declaration. */
export const OPERATOR_WORDS = new Set(
  "return typeof case in of delete void throw new else do instanceof yield await extends default".split(" "),
);
const WORD = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:\d|\.\d)[\w.]*/y;
const SPACE = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)+/y;
const STRING = /"(?:\\[^]|[^"\\\n\r])*"?|'(?:\\[^]|[^'\\\n\r])*'?/y;
const REGEXP = /\/(?:\\.|\[(?:\\.|[^\]\\\n\r])*\]|[^/\\[\n\r])+\/\w*/y;

/** Splits a program into tokens without parsing it; comments and space are gone. Of a wrong program it makes something. */
export function tokensOf(source: string): Token[] {
  const reader = new TokenReader(source);
  while (reader.readNext());
  return reader.tokens;
}

class TokenReader {
  readonly tokens: Token[] = [];
  readonly #source: string;
  /** The open brackets; a backquote stands for `${`. */
  readonly #open: string[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** False at the end. */
  readNext(): boolean {
    this.#at += this.#match(SPACE)?.length ?? 0;
    if (this.#at >= this.#source.length) return false;
    const char = this.#source.charAt(this.#at);
    const word = this.#match(WORD);
    if (word !== null) this.#take("word", word.length);
    else if (char === "`") this.#openTemplate();
    else if (char === "}" && this.#open.at(-1) === "`") this.#continueTemplate();
    else {
      const literal =
        this.#match(STRING) ?? this.#match(NUMBER) ?? (this.#isRegExpNext(char) ? this.#match(REGEXP) : null);
      if (literal !== null) this.#take("literal", literal.length);
      else this.#takeMark(char);
    }
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#source)?.[0] ?? null;
  }

  #take(kind: Token["kind"], length: number): void {
    const text = kind === "literal" ? "" : this.#source.slice(this.#at, this.#at + length);
    this.tokens.push({ kind, text, at: this.#at, depth: this.#open.length });
    this.#at += length;
  }

  #takeMark(char: string): void {
    if (")]}".includes(char)) this.#open.pop();
    this.#take("mark", 1);
    if ("([{".includes(char)) this.#open.push(char);
  }

  #openTemplate(): void {
    this.#take("literal", 1);
    this.#skipTemplateText();
  }

  #continueTemplate(): void {
    this.#open.pop();
    this.#take("literal", 1);
    this.#skipTemplateText();
  }

  /** To the template's end or its next `${`. */
  #skipTemplateText(): void {
    const source = this.#source;
    while (this.#at < source.length && source[this.#at] !== "`") {
      if (source.startsWith("${", this.#at)) {
        this.#open.push("`");
        this.#at += 2;
        return;
      }
      this.#at += source[this.#at] === "\\" ? 2 : 1;
    }
    this.#at += 1;
  }

  #isRegExpNext(char: string): boolean {
    if (char !== "/") return false;
    const last = this.tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === "word") return OPERATOR_WORDS.has(last.text);
    if (last.kind === "mark") return last.text !== ")" && last.text !== "]";
    // A template's text before `${` reads as a literal, and an expression begins after it.
    return this.#source
      .slice(last.at + 1, this.#at)
      .trimEnd()
      .endsWith("${");
  }
}
