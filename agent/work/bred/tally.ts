import { type SegmentDraft, type Totals, trialsTold } from "../../../swarm/log/segment.ts";
import { encodeTrials, type LogAbout } from "../../tell/trial-codec.ts";

/** A crash loses what is not told yet from everybody's counts; from nothing else. */
const LEAST_GAP_MS = 30_000;
/** And at most such a part of what a tab has ever done, so that a log's segments grow as the logarithm of its time. */
const GAP_SHARE = 0.05;

export interface TallyOptions {
  readonly directionCount: number;
  readonly about: LogAbout;
  readonly startMs: number;
  readonly publish: (draft: SegmentDraft) => void;
}

/** Says, signed with the log and kept over reloads, how many trials it has run of which nobody is told one by one. */
export class Tally {
  readonly #options: TallyOptions;
  #told = 0;
  #toldMs: number;

  constructor(options: TallyOptions) {
    this.#options = options;
    this.#toldMs = options.startMs;
  }

  /** Call often. */
  look(totals: Totals, nowMs: number): void {
    const gapMs = Math.max(LEAST_GAP_MS, GAP_SHARE * (nowMs - this.#options.startMs));
    if (nowMs - this.#toldMs >= gapMs) this.tell(totals, nowMs);
  }

  /** At once, if there is anything new to say. */
  tell(totals: Totals, nowMs: number): void {
    const { directionCount, about, publish } = this.#options;
    const trials = trialsTold(totals) === this.#told ? null : encodeTrials([], directionCount, { about });
    if (trials === null) return;
    this.#told = trialsTold(totals);
    this.#toldMs = nowMs;
    publish({ trials, count: 0, totals: { ...totals }, best: null, lane: "rest", basis: "alone" });
  }
}
