import type { AgentsOptions, PlayResult } from "../../gallery/agents/agents.js";
import type { CurveChange } from "./reward-curve.ts";

/** What is to be trained, and the seed that all its chance is of. */
export interface TrainingOrder {
  readonly settings: Required<AgentsOptions>;
  /** A whole number below 2^32. */
  readonly seed: number;
}

/** What the agents come to from one start that they never saw, without learning. */
export interface Plays {
  readonly start: PlayResult;
  /** As the notebook evaluates. */
  readonly oneStep: PlayResult;
  /** To the target, or as many steps as an episode may have. */
  readonly whole: PlayResult;
}

/** So many starts so far, how many of them were solved, and all their steps together. */
export interface Judged {
  readonly starts: number;
  readonly solved: number;
  readonly steps: number;
}

/** What has happened since the last message of a training. */
export interface TrainingProgress {
  /** Of the training so far. */
  readonly episodes: number;
  /** Steps of learning so far. */
  readonly steps: number;
  readonly curve: CurveChange;
  /** What the notebook would have printed. */
  readonly lines: readonly string[];
  /** After how many episodes, a hundred at least, the average was over GOOD_AVERAGE; null where it never was. */
  readonly goodAfter: number | null;
  /** Told once, when no more is learnt. */
  readonly plays: Plays | null;
  /** Null while the agents learn. */
  readonly judged: Judged | null;
}

/** What the notebook calls learnt. */
export const GOOD_AVERAGE = -2;

/** How many starts the agents are judged by in the end. */
export const JUDGED_STARTS = 500;

/** "fast": as fast as it goes. "slow": so that it can be watched, 25 episodes a second at most. */
export type Pace = "fast" | "slow";

/** The worker that one training runs in. */
export interface TrainingWorker {
  /**
   * Trains, then evaluates, and resolves when both are done and told. `tell` is called four times a second at most, slowly ten
   * times, and waited for: it comes another way than the end does. Rejects with a sentence where the settings cannot be.
   */
  train(order: TrainingOrder, pace: Pace, tell: (progress: TrainingProgress) => void | Promise<void>): Promise<void>;
  /** From the next episode on. Evaluating goes as fast as it can whatever the pace. */
  setPace(pace: Pace): void;
  /** Between two episodes. */
  pause(): void;
  goOn(): void;
  /** No further episode: evaluates what has been learnt, and `train` resolves. */
  finish(): void;
}
