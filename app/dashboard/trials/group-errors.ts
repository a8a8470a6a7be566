import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import type { TrialError } from "../../../study/trial/trial.ts";

export interface ErrorGroup {
  readonly trial: string;
  readonly error: TrialError;
  readonly count: number;
  /** Whose tabs, newest first, each once. */
  readonly by: readonly string[];
}

/** Errors of the same kind, place and words as one, the newest first; `errors` come oldest first. */
export function groupErrors(errors: AgentSnapshot["recentErrors"]): readonly ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const { trial, by, error } of errors.toReversed()) {
    const key = [error.kind, error.line, error.column, error.message].join("\n");
    const known = groups.get(key);
    const names = known === undefined || !known.by.includes(by) ? [...(known?.by ?? []), by] : known.by;
    groups.set(key, { trial: known?.trial ?? trial, error, count: (known?.count ?? 0) + 1, by: names });
  }
  return [...groups.values()];
}
