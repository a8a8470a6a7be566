/**
 * The median of `values`, of which there is at least one. Between the two middle ones of an even number every value is
 * one: the nearest to `near`, or halfway if there is nothing to be near to.
 */
export function medianNear(values: readonly number[], near: number | null): number {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  const high = sorted[sorted.length >> 1] ?? Number.NaN;
  return near === null ? (low + high) / 2 : Math.min(Math.max(near, low), high);
}
