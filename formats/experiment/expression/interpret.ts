import type { Rng } from "../../../study/rng.ts";
import { binary, unary } from "./arithmetic.ts";
import type { Budget } from "./budget.ts";
import { callWith } from "./callable.ts";
import { compares } from "./comparison.ts";
import type { Expression } from "./expression.ts";
import { ExpressionFault, refuseValue, ValueFault } from "./fault.ts";
import { CONSTANTS, dottedName, FUNCTIONS, NUMBER_NAME, SPEC_NAME } from "./names.ts";
import { itemAt } from "./sequence.ts";
import { type Dict, isTrue, listOf, type Value } from "./value.ts";

/** A part of the spec that is not drawn before it is needed. */
export interface SpecPart {
  /** The part under a key or at a place; a value, once it has no parts. */
  readonly at: (step: Value) => SpecPart | { readonly value: Value };
  /** All of it. */
  readonly value: () => Value;
}

/** What an expression is computed with. */
export interface Surroundings {
  readonly rng: Rng;
  readonly budget: Budget;
  /** The variant's number, `_i`. */
  readonly number: number;
  readonly spec: SpecPart;
}

type Term = SpecPart | { readonly value: Value };

/** What the expression comes to, in Python's meaning. Throws an ExpressionFault, or what `spec` throws. */
export function interpret(expression: Expression, surroundings: Surroundings): Value {
  const isLambda = expression.kind === "lambda";
  const parameter = isLambda ? expression.parameter : SPEC_NAME;
  return new Interpreter(surroundings, parameter).value(isLambda ? expression.body : expression);
}

class Interpreter {
  readonly #surroundings: Surroundings;
  readonly #budget: Budget;
  readonly #spec: string;

  constructor(surroundings: Surroundings, spec: string) {
    this.#surroundings = surroundings;
    this.#budget = surroundings.budget;
    this.#spec = spec;
  }

  value(expression: Expression): Value {
    const term = this.#term(expression);
    return typeof term.value === "function" ? this.#placed(expression, term.value) : term.value;
  }

  #term(expression: Expression): Term {
    return this.#placed(expression, () => {
      this.#budget.spend(1);
      return this.#budget.deeper(() => this.#termOf(expression));
    });
  }

  /** What an operation refuses is refused at the innermost place. */
  #placed<T>({ at }: Expression, run: () => T): T {
    try {
      return run();
    } catch (fault) {
      if (fault instanceof ValueFault) throw new ExpressionFault(at, fault.message);
      throw fault;
    }
  }

  #termOf(expression: Expression): Term {
    if (expression.kind === "name") return this.#named(expression.name);
    if (expression.kind === "attribute") return this.#attribute(expression.of, expression.name, expression);
    if (expression.kind !== "index") return { value: this.#plain(expression) };
    const of = this.#term(expression.of);
    const index = this.value(expression.index);
    return isPart(of) ? of.at(index) : { value: itemAt(of.value, index, this.#budget) };
  }

  #named(name: string): Term {
    if (name === this.#spec || name === SPEC_NAME) return this.#surroundings.spec;
    if (name === NUMBER_NAME) return { value: BigInt(this.#surroundings.number) };
    return refuseValue(`${name} is not known here`);
  }

  #attribute(of: Expression, name: string, whole: Expression): Term {
    // A constant has one dot: names with more are of the spec.
    const constant = of.kind === "name" ? CONSTANTS.get(dottedName(whole) ?? "") : undefined;
    if (constant !== undefined) return { value: constant };
    const part = this.#term(of);
    return isPart(part) ? part.at(name) : refuseValue(`there is no .${name}: what stands before it has no parts`);
  }

  #plain(expression: Expression): Value {
    switch (expression.kind) {
      case "value":
        return expression.value;
      case "list":
      case "tuple":
        return listOf(
          expression.items.map((item) => this.value(item)),
          expression.kind,
        );
      case "dict":
        return this.#dict(expression.entries);
      case "unary":
        return unary(expression.operator, this.value(expression.operand));
      case "binary":
        return binary(expression.operator, this.value(expression.left), this.value(expression.right), this.#budget);
      case "both":
      case "either": {
        const left = this.value(expression.left);
        return isTrue(left) === (expression.kind === "both") ? this.value(expression.right) : left;
      }
      case "if":
        return this.value(isTrue(this.value(expression.test)) ? expression.holding : expression.otherwise);
      case "compare":
        return this.#compared(expression);
      case "call":
        return this.#called(expression);
      default:
        return refuseValue("lambda stands at the beginning of an expression alone");
    }
  }

  /** `a < b < c` holds if both do; `c` is not looked at if the first does not. */
  #compared({ first, rest }: Extract<Expression, { kind: "compare" }>): boolean {
    let left = this.value(first);
    for (const { operator, right } of rest) {
      const value = this.value(right);
      if (!compares(operator, left, value, this.#budget)) return false;
      left = value;
    }
    return true;
  }

  #called({ callee, args, named }: Extract<Expression, { kind: "call" }>): Value {
    const name = dottedName(callee) ?? "";
    const function_ = FUNCTIONS.get(name);
    if (function_ === undefined) return refuseValue(`${name} is not known here`);
    const values = args.map((arg) => this.value(arg));
    const byName = new Map<string, Value>();
    for (const { name: key, value } of named) {
      if (byName.has(key)) refuseValue(`${name} is given ${key} twice`);
      byName.set(key, this.value(value));
    }
    return callWith(name, function_, values, byName, this.#surroundings);
  }

  #dict(entries: Extract<Expression, { kind: "dict" }>["entries"]): Dict {
    const made = new Map<string, Value>();
    for (const { key, value } of entries) {
      const name = this.value(key);
      if (typeof name !== "string") return refuseValue("the keys of a dict are texts here");
      made.set(name, this.value(value));
    }
    return { kind: "dict", entries: made };
  }
}

const isPart = (term: Term): term is SpecPart => typeof term.value === "function";
