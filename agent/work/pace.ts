/** The rate shown is that of the last so many looks: five seconds of them. */
const RATE_LOOKS = 20;
/** What a log has grown by is believed to have ended evenly since it was heard of before; older than this is not of now. */
const LATELY_MS = 5_000;
/** Two looks in a row say little: a batch that ends between them is no speed. */
const MIN_SPAN_MS = 1_000;
/** More than a tab with 64 cores could compute if a trial took it a few microseconds: what a log tells beyond it is no speed. */
const MAX_PER_SECOND = 1e7;

/** How many trials the log of a tab that is there has finished, and since when that is known. */
import type { LogId } from "../../swarm/ids.ts";
export interface LogCount {
  readonly log: LogId;
  readonly finished: number;
  /** How old the word of its tab is. */
  readonly ageMs: number;
}

interface Known {
  readonly finished: number;
  readonly sinceMs: number;
}

/**
 * Trials per second that the swarm computes now. What a log already held when its tab was first heard of is history, also
 * when it arrives later; only what the log grows by from then on counts.
 */
export class Pace {
  #known = new Map<LogId, Known>();
  readonly #looks: { readonly atMs: number; readonly finished: number }[] = [];

  /** Takes in all logs whose tabs are there, this one's included; call at a steady pace. */
  look(nowMs: number, logs: Iterable<LogCount>): void {
    const known = new Map<LogId, Known>();
    let finished = 0;
    for (const log of logs) {
      const before = this.#known.get(log.log) ?? { finished: log.finished, sinceMs: nowMs - log.ageMs };
      const grown = log.finished - before.finished;
      known.set(log.log, grown > 0 ? { finished: log.finished, sinceMs: nowMs } : before);
      if (grown > 0) finished += endedLately(grown, nowMs - before.sinceMs);
    }
    // Bounded by those who are there; who comes back begins anew.
    this.#known = known;
    this.#looks.push({ atMs: nowMs, finished });
    if (this.#looks.length > RATE_LOOKS) this.#looks.shift();
  }

  get perSecond(): number {
    const [first, last] = [this.#looks[0], this.#looks.at(-1)];
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
    const finished = this.#looks.slice(1).reduce((sum, look) => sum + look.finished, 0);
    return (1_000 * finished) / Math.max(MIN_SPAN_MS, last.atMs - first.atMs);
  }
}

/** The newest has ended just now, the others evenly over the time before, at a speed that is possible. */
function endedLately(grown: number, overMs: number): number {
  const possible = Math.min(grown, 1 + (MAX_PER_SECOND * Math.max(0, overMs)) / 1_000);
  return 1 + (possible - 1) * (overMs > LATELY_MS ? LATELY_MS / overMs : 1);
}
