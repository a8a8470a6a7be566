import { rngFromSeed } from "../../../study/rng.ts";
import { type ConfigEval, type ConfigNode, type ConfigPath, pathText } from "../config-node.ts";
import type { Mistake } from "../experiment.ts";
import type { Budget } from "../expression/budget.ts";
import { ExpressionFault, refuseValue, ValueFault } from "../expression/fault.ts";
import { interpret, type SpecPart } from "../expression/interpret.ts";
import { shownKeys } from "../expression/sequence.ts";
import { isDict, kindOf, numeric, type Value } from "../expression/value.ts";
import { inText } from "../read-config.ts";
import { shownName } from "../shown-text.ts";
import { partsOf } from "./grid-choices.ts";
import { jsonOf } from "./json-of-value.ts";

/** Expressions that wait for each other; longer chains are programs. */
const MAX_CHAIN = 64;

/** What one expression of a variant came to grief on. */
export class DrawFault extends Error {
  readonly mistake: Mistake;

  constructor(mistake: Mistake) {
    super(mistake.message);
    this.mistake = mistake;
  }
}

/** Which variant is drawn, and out of what chance. */
export interface Drawing {
  readonly seed: string;
  readonly experiment: string;
  readonly number: number;
  readonly budget: Budget;
}

/**
 * The values of one variant, each expression computed once, when it is first needed. Each has a stream of chance of its own,
 * so that none depends on the order, or on what else the file says.
 */
export class Draw {
  readonly #spec: ConfigNode;
  readonly #drawing: Drawing;
  readonly #drawn = new Map<string, Value>();
  readonly #failed = new Map<string, DrawFault>();
  /** Paths of the expressions that wait for the one that is computed. */
  readonly #waiting: string[] = [];

  /** `spec`: what expressions see under that name; without grids. */
  constructor(spec: ConfigNode, drawing: Drawing) {
    this.#spec = spec;
    this.#drawing = drawing;
  }

  /** The value of a part of the spec, everything in it drawn. Throws a DrawFault. */
  value(node: ConfigNode, path: ConfigPath): Value {
    if (node.kind === "scalar") return node.value;
    if (node.kind === "eval") return this.#evaluated(node, path);
    this.#drawing.budget.spend(1);
    const parts = partsOf(node).map(([step, part]) => [step, this.value(part, [...path, step])] as const);
    if (node.kind === "list") return { kind: "list", items: parts.map(([, value]) => value) };
    return { kind: "dict", entries: new Map(parts.map(([step, value]) => [String(step), value])) };
  }

  #evaluated(node: ConfigEval, path: ConfigPath): Value {
    const name = shownPath(path);
    const known = this.#drawn.get(name);
    if (known !== undefined) return known;
    const failed = this.#failed.get(name);
    if (failed !== undefined) throw failed;
    if (this.#waiting.includes(name)) {
      const circle = [...this.#waiting.slice(this.#waiting.indexOf(name)), name].map(shownName);
      return refuseValue(`${circle.join(" -> ")} need each other, and one must come first`);
    }
    if (this.#waiting.length >= MAX_CHAIN) return refuseValue(`more than ${MAX_CHAIN} expressions wait for each other`);
    this.#waiting.push(name);
    try {
      const value = this.#computed(node, name);
      this.#drawn.set(name, value);
      return value;
    } catch (fault) {
      const told = this.#told(node, name, fault);
      this.#failed.set(name, told);
      throw told;
    } finally {
      this.#waiting.pop();
    }
  }

  #computed(node: ConfigEval, name: string): Value {
    const { seed, experiment, number, budget } = this.#drawing;
    const value = interpret(node.expression, {
      rng: rngFromSeed("experiment", seed, experiment, number, name),
      budget,
      number,
      spec: this.#part(this.#spec, []),
    });
    if (isDict(value) && (value.entries.has("grid_search") || value.entries.has("eval")))
      return refuseValue("an expression gives a value, no grid_search or eval: write those in the file itself");
    // Refused here, where its place is known.
    jsonOf(value, budget);
    return value;
  }

  /** A fault of another expression goes through as it is. */
  #told(node: ConfigEval, name: string, fault: unknown): DrawFault {
    if (fault instanceof DrawFault) return fault;
    if (!(fault instanceof ExpressionFault) && !(fault instanceof ValueFault)) throw fault;
    const at = fault instanceof ExpressionFault ? fault.at : 0;
    const message = `${shownName(name)} cannot be computed for variant ${this.#drawing.number}: ${fault.message}.`;
    return new DrawFault({ ...inText(node, node.textAt, at), message });
  }

  #part(node: ConfigNode, path: ConfigPath): SpecPart {
    return {
      at: (step) => {
        const [key, part] = partUnder(node, step, path);
        const under = [...path, key];
        if (part.kind === "map" || part.kind === "list") return this.#part(part, under);
        return { value: this.value(part, under) };
      },
      value: () => this.value(node, path),
    };
  }
}

/** `lr` for config's own keys, `spec.stop` for what stands beside it. */
function shownPath(path: ConfigPath): string {
  return path[0] === "config" ? pathText(path.slice(1)) : pathText(["spec", ...path]);
}

function partUnder(node: ConfigNode, step: Value, path: ConfigPath): readonly [string | number, ConfigNode] {
  const name = shownName(pathText(["spec", ...path]));
  if (node.kind === "list") {
    const place = numeric(step);
    if (typeof place !== "bigint") return refuseValue(`${name} is a list: write the place in it, as [0]`);
    const index = Number(place < 0n ? place + BigInt(node.items.length) : place);
    const item = node.items[index];
    return item === undefined
      ? refuseValue(`${name} has ${node.items.length} items, and none at ${place}`)
      : [index, item];
  }
  if (node.kind !== "map" || typeof step !== "string") return refuseValue(`${name} has no part ${kindOf(step)}`);
  const part = node.entries.get(step);
  if (part !== undefined) return [step, part];
  return refuseValue(`${name} has no ${shownKeys([step])}; it has ${shownKeys([...node.entries.keys()])}`);
}
