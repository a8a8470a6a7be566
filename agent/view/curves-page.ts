import type { FinishedState, TrialId } from "../../study/trial/trial.ts";

/** More lines than these cover each other. */
export const MAX_CURVES = 100;
/** Names to choose from: all that a trial may report, twice; of further ones no curves are shown. */
export const MAX_CURVE_METRICS = 64;
/** What says how long a trial had been going on at a step, where it is reported. */
export const SECONDS_METRIC = "time_total_s";

export interface CurvesQuery {
  /** Null: the first there is, an objective if one was reported. */
  readonly metric: string | null;
  /** What stands below: the step, or the seconds since the trial began, of those trials that reported them. */
  readonly across: "step" | "seconds";
  /** Of more than MAX_CURVES, that many. */
  readonly limit: number;
  /** The revision of the page that the asker has of the same metric; null if none. */
  readonly since: number | null;
  /** Finished trials whose points the asker has: of the same metric, and the same across. */
  readonly known: readonly TrialId[];
}

/** In the order of x. A value may be NaN or infinite. Made for whoever asked, so that it can be handed over. */
export interface CurvePoints {
  readonly x: Float64Array<ArrayBuffer>;
  readonly y: Float64Array<ArrayBuffer>;
}

/** What one trial reported of one metric; while it runs here, of the first objective. */
export interface Curve {
  readonly trial: TrialId;
  /** Its variant's, in a study that has variants. */
  readonly name: string | null;
  readonly by: string;
  readonly own: boolean;
  readonly state: FinishedState | "running";
  /** How many steps it had where only evenly spaced ones are held, as of other tabs' long curves; null where all are. */
  readonly thinnedFrom: number | null;
  /** Null: the asker has them. */
  readonly points: CurvePoints | null;
}

export interface CurvesPage {
  readonly revision: number;
  /** All names that a trial has reported: the objectives first. At most MAX_CURVE_METRICS. */
  readonly metrics: readonly string[];
  /** The one shown; null while nothing has been reported. */
  readonly metric: string | null;
  /** Seconds can stand below. */
  readonly hasSeconds: boolean;
  /** Trials that reported the metric. */
  readonly total: number;
  /** Where there are more than asked for, half are the best, the others this tab's newest, then other tabs'. Best first, then newest. */
  readonly curves: readonly Curve[];
}
