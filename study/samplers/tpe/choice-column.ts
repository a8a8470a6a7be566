import type { CategoricalDistribution } from "../../space/distribution.ts";
import type { Survivors } from "./crowd-column.ts";

/** A categorical parameter of a crowd: a kernel gives its own choice one count more than its share of the prior. */
export class ChoiceColumn {
  readonly #choices: number;
  readonly #priorWeight: number;
  #indices = new Float64Array(0);
  #lnHit = 0;
  #lnMiss = 0;
  #x = 0;

  constructor(distribution: CategoricalDistribution, priorWeight: number) {
    this.#choices = distribution.choices.length;
    this.#priorWeight = priorWeight;
  }

  grow(capacity: number): void {
    const larger = new Float64Array(capacity);
    larger.set(this.#indices);
    this.#indices = larger;
  }

  link(slot: number, value: number, _changed: Uint32Array, size: number): number {
    this.#indices[slot] = value;
    return size;
  }

  unlink(_slot: number, _changed: Uint32Array, size: number): number {
    return size;
  }

  linkAll(slots: Uint32Array, values: (slot: number) => number): void {
    for (const slot of slots) this.#indices[slot] = values(slot);
  }

  setNarrowest(_share: number, count: number): boolean {
    const share = this.#priorWeight / (count + 1);
    const total = 1 + share * this.#choices;
    this.#lnHit = Math.log((1 + share) / total);
    this.#lnMiss = Math.log(share / total);
    return false;
  }

  constant(): number {
    return 0;
  }

  moveTo(x: number): number {
    this.#x = x;
    return 0;
  }

  prior(): number {
    return -Math.log(this.#choices);
  }

  narrow({ slots, terms }: Survivors, count: number, floor: number): number {
    const [indices, x, lnHit, lnMiss] = [this.#indices, this.#x, this.#lnHit, this.#lnMiss];
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const slot = slots[k] as number;
      const term = (terms[k] as number) + (indices[slot] === x ? lnHit : lnMiss);
      slots[kept] = slot;
      terms[kept] = term;
      kept += (term >= floor ? 1 : 0) | 0;
    }
    return kept;
  }
}
