import { MisuseError } from "../errors.ts";
import { watchUnsure } from "./end-watch.ts";
import type { StopRule } from "./stop-rule.ts";

/** Stops once the optimisation has run for so long; trials that run then end as they would. */
export function timeLimit(seconds: number): StopRule {
  if (!(seconds > 0)) throw new MisuseError(`timeLimit needs seconds above 0, but got ${seconds}; give a longer time.`);
  const endless = seconds === Number.POSITIVE_INFINITY ? { watch: watchUnsure } : {};
  return {
    ...endless,
    name: "time limit",
    needsClock: true,
    shouldStop(_history, elapsedSeconds) {
      if (elapsedSeconds === null) {
        throw new MisuseError("A time limit needs a clock; pass one as { clock: () => milliseconds }.");
      }
      return elapsedSeconds >= seconds ? `${seconds} seconds are over` : null;
    },
  };
}
