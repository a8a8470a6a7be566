import type { ParamValue } from "./distribution.ts";
import type { SearchSpace, TrialId } from "./trial.ts";

/**
 * What `ask()` hands to the jail: a value for every parameter seen so far and a seed for what was never seen.
 * `suggest*` takes the proposed value when the distribution asked for still contains it, else draws from `mixtures`
 * (what the sampler shipped for that parameter), else uniformly from the trial's own stream.
 */
export interface Proposal {
  readonly number: number;
  /** Seeds the trial's own stream (and `Math.random` in the jail); a function of log and number. Unsigned 32 bit. */
  readonly seed: number;
  readonly space: SearchSpace;
  /** Same order as `space.names`. */
  readonly values: readonly ParamValue[];
  /** Set by the author or by a retry: taken before anything else, even out of the sampler's range. */
  readonly fixed: Readonly<Record<string, ParamValue>> | null;
  /** For parameters whose range may differ this time: at most 26 components each. Shared by the proposals of one ask. */
  readonly mixtures: Readonly<Record<string, ParamMixture>> | null;
  readonly foreignKnown: number;
  readonly retryOf: TrialId | null;
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
  | { readonly kind: "categorical"; readonly choices: readonly ParamValue[]; readonly weights: readonly number[] };

/** How a running trial decides to stop early without asking anybody: a snapshot the same pruner code reads in the jail. */
export type PrunerSnapshot =
  | { readonly kind: "nop" }
  | {
      readonly kind: "median";
      readonly maximize: boolean;
      readonly warmupSteps: number;
      readonly intervalSteps: number;
      /** Ascending steps, and the threshold at each: NaN where all known values were NaN, null where too few trials reported. */
      readonly steps: readonly number[];
      readonly thresholds: readonly (number | null)[];
    };
