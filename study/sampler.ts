import type { Evolution } from "./evolution/evolution.ts";
import type { History } from "./history/history.ts";
import type { Rng } from "./rng.ts";
import type { ParamValue } from "./space/distribution.ts";
import type { SearchSpace } from "./space/search-space.ts";
import type { ParamMixture } from "./trial/proposal.ts";
import type { LogId, TrialPoint } from "./trial/trial.ts";

/** A trial that runs now, here or on another live peer: the sampler should look elsewhere (constant liar). */
export interface RunningPoint extends TrialPoint {
  readonly space: SearchSpace;
}

export interface SampleRequest {
  readonly history: History;
  readonly running: readonly RunningPoint[];
  /** The union of parameters seen so far, with the distribution each had last. */
  readonly space: SearchSpace;
  readonly rng: Rng;
  /** The log that asks, and the trial's number in it. */
  readonly log: LogId;
  /** Names the log's chance: what peers can share work out by, without talking. */
  readonly stream: string;
  readonly number: number;
  /** Optuna's MINIMIZE / MAXIMIZE per objective. */
  readonly directions: readonly ("minimize" | "maximize")[];
  /**
   * Whether a piece of work falls to this peer, by a hash of what it is: only a sampler that tries everything once looks at
   * it. Absent where one peer does all.
   */
  readonly isMine?: ((piece: number) => boolean) | undefined;
  /** What this peer may take now falls to others, who go through theirs in order: one with an order begins at its end. */
  readonly fromEnd?: boolean | undefined;
  /** Hears, once, what trials have shown to be amiss with what the sampler was told. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

export interface Sample {
  /** Same order as the request's `space.names`; always inside the distributions. */
  readonly values: readonly ParamValue[];
  readonly mixtures: Readonly<Record<string, ParamMixture>> | null;
  /** The request has `isMine`, and all that is left to try falls to others or runs already: this should not be run. */
  readonly isOthers?: boolean;
}

/** How far a sampler has come that ends by itself. */
export interface EndProgress {
  /** Grows with every point that was not tried before. */
  readonly tried: number;
  /** Why it will never end, in a sentence; null if nothing is wrong. */
  readonly fault: string | null;
  /** What may be a mistake, in a sentence, once all is tried. */
  readonly doubt?: string | null;
}

/** Decides what to try next. Pure: the same request (and stream) gives the same sample. */
export interface Sampler {
  readonly name: string;
  /** False if `running` makes no difference: then nobody gathers the running points. */
  readonly usesRunning: boolean;
  sample(request: SampleRequest): Sample;
  /** Parameters the sampler knows itself: asked for until a trial has shown the objective's own. */
  readonly space?: SearchSpace;
  /**
   * Whether nothing is left to try: every point of a finite space is in the history, or is what one of `running` tries.
   * Absent where that cannot be.
   */
  isExhausted?(history: History, running?: readonly RunningPoint[]): boolean;
  /** How near the end is; null or absent where that is not known. */
  progress?(history: History): EndProgress | null;
  /** Takes note of a trial that the history counts and does not hold. Absent where the rows are enough. */
  noteDropped?(history: History, trial: RunningPoint): void;
  /**
   * Present where generations are bred instead of points sampled: they name the next free slots from the running ones. Throws
   * `MisuseError` for directions by which it cannot rank.
   */
  evolution?(seed: number | string, directions: readonly ("minimize" | "maximize")[]): Evolution;
  /** True if `isExhausted` may never come true: a study then needs another end, too. */
  readonly mayBeEndless?: boolean;
}
