/** A Python expression, read: plain data. `at` is where it stands in the expression's text, in UTF-16 units. */
export type Expression =
  | { readonly kind: "value"; readonly at: number; readonly value: null | boolean | bigint | number | string }
  | { readonly kind: "name"; readonly at: number; readonly name: string }
  | { readonly kind: "list" | "tuple"; readonly at: number; readonly items: readonly Expression[] }
  | {
      readonly kind: "dict";
      readonly at: number;
      readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
    }
  | { readonly kind: "attribute"; readonly at: number; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly at: number; readonly of: Expression; readonly index: Expression }
  | {
      readonly kind: "call";
      readonly at: number;
      readonly callee: Expression;
      readonly args: readonly Expression[];
      readonly named: readonly NamedArgument[];
    }
  | { readonly kind: "unary"; readonly at: number; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly at: number;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "compare";
      readonly at: number;
      readonly first: Expression;
      readonly rest: readonly { readonly operator: Comparison; readonly right: Expression }[];
    }
  | {
      readonly kind: "both" | "either";
      readonly at: number;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "if";
      readonly at: number;
      readonly test: Expression;
      readonly holding: Expression;
      readonly otherwise: Expression;
    }
  /** `lambda spec: body`, at the top alone. */
  | { readonly kind: "lambda"; readonly at: number; readonly parameter: string; readonly body: Expression };

export interface NamedArgument {
  readonly name: string;
  readonly at: number;
  readonly value: Expression;
}

export type UnaryOperator = "-" | "+" | "~" | "not";
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "<<" | ">>" | "&" | "|" | "^";
export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=" | "in" | "not in" | "is" | "is not";
