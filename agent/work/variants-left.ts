import type { Trainable } from "../../study/spec/spec.ts";
import { variantOf, variantTrials } from "../../study/trainable/variants.ts";
import type { TrialPoint } from "../../study/trial/trial.ts";

/** Which of a trainable's trials nobody is known to have ended. Taking note of one costs nothing that grows. */
export class VariantsLeft {
  readonly #ended: Uint8Array;
  #endedCount = 0;
  /** All before it have ended. */
  #first = 0;

  constructor(trainable: Trainable) {
    this.#ended = new Uint8Array(variantTrials(trainable));
  }

  /** A trial has ended, in any way. */
  note(trial: TrialPoint): void {
    const index = variantOf(trial);
    if (index === null || this.#ended[index] !== 0) return;
    this.#ended[index] = 1;
    this.#endedCount += 1;
  }

  get all(): number {
    return this.#ended.length;
  }

  get endedCount(): number {
    return this.#endedCount;
  }

  /** Those that none of `running` tries either: the first `limit` of them in their order, and how many there are. */
  waiting(running: Iterable<TrialPoint>, limit: number): { readonly first: readonly number[]; readonly count: number } {
    const busy = new Set<number>();
    for (const point of running) {
      const index = variantOf(point);
      if (index !== null && this.#ended[index] === 0) busy.add(index);
    }
    while (this.#ended[this.#first] === 1) this.#first++;
    const first: number[] = [];
    for (let i = this.#first; i < this.all && first.length < limit; i++) {
      if (this.#ended[i] === 0 && !busy.has(i)) first.push(i);
    }
    return { first, count: this.all - this.#endedCount - busy.size };
  }
}
