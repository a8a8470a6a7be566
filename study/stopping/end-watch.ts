import type { History } from "../history/history.ts";

/**
 * Of how many of the latest trials none brought an end nearer; Infinity if it may never come. `trials` have ended in this
 * optimization so far.
 */
export type EndWatch = (history: History, elapsedSeconds: number | null, trials: number) => number;

/** For an end that comes nearer whenever `counted` is larger than ever. */
export const watchCount = (counted: (history: History) => number) => (): EndWatch => {
  let [most, since] = [Number.NEGATIVE_INFINITY, 0];
  return (history, _elapsedSeconds, trials) => {
    const count = counted(history);
    if (count > most) [most, since] = [count, trials];
    return trials - since;
  };
};

/** For an end that may never come. */
export const watchUnsure = (): EndWatch => () => Number.POSITIVE_INFINITY;
