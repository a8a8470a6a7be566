import type { Trainable } from "../../study/spec/spec.ts";
import { variantOf, variantTrials } from "../../study/trainable/variants.ts";
import type { FinishedState, FinishedTrial, TrialPoint } from "../../study/trial/trial.ts";

/** In how many of its trials a trainable stands where: each in one place, however often it was run. */
export type VariantCounts = Readonly<Record<FinishedState | "running" | "waiting", number>>;

/** One that ended in several ways, as two tabs ran it, counts where it came furthest: the larger. */
const ENDS: readonly FinishedState[] = ["failed", "pruned", "complete"];

/** Which of a trainable's trials nobody is known to have ended. Taking note of one costs nothing that grows. */
export class VariantsLeft {
  /** How it ended, as 1 + its place in ENDS; 0: not yet. */
  readonly #ended: Uint8Array;
  readonly #counts: Record<FinishedState, number> = { complete: 0, pruned: 0, failed: 0 };
  /** All before it have ended. */
  #first = 0;

  constructor(trainable: Trainable) {
    this.#ended = new Uint8Array(variantTrials(trainable));
  }

  /** A trial has ended, in any way. */
  note(trial: TrialPoint & Pick<FinishedTrial, "state">): void {
    const index = variantOf(trial);
    const before = index === null ? undefined : this.#ended[index];
    const end = 1 + ENDS.indexOf(trial.state);
    if (index === null || before === undefined || before >= end) return;
    this.#ended[index] = end;
    this.#counts[trial.state] += 1;
    const endBefore = ENDS[before - 1];
    if (endBefore !== undefined) this.#counts[endBefore] -= 1;
  }

  hasEnded(index: number): boolean {
    return (this.#ended[index] ?? 0) > 0;
  }

  get all(): number {
    return this.#ended.length;
  }

  get endedCount(): number {
    return this.#counts.complete + this.#counts.pruned + this.#counts.failed;
  }

  /** Those that have not ended and none of `begun` tries: the first `limit` of them in their order. */
  waiting(begun: Iterable<TrialPoint>, limit: number): readonly number[] {
    const busy = this.#open(begun);
    while (this.hasEnded(this.#first)) this.#first++;
    const first: number[] = [];
    for (let i = this.#first; i < this.all && first.length < limit; i++) {
      if (!this.hasEnded(i) && !busy.has(i)) first.push(i);
    }
    return first;
  }

  /** All of them, while `running` run: whatever neither runs nor has ended waits. */
  counts(running: Iterable<TrialPoint>): VariantCounts {
    const runningCount = this.#open(running).size;
    return { ...this.#counts, running: runningCount, waiting: this.all - this.endedCount - runningCount };
  }

  /** Which of these have not ended. */
  #open(points: Iterable<TrialPoint>): Set<number> {
    const open = new Set<number>();
    for (const point of points) {
      const index = variantOf(point);
      if (index !== null && this.#ended[index] === 0) open.add(index);
    }
    return open;
  }
}
