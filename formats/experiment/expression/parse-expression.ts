import type { BinaryOperator, Comparison, Expression, NamedArgument, UnaryOperator } from "./expression.ts";
import { ExpressionFault } from "./fault.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Deeper ones are written by programs. */
export const MAX_EXPRESSION_DEPTH = 64;

/** How tightly operators bind, as Python's grammar has it; all of them from the left but `**`. */
const BINDING: ReadonlyMap<string, number> = new Map([
  ["|", 5],
  ["^", 6],
  ["&", 7],
  ["<<", 8],
  [">>", 8],
  ["+", 9],
  ["-", 9],
  ["*", 10],
  ["/", 10],
  ["//", 10],
  ["%", 10],
]);
const LOOSEST_BINARY = 5;
const COMPARISONS: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "==", "!=", "in", "is"]);

/** Python's keywords that mean something here, and those that do not. */
const WORDS: ReadonlySet<string> = new Set("if else and or not in is lambda None True False".split(" "));
const FOREIGN: ReadonlySet<string> = new Set(
  (
    "as assert async await break class continue def del except finally for from global import nonlocal pass raise " +
    "return try while with yield"
  ).split(" "),
);

/** Reads one Python expression; throws an ExpressionFault that says what is not understood, and where. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const { at } = this.#token;
    if (this.#isAtEnd) throw new ExpressionFault(at, "there is no expression");
    const whole = this.#takes("lambda") ? this.#lambda(at) : this.#perhapsTuple();
    return this.#isAtEnd ? whole : this.#unexpected("an operator or the end");
  }

  #lambda(at: number): Expression {
    const token = this.#token;
    if (token.kind !== "name") return this.#unexpected("the name of lambda's one parameter, as in lambda spec: ...");
    const parameter = this.#name();
    this.#expect(":");
    return { kind: "lambda", at, parameter, body: this.#expression() };
  }

  /** `1, 2` is a tuple without its parentheses. */
  #perhapsTuple(): Expression {
    const { at } = this.#token;
    const first = this.#expression();
    if (!this.#is(",")) return first;
    const items = [first];
    while (this.#takes(",") && !this.#isAtEnd) items.push(this.#expression());
    return { kind: "tuple", at, items };
  }

  #expression(): Expression {
    return this.#nested(() => {
      const holding = this.#either();
      const { at } = this.#token;
      if (!this.#takes("if")) return holding;
      const test = this.#either();
      this.#expect("else");
      return { kind: "if", at, test, holding, otherwise: this.#expression() };
    });
  }

  #either = (): Expression => this.#logical("or");

  #logical(word: "or" | "and"): Expression {
    const next = (): Expression => (word === "or" ? this.#logical("and") : this.#negation());
    let left = next();
    for (let { at } = this.#token; this.#takes(word); { at } = this.#token)
      left = { kind: word === "or" ? "either" : "both", at, left, right: next() };
    return left;
  }

  #negation(): Expression {
    const { at } = this.#token;
    if (!this.#takes("not")) return this.#comparison();
    return { kind: "unary", at, operator: "not", operand: this.#nested(() => this.#negation()) };
  }

  #comparison(): Expression {
    const first = this.#binary(LOOSEST_BINARY);
    const rest: { operator: Comparison; right: Expression }[] = [];
    const { at } = this.#token;
    for (let operator = this.#comparator(); operator !== null; operator = this.#comparator())
      rest.push({ operator, right: this.#binary(LOOSEST_BINARY) });
    return rest.length === 0 ? first : { kind: "compare", at, first, rest };
  }

  #comparator(): Comparison | null {
    const text = this.#text;
    if (text === "not" && this.#textAfter === "in") {
      this.#next += 2;
      return "not in";
    }
    if (!COMPARISONS.has(text)) return null;
    this.#next++;
    return text === "is" && this.#takes("not") ? "is not" : (text as Comparison);
  }

  #binary(least: number): Expression {
    let left = this.#signed();
    for (;;) {
      const { at } = this.#token;
      const operator = this.#text;
      const binding = BINDING.get(operator) ?? 0;
      if (binding < least) return left;
      this.#next++;
      left = { kind: "binary", at, operator: operator as BinaryOperator, left, right: this.#binary(binding + 1) };
    }
  }

  /** A sign binds looser than the power to its right, `-2 ** 2`, and tighter than the one to its left, `2 ** -1`. */
  #signed(): Expression {
    const { at } = this.#token;
    const sign = this.#text;
    if (sign !== "-" && sign !== "+" && sign !== "~") return this.#power();
    this.#next++;
    return { kind: "unary", at, operator: sign as UnaryOperator, operand: this.#nested(() => this.#signed()) };
  }

  #power(): Expression {
    const left = this.#postfix();
    const { at } = this.#token;
    if (!this.#takes("**")) return left;
    return { kind: "binary", at, operator: "**", left, right: this.#nested(() => this.#signed()) };
  }

  #postfix(): Expression {
    let of = this.#atom();
    for (let length = 0; ; length++) {
      const { at } = this.#token;
      if (length > MAX_EXPRESSION_DEPTH) throw tooDeep(at);
      if (this.#takes(".")) of = { kind: "attribute", at: this.#token.at, of, name: this.#anyName() };
      else if (this.#takes("[")) of = this.#indexed(of, at);
      else if (this.#takes("(")) of = this.#called(of, at);
      else return of;
    }
  }

  #indexed(of: Expression, at: number): Expression {
    if (this.#is(":")) throw new ExpressionFault(at, "parts of lists ([1:2]) are not known here");
    const index = this.#expression();
    if (this.#is(":")) throw new ExpressionFault(at, "parts of lists ([1:2]) are not known here");
    this.#expect("]");
    return { kind: "index", at, of, index };
  }

  #called(callee: Expression, at: number): Expression {
    const args: Expression[] = [];
    const named: NamedArgument[] = [];
    while (!this.#is(")")) {
      const place = this.#token.at;
      if (this.#token.kind === "name" && this.#textAfter === "=") {
        const name = this.#name();
        this.#next++;
        named.push({ name, at: place, value: this.#expression() });
      } else if (named.length > 0)
        throw new ExpressionFault(place, "an argument without a name follows one with a name");
      else args.push(this.#expression());
      if (!this.#takes(",")) break;
    }
    this.#expect(")");
    return { kind: "call", at, callee, args, named };
  }

  #atom(): Expression {
    const token = this.#token;
    const { at } = token;
    if (token.kind === "number") {
      this.#next++;
      return { kind: "value", at, value: token.value };
    }
    if (token.kind === "string") return { kind: "value", at, value: this.#strings() };
    if (token.kind === "name") return this.#named(at);
    if (this.#takes("(")) return this.#parenthesis(at);
    if (this.#takes("[")) return { kind: "list", at, items: this.#items("]") };
    if (this.#takes("{")) return this.#dict(at);
    return this.#unexpected("a value");
  }

  /** Strings side by side are one. */
  #strings(): string {
    let all = "";
    for (let token = this.#token; token.kind === "string"; token = this.#token) {
      all += token.value;
      this.#next++;
    }
    return all;
  }

  #named(at: number): Expression {
    if (this.#takes("None")) return { kind: "value", at, value: null };
    if (this.#takes("True")) return { kind: "value", at, value: true };
    if (this.#takes("False")) return { kind: "value", at, value: false };
    return { kind: "name", at, name: this.#name() };
  }

  #parenthesis(at: number): Expression {
    if (this.#takes(")")) return { kind: "tuple", at, items: [] };
    const first = this.#expression();
    if (this.#takes(")")) return first;
    this.#expect(",");
    return { kind: "tuple", at, items: [first, ...this.#items(")")] };
  }

  #items(close: string): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.#is(close)) {
      items.push(this.#expression());
      if (!this.#takes(",")) break;
    }
    this.#expect(close);
    return items;
  }

  #dict(at: number): Expression {
    const entries: { key: Expression; value: Expression }[] = [];
    while (!this.#is("}")) {
      const key = this.#expression();
      this.#expect(":");
      entries.push({ key, value: this.#expression() });
      if (!this.#takes(",")) break;
    }
    this.#expect("}");
    return { kind: "dict", at, entries };
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_EXPRESSION_DEPTH) throw tooDeep(this.#token.at);
    const nested = read();
    this.#depth--;
    return nested;
  }

  get #token(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", at: 0 };
  }

  get #isAtEnd(): boolean {
    return this.#token.kind === "end";
  }

  get #text(): string {
    return textOf(this.#token);
  }

  get #textAfter(): string {
    return textOf(this.#tokens[this.#next + 1]);
  }

  #is = (text: string): boolean => this.#text === text;

  #takes(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) this.#unexpected(text);
  }

  /** After a dot any name stands for a key, Python's own words too. */
  #anyName(): string {
    const token = this.#token;
    if (token.kind !== "name") return this.#unexpected("a name");
    this.#next++;
    return token.text;
  }

  #name(): string {
    const token = this.#token;
    if (token.kind === "name" && (WORDS.has(token.text) || FOREIGN.has(token.text)))
      return this.#unexpected("a name or a value");
    return this.#anyName();
  }

  #unexpected(wanted: string): never {
    const token = this.#token;
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

const tooDeep = (at: number): ExpressionFault =>
  new ExpressionFault(at, `the expression is nested more than ${MAX_EXPRESSION_DEPTH} deep`);
