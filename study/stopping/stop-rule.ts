import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { shown } from "../option-checks.ts";
import type { EndWatch } from "./end-watch.ts";

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
  /** Watches, for one optimization, whether trials bring the rule nearer to stopping. Absent if it stops whatever trials do. */
  watch?(): EndWatch;
}

/** What `rule` says. Throws `MisuseError` if that is neither a reason in words nor null. */
export function reasonOf(rule: StopRule, history: History, elapsedSeconds: number | null): string | null {
  const said: unknown = rule.shouldStop(history, elapsedSeconds);
  if (said === null || (typeof said === "string" && said !== "")) return said;
  throw new MisuseError(
    `shouldStop of the stop rule "${rule.name}" gave ${shown(said)}; give why to stop, in words, or null to go on.`,
  );
}

/** The end that comes as soon as one of the rules stops; never without a rule. */
export function soonestEnd(rules: readonly StopRule[]): EndWatch {
  const watches = rules.map((rule) => rule.watch?.() ?? (() => 0));
  return (...seen) => watches.reduce((least, watch) => Math.min(least, watch(...seen)), Number.POSITIVE_INFINITY);
}

/** The end that comes when all of the rules stop at once: those that would stop now keep nobody waiting. */
function latestEnd(rules: readonly StopRule[]): EndWatch {
  const watches = rules.map((rule) => ({ rule, watch: rule.watch?.() ?? (() => 0) }));
  return (history, elapsedSeconds, trials) =>
    watches.reduce(
      (most, { rule, watch }) => {
        const inVain = watch(history, elapsedSeconds, trials);
        if (inVain <= most) return most;
        return reasonOf(rule, history, elapsedSeconds) === null ? inVain : most;
      },
      rules.length > 0 ? 0 : Number.POSITIVE_INFINITY,
    );
}

/** Stops as soon as one of the rules does. */
export const anyOf = (...rules: readonly StopRule[]): StopRule => ({
  name: `any of ${namesOf(rules)}`,
  needsClock: rules.some((rule) => rule.needsClock === true),
  shouldStop(history, elapsedSeconds) {
    for (const rule of rules) {
      const reason = reasonOf(rule, history, elapsedSeconds);
      if (reason !== null) return reason;
    }
    return null;
  },
  watch: () => soonestEnd(rules),
});

/** Stops when all of the rules do at once; never without a rule. */
export const allOf = (...rules: readonly StopRule[]): StopRule => ({
  name: `all of ${namesOf(rules)}`,
  needsClock: rules.some((rule) => rule.needsClock === true),
  shouldStop(history, elapsedSeconds) {
    const reasons = rules.map((rule) => reasonOf(rule, history, elapsedSeconds));
    return reasons.length > 0 && reasons.every((reason) => reason !== null) ? reasons.join("; ") : null;
  },
  watch: () => latestEnd(rules),
});

const namesOf = (rules: readonly StopRule[]): string => `(${rules.map(({ name }) => name).join(", ")})`;
