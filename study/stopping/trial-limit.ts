import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import type { FinishedState } from "../trial/trial.ts";
import { countedStates } from "./counted-states.ts";
import { watchCount, watchUnsure } from "./end-watch.ts";
import type { StopRule } from "./stop-rule.ts";

/**
 * Stops once the study has `count` trials that ended in one of `states` (complete, if left out), earlier ones and other
 * peers' included; a trial and its retries are one.
 */
export function trialLimit(count: number, states: readonly FinishedState[] = ["complete"]): StopRule {
  if (!(count > 0)) throw new MisuseError(`trialLimit needs a number above 0, but got ${count}; give how many trials.`);
  const counted = countedStates("trialLimit", states);
  const reachedIn = ({ counts }: History): number => counted.reduce((sum, state) => sum + counts[state], 0);
  return {
    name: "trial limit",
    watch: count < Number.POSITIVE_INFINITY ? watchCount(reachedIn) : watchUnsure,
    shouldStop(history) {
      const reached = reachedIn(history);
      return reached >= count ? `${reached} trials are ${counted.join(" or ")}, of ${count} wanted` : null;
    },
  };
}
