import type { History } from "../history/history.ts";
import { hypervolume } from "../pareto/hypervolume.ts";
import { lossesFrom } from "../pareto/losses.ts";

/** What the best so far is measured by. A smaller gain than `minDelta` is none. */
export interface Progress {
  /** Takes a complete, feasible row in; whether it is a gain. */
  add(history: History, row: number): boolean;
}

/** One objective: by how much the best value falls (or rises) below the one that counted as a gain last. */
export class BestValueProgress implements Progress {
  readonly #minDelta: number;
  #best = Number.POSITIVE_INFINITY;

  constructor(minDelta: number) {
    this.#minDelta = minDelta;
  }

  add(history: History, row: number): boolean {
    const loss = history.loss(row);
    const isGain = this.#best === Number.POSITIVE_INFINITY ? loss < this.#best : loss < this.#best - this.#minDelta;
    if (isGain) this.#best = loss;
    return isGain;
  }
}

/** As many points are compared with each new one. A larger front takes in no more, but what enters it still is a gain. */
const MAX_FRONT = 10_000;

/**
 * Several objectives: whether a trial enters the Pareto front, that is whether the hypervolume below a reference point
 * far away grows; with a reference point given, whether it grows by more than `minDelta`.
 */
export class FrontProgress implements Progress {
  readonly #minDelta: number;
  /** As losses; null if far away. */
  readonly #reference: readonly number[] | null;
  #front: (readonly number[])[] = [];
  #volume = 0;

  constructor(minDelta: number, reference: readonly number[] | null) {
    this.#minDelta = minDelta;
    this.#reference = reference;
  }

  add(history: History, row: number): boolean {
    const point = history.directions.map((_, i) => history.loss(row, i));
    if (point.some(Number.isNaN)) return false;
    if (this.#front.some((other) => isNowhereWorse(other, point))) return false;
    this.#front = this.#front.filter((other) => !isNowhereWorse(point, other));
    this.#front.push(point);
    const isGain = this.#reference === null || this.#isLarger(this.#reference);
    if (this.#front.length > MAX_FRONT) this.#front.pop();
    return isGain;
  }

  #isLarger(reference: readonly number[]): boolean {
    const volume = hypervolume(lossesFrom(this.#front), reference);
    if (!(volume > this.#volume + this.#minDelta)) return false;
    this.#volume = volume;
    return true;
  }
}

const isNowhereWorse = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((loss, j) => loss <= (b[j] as number));
