/** With Shift. */
const LARGE_STEP = 10;

/** Where a key leads along a curve. Undefined for keys that lead nowhere, null where nothing is picked any more. */
export function pointByKey(count: number, at: number | null, key: string, isLarge: boolean): number | null | undefined {
  if (key === "Escape") return null;
  const step = MOVES[key];
  if (step === undefined || count === 0) return undefined;
  // The first key picks the newest point.
  if (at === null) return key === "Home" ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, at + step * (isLarge ? LARGE_STEP : 1)));
}

const MOVES: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
