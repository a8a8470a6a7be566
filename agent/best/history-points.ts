import type { FinishedState } from "../../study/trial/trial.ts";

export interface HistoryPoint {
  /** Place in the order this tab learned of trials, from 1. */
  readonly at: number;
  readonly value: number;
  readonly state: FinishedState;
  readonly own: boolean;
  /** Violates a constraint: never an improvement. */
  readonly infeasible: boolean;
  readonly improves: boolean;
}

/** More than a chart has pixels to tell apart. */
export const MAX_POINTS = 1_000;
/** Improvements come about as the logarithm of the trials; half the chart leaves room for the others even if they do not. */
const MAX_IMPROVEMENTS = MAX_POINTS / 2;

/** An even sample of trials in the order they became known, and every improvement, for the chart. Failed ones have NaN. */
export class HistoryPoints {
  #improvements: HistoryPoint[] = [];
  #others: HistoryPoint[] = [];
  #stride = 1;
  #count = 0;

  add(point: Omit<HistoryPoint, "at">): void {
    const at = ++this.#count;
    if (point.improves) {
      this.#improvements.push({ ...point, at });
      if (this.#improvements.length > MAX_IMPROVEMENTS) this.#improvements = thinned(this.#improvements);
    } else if (at % this.#stride === 0 && (point.state === "failed" || !Number.isNaN(point.value))) {
      this.#others.push({ ...point, at });
      if (this.#others.length <= MAX_POINTS - MAX_IMPROVEMENTS) return;
      this.#stride *= 2;
      this.#others = this.#others.filter((other) => other.at % this.#stride === 0);
    }
  }

  /** At most MAX_POINTS, in the order learned. */
  points(): HistoryPoint[] {
    return [...this.#improvements, ...this.#others].sort((a, b) => a.at - b.at);
  }
}

/** Every second one, the newest always. */
const thinned = (points: readonly HistoryPoint[]): HistoryPoint[] =>
  points.filter((_, i) => (points.length - 1 - i) % 2 === 0);
