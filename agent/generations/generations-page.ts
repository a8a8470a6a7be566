/** What the page is shown of a study that breeds generations. */

/** Rows of the log that are sent: the newest. */
export const MAX_GENERATION_ROWS = 100;
/** Points of the learning curve: more than a chart can tell apart. */
export const MAX_GENERATION_POINTS = 400;
/** Of a generation's survivors, the best so many are shown by their scores. */
export const MAX_SHOWN_SCORES = 100;

export interface GenerationsQuery {
  /** The revision that the page holds; null: none. */
  readonly since: number | null;
}

export interface GenerationRow {
  readonly generation: number;
  /** The champion's mean of its re-test, or its only score. Null: every trial failed. */
  readonly value: number | null;
  /** Of how many episodes `value` is the mean: 1 where there is no re-test. */
  readonly episodes: number;
  /** Seeds of the champion's genome: 4 bytes each on the wire. */
  readonly seeds: number;
  /** The survivors' scores of one episode, the best first; NaN of a failed one. At most MAX_SHOWN_SCORES. */
  readonly scores: readonly number[];
  readonly survivors: number;
  readonly evaluations: number;
  readonly failed: number;
  /** From the close before it to its own, here; null where this tab was not there. */
  readonly tookMs: number | null;
}

export interface GenerationPoint {
  readonly generation: number;
  readonly value: number;
  /** The survivors' best, median and worst score of one episode. */
  readonly best: number;
  readonly median: number;
  readonly worst: number;
}

export interface OpenGenerationSummary {
  readonly generation: number;
  /** Results known, and needed as far as can be said. */
  readonly known: number;
  readonly needed: number;
  /** The best are being run again. */
  readonly isRetesting: boolean;
}

export interface GenerationsPage {
  readonly revision: number;
  readonly closed: number;
  /** Of the budget; null where it has none. */
  readonly planned: number | null;
  readonly open: OpenGenerationSummary;
  /** The newest first, at most MAX_GENERATION_ROWS. */
  readonly rows: readonly GenerationRow[];
  /** In their order, evenly thinned to MAX_GENERATION_POINTS, the last one included. */
  readonly curve: readonly GenerationPoint[];
}

/** Of the snapshot: what changes with every result. */
export interface GenerationsSummary extends OpenGenerationSummary {
  readonly closed: number;
  readonly planned: number | null;
  /** Trials run by this profile, and in the whole swarm as far as is known. */
  readonly ownEvaluations: number;
  readonly evaluations: number;
}
