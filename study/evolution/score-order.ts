/** Below 0 where `a` comes first: the better score, a score before none (NaN). 0 where they are equal. */
export function compareScores(a: number, b: number, maximize: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === b) return 0;
  return a > b === maximize ? -1 : 1;
}
