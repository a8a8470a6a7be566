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
import { jsonOf } from "./json-of-value.ts";
import type { Varying, VaryingPlace } from "./standing.ts";

/** Expressions that wait for each other; longer chains are programs. */
const MAX_CHAIN = 64;

/** To name a stream of chance by texts and begin it; by so many characters, a step more. */
const STREAM_STEPS = 10;
const CHARACTERS_A_STEP = 8;

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
  readonly #varying: Varying;
  readonly #drawing: Drawing;
  readonly #drawn = new Map<VaryingPlace, Value>();
  readonly #failed = new Map<VaryingPlace, DrawFault>();
  /** Where the expressions stand that wait for the one that is computed. */
  readonly #waiting: VaryingPlace[] = [];

  /** `spec`: what expressions see under that name; without grids. */
  constructor(spec: ConfigNode, varying: Varying, drawing: Drawing) {
    this.#spec = spec;
    this.#varying = varying;
    this.#drawing = drawing;
  }

  /** The value of a part of the spec, everything in it drawn. Throws a DrawFault. */
  value(node: ConfigNode): Value {
    if (node.kind === "scalar") return node.value;
    if (node.kind === "eval") return this.#evaluated(node);
    const { budget } = this.#drawing;
    if (node.kind === "list") {
      budget.spend(1 + node.items.length);
      return { kind: "list", items: node.items.map((item) => this.value(item)) };
    }
    if (node.kind === "grid") return refuseValue("a grid has not chosen");
    budget.spend(1 + node.entries.size);
    return { kind: "dict", entries: new Map(Array.from(node.entries, ([key, part]) => [key, this.value(part)])) };
  }

  #evaluated(node: ConfigEval): Value {
    const place = this.#varying.placeOf(node);
    const known = this.#drawn.get(place);
    if (known !== undefined) return known;
    const failed = this.#failed.get(place);
    if (failed !== undefined) throw failed;
    if (this.#waiting.includes(place)) {
      const circle = [...this.#waiting.slice(this.#waiting.indexOf(place)), place].map(({ name }) => shownName(name));
      return refuseValue(`${circle.join(" -> ")} need each other, and one must come first`);
    }
    if (this.#waiting.length >= MAX_CHAIN) return refuseValue(`more than ${MAX_CHAIN} expressions wait for each other`);
    this.#waiting.push(place);
    try {
      const value = this.#computed(node, place.name);
      this.#drawn.set(place, value);
      return value;
    } catch (fault) {
      const told = this.#told(node, place.name, fault);
      this.#failed.set(place, told);
      throw told;
    } finally {
      this.#waiting.pop();
    }
  }

  #computed(node: ConfigEval, name: string): Value {
    const { seed, experiment, number, budget } = this.#drawing;
    budget.spend(STREAM_STEPS + Math.ceil((seed.length + experiment.length + name.length) / CHARACTERS_A_STEP));
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
        this.#drawing.budget.spend(1);
        const [key, part] = partUnder(node, step, path);
        const under = [...path, key];
        if (part.kind === "map" || part.kind === "list") return this.#part(part, under);
        return { value: this.value(part) };
      },
      value: () => this.value(node),
    };
  }
}

function partUnder(node: ConfigNode, step: Value, path: ConfigPath): readonly [string | number, ConfigNode] {
  const refuse = (what: string): never => refuseValue(`${shownName(pathText(["spec", ...path]))} ${what}`);
  if (node.kind === "list") {
    const place = numeric(step);
    if (typeof place !== "bigint") return refuse("is a list: write the place in it, as [0]");
    const index = Number(place < 0n ? place + BigInt(node.items.length) : place);
    const item = node.items[index];
    return item === undefined ? refuse(`has ${node.items.length} items, and none at ${place}`) : [index, item];
  }
  if (node.kind !== "map" || typeof step !== "string") return refuse(`has no part ${kindOf(step)}`);
  const part = node.entries.get(step);
  if (part !== undefined) return [step, part];
  return refuse(`has no ${shownKeys([step])}; it has ${shownKeys([...node.entries.keys()])}`);
}
