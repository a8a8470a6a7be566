import { MisuseError } from "../../errors.ts";
import { shown } from "../../option-checks.ts";
import type { SampleRequest } from "../../sampler.ts";
import { type CategoricalChoice, contains, type Distribution } from "../../space/distribution.ts";
import { rangeText } from "../../space/range-text.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { ownDistribution } from "../shared/own-distribution.ts";

/** Trials that asked for none of the listed names, after which nobody waits for a branch that does. */
const MAX_BESIDE = 100;
/** Trials after which a name that none of them asked for is worth a warning. */
const FIRST_TRIALS = 10;

/** Whether two numbers differ by rounding only. */
export const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** A listed number beyond an end of its range by rounding only, as 0.1 * 3 is beyond 0.3, is that end. */
export function fitted(
  distribution: Distribution,
  value: CategoricalChoice | undefined,
): CategoricalChoice | undefined {
  if (typeof value !== "number" || distribution.kind === "categorical") return value;
  const { low, high } = distribution;
  if (value > high && isNear(value, high)) return high;
  return value < low && isNear(value, low) ? low : value;
}

/** Whether a grid is one of what trials ask for: values outside a range, and names nobody knows, would never be tried. */
export class GridFit {
  readonly #names: readonly string[];
  readonly #values: readonly (readonly CategoricalChoice[])[];
  readonly #unasked: Set<string>;
  readonly #warned = new Set<string>();
  #trials = 0;
  #checked: SearchSpace | null = null;

  /** The values listed for each name. */
  constructor(names: readonly string[], values: readonly (readonly CategoricalChoice[])[]) {
    this.#names = names;
    this.#values = values;
    this.#unasked = new Set(names);
  }

  /** Notes which of the names a trial asked for: null where it did not. */
  enter(places: readonly (number | null)[]): void {
    this.#trials += 1;
    if (this.#unasked.size === 0) return;
    this.#names.forEach((name, d) => {
      if (places[d] !== null) this.#unasked.delete(name);
    });
  }

  /** Names that no trial asked for, in a sentence; null if there are none. */
  get fault(): string | null {
    if (this.#unasked.size === 0) return null;
    const names = [...this.#unasked].map(shown).join(", ");
    return `The grid lists ${names}, which no trial asked for; correct the name or leave it out.`;
  }

  /** Throws `MisuseError` for a listed value outside its range, and if no trial of many asked for any listed name. */
  check(request: SampleRequest): void {
    if (this.#checked !== request.space && this.#fits(request)) this.#checked = request.space;
    const { fault } = this;
    if (fault === null) return;
    // Rows are read again after some were dropped.
    const trials = Math.min(this.#trials, request.history.known);
    if (this.#unasked.size === this.#names.length && trials >= MAX_BESIDE) throw new MisuseError(fault);
    if (trials >= FIRST_TRIALS && request.warn !== undefined) this.#warn(request.warn, trials);
  }

  /** True once an own trial has shown the range of every listed name asked for, and the values are inside. */
  #fits(request: SampleRequest): boolean {
    let isKnown = true;
    this.#names.forEach((name, d) => {
      if (!request.space.names.includes(name)) return;
      const distribution = ownDistribution(request, name);
      if (distribution === null) {
        isKnown = false;
        return;
      }
      const stray = this.#values[d]?.find((value) => !contains(distribution, fitted(distribution, value) ?? value));
      if (stray === undefined) return;
      throw new MisuseError(
        `The grid lists ${shown(stray)} for ${shown(name)}, which is not among ${rangeText(distribution)}; leave it out or widen the range.`,
      );
    });
    return isKnown;
  }

  #warn(warn: (sentence: string) => void, trials: number): void {
    for (const name of this.#unasked) {
      if (this.#warned.has(name)) continue;
      this.#warned.add(name);
      warn(
        `The grid lists ${shown(name)}, which none of ${trials} trials asked for; correct the name, unless it comes with another branch.`,
      );
    }
  }
}
