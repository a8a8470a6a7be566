/** Enough for an epoch-by-epoch curve of the longest training runs people make; every report is stored and sent. */
export const MAX_REPORTS = 10_000;
/** Curves beside the objectives': sixteen that a study names, and as many that it does not. */
export const MAX_TRIAL_METRICS = 32;
/** Of all metrics of a trial together. */
export const MAX_METRIC_POINTS = 20_000;
/** Attributes are notes beside a trial, shown in one table row. */
export const MAX_USER_ATTRS = 64;
/** A sentence or two, or a small JSON text. */
export const MAX_ATTR_LENGTH = 2_000;
/** More constraints than any benchmark has; each is stored and sent with the trial. */
export const MAX_CONSTRAINTS = 100;
/** An error's message is shown to a person; a longer one is a dump. */
export const MAX_ERROR_LENGTH = 1_000;
/** Warnings repeat in every trial; the first few say all. */
export const MAX_WARNINGS = 20;
/** More frames than the longest task of the gallery has steps; later ones are left out. */
export const MAX_FRAMES = 2_000;
/** Of all frames of a trial, as JSON. */
export const MAX_FRAMES_LENGTH = 2_000_000;
/** Significant digits of a duration: clocks that pages are given know no more of most trials, and each is told to all tabs. */
export const DURATION_DIGITS = 4;
