import type { BinaryOperator, Comparison, Expression, NamedArgument, UnaryOperator } from "../expression.ts";
import { ExpressionFault } from "../fault.ts";
import { TokenCursor } from "./token-cursor.ts";
import { tokensOf } from "./tokens.ts";

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

/** Reads one Python expression; throws an ExpressionFault that says what is not understood, and where. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(new TokenCursor(tokensOf(text)));
  return parser.whole();
}

class Parser {
  readonly #cursor: TokenCursor;
  #depth = 0;

  constructor(cursor: TokenCursor) {
    this.#cursor = cursor;
  }

  whole(): Expression {
    const { at } = this.#cursor.token;
    if (this.#cursor.isAtEnd) throw new ExpressionFault(at, "there is no expression");
    const whole = this.#cursor.takes("lambda") ? this.#lambda(at) : this.#perhapsTuple();
    return this.#cursor.isAtEnd ? whole : this.#cursor.unexpected("an operator or the end");
  }

  #lambda(at: number): Expression {
    const token = this.#cursor.token;
    if (token.kind !== "name")
      return this.#cursor.unexpected("the name of lambda's one parameter, as in lambda spec: ...");
    const parameter = this.#cursor.name();
    this.#cursor.expect(":");
    return { kind: "lambda", at, parameter, body: this.#expression() };
  }

  /** `1, 2` is a tuple without its parentheses. */
  #perhapsTuple(): Expression {
    const { at } = this.#cursor.token;
    const first = this.#expression();
    if (!this.#cursor.is(",")) return first;
    const items = [first];
    while (this.#cursor.takes(",") && !this.#cursor.isAtEnd) items.push(this.#expression());
    return { kind: "tuple", at, items };
  }

  #expression(): Expression {
    return this.#nested(() => {
      const holding = this.#either();
      const { at } = this.#cursor.token;
      if (!this.#cursor.takes("if")) return holding;
      const test = this.#either();
      this.#cursor.expect("else");
      return { kind: "if", at, test, holding, otherwise: this.#expression() };
    });
  }

  #either = (): Expression => this.#logical("or");

  #logical(word: "or" | "and"): Expression {
    const next = (): Expression => (word === "or" ? this.#logical("and") : this.#negation());
    let left = next();
    for (let { at } = this.#cursor.token; this.#cursor.takes(word); { at } = this.#cursor.token)
      left = { kind: word === "or" ? "either" : "both", at, left, right: next() };
    return left;
  }

  #negation(): Expression {
    const { at } = this.#cursor.token;
    if (!this.#cursor.takes("not")) return this.#comparison();
    return { kind: "unary", at, operator: "not", operand: this.#nested(() => this.#negation()) };
  }

  #comparison(): Expression {
    const first = this.#binary(LOOSEST_BINARY);
    const rest: { operator: Comparison; right: Expression }[] = [];
    const { at } = this.#cursor.token;
    for (let operator = this.#comparator(); operator !== null; operator = this.#comparator())
      rest.push({ operator, right: this.#binary(LOOSEST_BINARY) });
    return rest.length === 0 ? first : { kind: "compare", at, first, rest };
  }

  #comparator(): Comparison | null {
    const text = this.#cursor.text;
    if (text === "not" && this.#cursor.textAfter === "in") {
      this.#cursor.skip(2);
      return "not in";
    }
    if (!COMPARISONS.has(text)) return null;
    this.#cursor.skip();
    return text === "is" && this.#cursor.takes("not") ? "is not" : (text as Comparison);
  }

  #binary(least: number): Expression {
    let left = this.#signed();
    for (;;) {
      const { at } = this.#cursor.token;
      const operator = this.#cursor.text;
      const binding = BINDING.get(operator) ?? 0;
      if (binding < least) return left;
      this.#cursor.skip();
      left = { kind: "binary", at, operator: operator as BinaryOperator, left, right: this.#binary(binding + 1) };
    }
  }

  /** A sign binds looser than the power to its right, `-2 ** 2`, and tighter than the one to its left, `2 ** -1`. */
  #signed(): Expression {
    const { at } = this.#cursor.token;
    const sign = this.#cursor.text;
    if (sign !== "-" && sign !== "+" && sign !== "~") return this.#power();
    this.#cursor.skip();
    return { kind: "unary", at, operator: sign as UnaryOperator, operand: this.#nested(() => this.#signed()) };
  }

  #power(): Expression {
    const left = this.#postfix();
    const { at } = this.#cursor.token;
    if (!this.#cursor.takes("**")) return left;
    return { kind: "binary", at, operator: "**", left, right: this.#nested(() => this.#signed()) };
  }

  #postfix(): Expression {
    let of = this.#atom();
    for (let length = 0; ; length++) {
      const { at } = this.#cursor.token;
      if (length > MAX_EXPRESSION_DEPTH) throw tooDeep(at);
      if (this.#cursor.takes("."))
        of = { kind: "attribute", at: this.#cursor.token.at, of, name: this.#cursor.anyName() };
      else if (this.#cursor.takes("[")) of = this.#indexed(of, at);
      else if (this.#cursor.takes("(")) of = this.#called(of, at);
      else return of;
    }
  }

  #indexed(of: Expression, at: number): Expression {
    if (this.#cursor.is(":")) throw new ExpressionFault(at, "parts of lists ([1:2]) are not known here");
    const index = this.#expression();
    if (this.#cursor.is(":")) throw new ExpressionFault(at, "parts of lists ([1:2]) are not known here");
    this.#cursor.expect("]");
    return { kind: "index", at, of, index };
  }

  #called(callee: Expression, at: number): Expression {
    const args: Expression[] = [];
    const named: NamedArgument[] = [];
    while (!this.#cursor.is(")")) {
      const place = this.#cursor.token.at;
      if (this.#cursor.token.kind === "name" && this.#cursor.textAfter === "=") {
        const name = this.#cursor.name();
        this.#cursor.skip();
        named.push({ name, at: place, value: this.#expression() });
      } else if (named.length > 0)
        throw new ExpressionFault(place, "an argument without a name follows one with a name");
      else args.push(this.#expression());
      if (!this.#cursor.takes(",")) break;
    }
    this.#cursor.expect(")");
    return { kind: "call", at, callee, args, named };
  }

  #atom(): Expression {
    const token = this.#cursor.token;
    const { at } = token;
    if (token.kind === "number") {
      this.#cursor.skip();
      return { kind: "value", at, value: token.value };
    }
    if (token.kind === "string") return { kind: "value", at, value: this.#strings() };
    if (token.kind === "name") return this.#named(at);
    if (this.#cursor.takes("(")) return this.#parenthesis(at);
    if (this.#cursor.takes("[")) return { kind: "list", at, items: this.#items("]") };
    if (this.#cursor.takes("{")) return this.#dict(at);
    return this.#cursor.unexpected("a value");
  }

  /** Strings side by side are one. */
  #strings(): string {
    let all = "";
    for (let token = this.#cursor.token; token.kind === "string"; token = this.#cursor.token) {
      all += token.value;
      this.#cursor.skip();
    }
    return all;
  }

  #named(at: number): Expression {
    if (this.#cursor.takes("None")) return { kind: "value", at, value: null };
    if (this.#cursor.takes("True")) return { kind: "value", at, value: true };
    if (this.#cursor.takes("False")) return { kind: "value", at, value: false };
    return { kind: "name", at, name: this.#cursor.name() };
  }

  #parenthesis(at: number): Expression {
    if (this.#cursor.takes(")")) return { kind: "tuple", at, items: [] };
    const first = this.#expression();
    if (this.#cursor.takes(")")) return first;
    this.#cursor.expect(",");
    return { kind: "tuple", at, items: [first, ...this.#items(")")] };
  }

  #items(close: string): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.#cursor.is(close)) {
      items.push(this.#expression());
      if (!this.#cursor.takes(",")) break;
    }
    this.#cursor.expect(close);
    return items;
  }

  #dict(at: number): Expression {
    const entries: { key: Expression; value: Expression }[] = [];
    while (!this.#cursor.is("}")) {
      const key = this.#expression();
      this.#cursor.expect(":");
      entries.push({ key, value: this.#expression() });
      if (!this.#cursor.takes(",")) break;
    }
    this.#cursor.expect("}");
    return { kind: "dict", at, entries };
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_EXPRESSION_DEPTH) throw tooDeep(this.#cursor.token.at);
    const nested = read();
    this.#depth--;
    return nested;
  }
}

const tooDeep = (at: number): ExpressionFault =>
  new ExpressionFault(at, `the expression is nested more than ${MAX_EXPRESSION_DEPTH} deep`);
