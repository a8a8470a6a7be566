import type { History } from "./history/history.ts";
import { hasRoomForRepeat, type MeanBest, meanBest, type NoisyPoint, nextRepeats } from "./repeats/racing.ts";
import type { NoiseRepeat } from "./repeats/repeat-seed.ts";
import type { TrialId } from "./trial/trial.ts";
import { trialId } from "./trial/trial.ts";

/** Points that were run once and are looked at: those with the lowest values. */
const MAX_FRESH = 32;

export interface WantedRepeat {
  readonly point: NoisyPoint;
  /** Which repeat of it, from 1. */
  readonly index: number;
}

/** What a noisy study knows of its points, and which it should run again: all of it follows from the history. */
export class Noise {
  /** As many repeats of a point must be there before its mean can be the best. */
  readonly repeats: number;
  readonly #history: History;
  #known: readonly NoisyPoint[] = [];
  #knownAt = "";

  constructor(history: History, repeats: number) {
    this.#history = history;
    this.repeats = repeats;
  }

  /** The best mean of a point that has been repeated often enough, of those that count; null while there is none. */
  best(counts: (point: NoisyPoint) => boolean = () => true): MeanBest | null {
    return meanBest(this.#points(), this.repeats, counts);
  }

  /** The points that have been repeated often enough to be the best. */
  measured(): NoisyPoint[] {
    return this.#points().filter(({ runs, isOut }) => !isOut && runs.length >= this.repeats);
  }

  /** Those that would have been, if all that is told of them were true. */
  told(): NoisyPoint[] {
    return this.#points().filter(
      ({ runs, doubtedRows, isOut }) => !isOut && runs.length + doubtedRows.length >= this.repeats,
    );
  }

  /**
   * At most `count` repeats to run next, the one that says most first. With `isShared`, which leaves room for new points, none where
   * they have had their share of all trials.
   */
  next(count: number, running: Iterable<NoiseRepeat>, allRunning: number, isShared = true): WantedRepeat[] {
    const under = new Map<TrialId, Set<number>>();
    let runningRepeats = 0;
    for (const { origin, index } of running) {
      runningRepeats += 1;
      under.set(origin, (under.get(origin) ?? new Set()).add(index));
    }
    const { repeatCount, known } = this.#history;
    let room = isShared ? 0 : count;
    while (room < count && hasRoomForRepeat(repeatCount + runningRepeats + room, known + allRunning)) room += 1;
    if (room === 0) return [];
    const pending = new Map(Array.from(under, ([origin, { size }]) => [origin, size]));
    return nextRepeats(this.#points(), this.repeats, room, pending).map((point) => {
      const taken = under.get(point.origin) ?? new Set();
      let index = 1;
      while (point.filled.has(index) || taken.has(index)) index += 1;
      under.set(point.origin, taken.add(index));
      return { point, index };
    });
  }

  #points(): readonly NoisyPoint[] {
    const { known, revision } = this.#history;
    const at = `${known}/${revision}`;
    if (at !== this.#knownAt) {
      this.#known = [...this.#history.noisyPoints(), ...this.#fresh()];
      this.#knownAt = at;
    }
    return this.#known;
  }

  /** Of the points that were run once, the best. */
  #fresh(): NoisyPoint[] {
    const history = this.#history;
    const best: number[] = [];
    for (let row = 0; row < history.size; row++) {
      if (history.state(row) !== "complete" || !history.isCounted(row) || history.isRepeated(row)) continue;
      const loss = history.loss(row);
      const worst = best.length < MAX_FRESH ? Number.POSITIVE_INFINITY : history.loss(best.at(-1) ?? row);
      if (!Number.isFinite(loss) || loss >= worst || history.violation(row) > 0) continue;
      let at = best.length;
      while (at > 0 && history.loss(best[at - 1] ?? row) > loss) at -= 1;
      best.splice(at, 0, row);
      best.length = Math.min(best.length, MAX_FRESH);
    }
    return best.map((row) => {
      const origin = trialId({ log: history.log(row), number: history.number(row) });
      return {
        origin,
        row,
        first: history.loss(row),
        runs: [],
        runRows: [],
        doubtedRows: [],
        filled: NONE,
        isOut: false,
      };
    });
  }
}

const NONE: ReadonlySet<number> = new Set();
