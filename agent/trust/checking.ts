import { repeatProposal, replayOf } from "../../study/repeats/repeat.ts";
import type { Proposal, ReplaySnapshot } from "../../study/trial/proposal.ts";
import type { FinishedTrial, TrialOutcome } from "../../study/trial/trial.ts";
import type { Rerun, Trust } from "./trust.ts";

/** A trial that runs again, as a worker is given it. */
export interface CheckRun {
  readonly rerun: Rerun;
  readonly proposal: Proposal;
  /** Stops it where it was stopped. */
  readonly pruner: ReplaySnapshot;
  /** In a worker that has run nothing else. */
  readonly isFresh: boolean;
}

interface CheckingSources {
  readonly trust: Trust;
  /** Of the proposal that a trial came of. */
  seedOf(trial: FinishedTrial): number;
  /** Whether this tab has no trials of its own to run any more. */
  isDone(): boolean;
  /** Whether it runs none before it knows who the others are. */
  isWaiting?(): boolean;
}

/** Trials of others as work for this tab's cores. */
export class Checking {
  readonly #sources: CheckingSources;

  constructor(sources: CheckingSources) {
    this.#sources = sources;
  }

  /** What to run again now; null: nothing. Whatever is returned goes to `ended` or `dropped`. */
  next(): CheckRun | null {
    const sources = this.#sources;
    const rerun = sources.trust.next(sources.isDone(), sources.isWaiting?.() ?? false);
    if (rerun === null) return null;
    const { trial, isFresh } = rerun;
    return { rerun, proposal: repeatProposal(trial, sources.seedOf(trial)), pruner: replayOf(trial), isFresh };
  }

  /** `tookMs`: with opening and loading where a worker was opened for it. */
  ended({ rerun }: CheckRun, outcome: TrialOutcome, tookMs: number): void {
    this.#sources.trust.ended(rerun, outcome, tookMs);
  }

  /** It was given up before it ended, and may be run later. */
  dropped({ rerun }: CheckRun): void {
    this.#sources.trust.dropped(rerun);
  }
}
