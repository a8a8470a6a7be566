/** Where successive halving judges: rung k is reached at step `firstStep * factor^k`. */
export interface Ladder {
  readonly firstStep: number;
  readonly factor: number;
  /** No rung stands there or behind: a trial that came so far is whole. */
  readonly endStep?: number;
}

/** How many rungs a trial that came to `step` has reached: 53 at most, because steps are safe integers. */
export function rungsUpTo(step: number, { firstStep, factor, endStep = Number.POSITIVE_INFINITY }: Ladder): number {
  let rungs = 0;
  for (let at = firstStep; at <= step && at < endStep; at *= factor) rungs += 1;
  return rungs;
}

/**
 * For each rung reached, the place of the report that is judged there: the one at the lowest step that reached it,
 * whatever the order of the reports.
 */
export function reportsAtRungs(steps: readonly number[], ladder: Ladder): number[] {
  /** By how many rungs it reached: the report at the lowest step. */
  const lowest: (number | undefined)[] = [];
  steps.forEach((step, i) => {
    const reached = rungsUpTo(step, ladder);
    const known = lowest[reached];
    if (known === undefined || step < (steps[known] ?? 0)) lowest[reached] = i;
  });
  const atRung: number[] = [];
  let place = 0;
  for (let reached = lowest.length - 1; reached > 0; reached--) {
    place = lowest[reached] ?? place;
    atRung[reached - 1] = place;
  }
  return atRung;
}
