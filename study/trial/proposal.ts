import type { CategoricalChoice, ParamValue } from "../space/distribution.ts";
import type { TrialSpace } from "../space/search-space.ts";
import type { RepeatOf } from "./trial.ts";

/**
 * What `ask()` hands to the jail: a value for every parameter seen so far and a seed for what was never seen.
 * `suggest*` takes the proposed value when the distribution asked for still contains it, else draws from `mixtures`
 * (what the sampler shipped for that parameter), else uniformly from the trial's own stream.
 */
export interface Proposal {
  readonly number: number;
  /** Seeds the trial's own stream (and `Math.random` in the jail); a function of log and number. Unsigned 32 bit. */
  readonly seed: number;
  readonly space: TrialSpace;
  /** Same order as `space.names`. */
  readonly values: readonly ParamValue[];
  /** Set by the author or by a retry: taken before anything else, where the distribution asked for contains it. */
  readonly fixed: Readonly<Record<string, ParamValue>> | null;
  /** For parameters whose range may differ this time: at most 26 components each. Shared by the proposals of one ask. */
  readonly mixtures: Readonly<Record<string, ParamMixture>> | null;
  readonly foreignKnown: number;
  readonly repeatOf: RepeatOf | null;
  /** Which of the author's start points this is, if it is one. */
  readonly startPoint?: number | undefined;
  /** Where generations are bred: the genome that takes the place of all parameters. */
  readonly bred?: BredGenome | undefined;
  /** Somebody looks on: the objective may `show` what happens. */
  readonly isWatched?: boolean | undefined;
}

/** What a further seed adds to weights, times N(0, 1), where nothing else is said: as in IBM's distributed-evolutionary-ml. */
export const DEFAULT_SIGMA = 0.005;

/** What runs in a cell of a generation (`study/evolution`). */
export interface BredGenome {
  readonly generation: number;
  readonly cell: number;
  /** Unsigned 32-bit seeds, 1 to 1,000. */
  readonly genome: readonly number[];
  readonly sigma: number;
}

/** A one-dimensional density the jail can draw from: normal kernels (in ln space if `log`), or weights of choices. */
export type ParamMixture =
  | {
      readonly kind: "numerical";
      readonly log: boolean;
      readonly weights: readonly number[];
      readonly mus: readonly number[];
      readonly sigmas: readonly number[];
    }
  | {
      readonly kind: "categorical";
      readonly choices: readonly CategoricalChoice[];
      readonly weights: readonly number[];
    };

/** How a running trial decides to stop early without asking anybody: a snapshot the same pruner code reads in the jail. */
export type PrunerSnapshot =
  | { readonly kind: "nop" }
  | PercentileSnapshot
  | HalvingSnapshot
  | HyperbandSnapshot
  | ThresholdSnapshot
  | PatientSnapshot
  | WilcoxonSnapshot
  | ReplaySnapshot;

export interface PercentileSnapshot {
  readonly kind: "percentile";
  readonly warmupSteps: number;
  readonly intervalSteps: number;
  /** Ascending. */
  readonly steps: readonly number[];
  /** The highest loss that may stay at each step: NaN where nothing can be said. */
  readonly objectives: readonly { readonly maximize: boolean; readonly thresholds: readonly number[] }[];
}

/** Rung k is reached at step `firstStep * factor^k`; rungs nobody reached have no cut. */
export interface HalvingSnapshot {
  readonly kind: "halving";
  readonly maximize: readonly boolean[];
  readonly firstStep: number;
  readonly factor: number;
  readonly bootstrapCount: number;
  readonly cuts: readonly RungCut[];
  /** From here on there is no rung. */
  readonly endStep?: number;
  /** A trial is judged at all the rungs behind it whenever it is asked about. */
  readonly hindsight?: boolean;
}

/** What decides at a rung to which `count` trials have come. */
export type RungCut = LossCut | FrontCut;

/** One objective: a trial goes on whose loss is at most `most` (null: any does). */
export interface LossCut {
  readonly kind: "loss";
  readonly count: number;
  readonly most: number | null;
}

/**
 * Several objectives: losses of the front at which the places end, and of the better one before it. A trial goes on if it
 * is better than the first of them; in it, if it is among its `places` loneliest.
 */
export interface FrontCut {
  readonly kind: "front";
  readonly count: number;
  readonly places: number;
  readonly edge: readonly (readonly number[])[];
  readonly better: readonly (readonly number[])[];
}

/** A trial's bracket follows from its seed and the brackets' shares. */
export interface HyperbandSnapshot {
  readonly kind: "hyperband";
  readonly budgets: readonly number[];
  readonly brackets: readonly HalvingSnapshot[];
}

export interface ThresholdSnapshot {
  readonly kind: "threshold";
  readonly warmupSteps: number;
  readonly intervalSteps: number;
  /** For each objective. */
  readonly bounds: readonly (readonly [lower: number, upper: number])[];
}

export interface PatientSnapshot {
  readonly kind: "patient";
  readonly maximize: readonly boolean[];
  readonly patience: number;
  readonly minDelta: number;
  /** What then decides; null: nothing but patience. */
  readonly wrapped: PrunerSnapshot | null;
}

export interface WilcoxonSnapshot {
  readonly kind: "wilcoxon";
  readonly maximize: readonly boolean[];
  readonly pThreshold: number;
  readonly startupSteps: number;
  readonly references: readonly ReferenceCurve[];
}

/** Of a trial that runs again: what was decided the first time is decided again. */
export interface ReplaySnapshot {
  readonly kind: "replay";
  /** The step of the last report, after which the trial was stopped; null: it was not. */
  readonly stopsAtStep: number | null;
}

/** What a trial to beat reported. */
export interface ReferenceCurve {
  /** Ascending. */
  readonly steps: readonly number[];
  /** For each objective, the value at each step, and the mean over all steps there were. */
  readonly values: readonly (readonly number[])[];
  readonly means: readonly number[];
}
