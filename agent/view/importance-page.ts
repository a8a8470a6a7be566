/** Fewer complete trials say nothing about anything. */
export const LEAST_TRIALS = 4;

export interface ImportanceQuery {
  /** Which of the study's objectives, from 0; one that it has not is taken as the first. */
  readonly objective: number;
  /** The revision of the page that the asker has of the same objective; null if none. */
  readonly since: number | null;
}

/** How much of an objective's variance each parameter explains by itself. */
export interface ImportancePage {
  readonly revision: number;
  /** The objective explained. */
  readonly objective: number;
  /** The largest first; together at most 1, because interactions and chance take the rest. Empty where there is a reason. */
  readonly importances: readonly { readonly name: string; readonly share: number }[];
  /** Complete trials that violate no constraint and have a finite value. */
  readonly trials: number;
  /** So many of them were read. */
  readonly read: number;
  /** Parameters that are left out, because some trials lack them or have them in another range. */
  readonly leftOut: number;
  /** Why there are none, as a sentence; null where there are. */
  readonly reason: string | null;
}
