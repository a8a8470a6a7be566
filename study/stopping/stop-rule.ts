import type { History } from "../history/history.ts";

/** Decides when a study has done enough. Holds nothing but what it read of each history. */
export interface StopRule {
  readonly name: string;
  /** True if it cannot do without the elapsed time. */
  readonly needsClock?: boolean;
  /**
   * Why to stop now, in words; null to go on. `elapsedSeconds` is the time since the optimisation began, null where nobody
   * measures it. Throws `MisuseError` if the rule makes no sense for the study.
   */
  shouldStop(history: History, elapsedSeconds: number | null): string | null;
}

/** Stops as soon as one of the rules does. */
export const anyOf = (...rules: readonly StopRule[]): StopRule => ({
  name: `any of ${namesOf(rules)}`,
  needsClock: rules.some((rule) => rule.needsClock === true),
  shouldStop(history, elapsedSeconds) {
    for (const rule of rules) {
      const reason = rule.shouldStop(history, elapsedSeconds);
      if (reason !== null) return reason;
    }
    return null;
  },
});

/** Stops when all of the rules do at once; never without a rule. */
export const allOf = (...rules: readonly StopRule[]): StopRule => ({
  name: `all of ${namesOf(rules)}`,
  needsClock: rules.some((rule) => rule.needsClock === true),
  shouldStop(history, elapsedSeconds) {
    const reasons = rules.map((rule) => rule.shouldStop(history, elapsedSeconds));
    return reasons.length > 0 && reasons.every((reason) => reason !== null) ? reasons.join("; ") : null;
  },
});

const namesOf = (rules: readonly StopRule[]): string => `(${rules.map(({ name }) => name).join(", ")})`;
