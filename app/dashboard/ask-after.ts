/** Asks once `delayMs` is over, at once if there is none to wait; null: not at all. Returns how to call it off, for an effect. */
export function askAfter(delayMs: number | null, ask: () => void): (() => void) | undefined {
  if (delayMs === null) return undefined;
  if (delayMs === 0) {
    ask();
    return undefined;
  }
  const timer = setTimeout(ask, delayMs);
  return () => clearTimeout(timer);
}
