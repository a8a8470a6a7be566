import { MisuseError } from "../errors.ts";
import { shown } from "../option-checks.ts";
import type { FinishedState } from "../trial/trial.ts";

const STATES: readonly FinishedState[] = ["complete", "pruned", "failed"];

/** The states by which a rule counts trials, each once. Throws `MisuseError` unless there are some, and all exist; `rule` is asking. */
export function countedStates(rule: string, states: readonly FinishedState[]): readonly FinishedState[] {
  const given: unknown = states;
  if (!Array.isArray(given) || given.length === 0) {
    throw new MisuseError(`${rule} needs at least one state, in an array as ["complete"], but got ${shown(given)}.`);
  }
  for (const state of given) {
    if (STATES.includes(state)) continue;
    throw new MisuseError(`${rule} needs states of ${STATES.join(", ")}, but got ${shown(state)}; choose of them.`);
  }
  return [...new Set(states)];
}
