import type { History } from "../../study/history/history.ts";
import { meanOf, type NoisyPoint } from "../../study/repeats/racing.ts";
import { isBefore, type Placed } from "./agreed-order.ts";
import type { BestRecord } from "./records.ts";

interface Run {
  readonly placed: Placed;
  readonly loss: number;
  readonly point: number;
}

/**
 * How the best mean of a noisy study went, run by run in the agreed order: unlike a record it may rise again, as the mean of a lucky
 * point does.
 */
export class MeanCourse {
  readonly #history: History;
  readonly #repeats: number;
  #at = "";
  #course: readonly BestRecord[] = [];

  constructor(history: History, repeats: number) {
    this.#history = history;
    this.#repeats = repeats;
  }

  /** Of these points, with the runs that count. */
  of(points: readonly NoisyPoint[]): readonly BestRecord[] {
    const { known, revision } = this.#history;
    const at = `${known}/${revision}/${points.reduce((sum, { runs }) => sum + runs.length, 0)}`;
    if (at !== this.#at) [this.#at, this.#course] = [at, this.#courseOf(points)];
    return this.#course;
  }

  #courseOf(points: readonly NoisyPoint[]): BestRecord[] {
    const runs = this.#runs(points).sort((a, b) => (isBefore(a.placed, b.placed) ? -1 : 1));
    const losses = new Map<number, number[]>();
    const means = new Map<number, number>();
    const course: BestRecord[] = [];
    let leader: { readonly point: number; readonly mean: number } | null = null;
    for (const { placed, loss, point } of runs) {
      const known = losses.get(point) ?? [];
      losses.set(point, known);
      known.push(loss);
      if (known.length < this.#repeats) continue;
      const mean = meanOf(known);
      means.set(point, mean);
      const before: number | null = leader?.mean ?? null;
      if (leader === null || mean < leader.mean) leader = { point, mean };
      else if (leader.point === point) leader = lowestOf(means);
      if (leader.mean === before) continue;
      course.push({
        ...placed,
        loss: leader.mean,
        value: this.#history.directions[0] === "maximize" ? -leader.mean : leader.mean,
      });
    }
    return course;
  }

  #runs(points: readonly NoisyPoint[]): Run[] {
    const history = this.#history;
    return points.flatMap(({ runs, runRows }, point) => {
      return runRows.map((row, i): Run => {
        const placed = {
          log: history.log(row),
          number: history.number(row),
          foreignKnown: history.foreignKnown(row),
          finishedBefore: history.finishedBefore(row) ?? undefined,
        };
        return { placed, loss: runs[i] ?? Number.NaN, point };
      });
    });
  }
}

function lowestOf(means: ReadonlyMap<number, number>): { readonly point: number; readonly mean: number } {
  let lowest = { point: -1, mean: Number.POSITIVE_INFINITY };
  for (const [point, mean] of means) if (mean < lowest.mean) lowest = { point, mean };
  return lowest;
}
