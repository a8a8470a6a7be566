import { MisuseError, TrialPruned } from "./errors.ts";
import type { TrialContext } from "./suggest.ts";
import type { FinishedState, TrialError, TrialOutcome } from "./trial.ts";
import { MAX_ERROR_LENGTH } from "./trial-limits.ts";

/** How a running trial ended when its objective returned (a promise already awaited). */
export function finishReturned(trial: TrialContext, returned: unknown, durationMs: number): TrialOutcome {
  const values = valuesOf(returned, trial.directions.length);
  return Array.isArray(values)
    ? outcome(trial, "complete", values, null, durationMs)
    : outcome(trial, "failed", [], values, durationMs);
}

/**
 * How a running trial ended when its objective threw: pruned after `TrialPruned`, else failed with the message.
 * `position` is where in the author's own source, if known.
 */
export function finishThrown(
  trial: TrialContext,
  thrown: unknown,
  durationMs: number,
  position: { readonly line: number; readonly column: number } | null = null,
): TrialOutcome {
  if (thrown instanceof TrialPruned) return outcome(trial, "pruned", lastValue(trial), null, durationMs);
  const kind = thrown instanceof MisuseError ? "misuse" : "threw";
  const error: TrialError = {
    kind,
    message: messageOf(thrown),
    line: position?.line ?? null,
    column: position?.column ?? null,
  };
  return outcome(trial, "failed", [], error, durationMs);
}

/** How a trial ended that something else than its objective stopped: timeout, crash, flood. */
export function finishStopped(trial: TrialContext, error: TrialError, durationMs: number): TrialOutcome {
  return outcome(trial, "failed", [], error, durationMs);
}

function outcome(
  trial: TrialContext,
  state: FinishedState,
  values: readonly number[],
  error: TrialError | null,
  durationMs: number,
): TrialOutcome {
  return {
    number: trial.number,
    state,
    values,
    space: trial.space,
    params: trial.params,
    intermediate: trial.intermediate,
    constraints: trial.constraints,
    userAttrs: trial.userAttrs,
    error,
    durationMs,
  };
}

const failure = (kind: TrialError["kind"], message: string): TrialError => ({
  kind,
  message,
  line: null,
  column: null,
});

function valuesOf(returned: unknown, count: number): number[] | TrialError {
  const values: unknown[] = Array.isArray(returned) ? returned : [returned];
  if (values.length !== count) {
    return failure(
      "wrong-values",
      `The objective returned ${values.length} values, but the study has ${count}; return ${count === 1 ? "one number" : `an array of ${count} numbers`}.`,
    );
  }
  for (const value of values) {
    if (typeof value !== "number") {
      return failure(
        "wrong-values",
        `The objective returned ${nameOf(value)} where a number belongs; return a number.`,
      );
    }
    if (Number.isNaN(value)) {
      return failure("nan", "The objective returned NaN; look for 0/0, a negative root or a value that was never set.");
    }
  }
  return values as number[];
}

function nameOf(value: unknown): string {
  if (value === undefined) return "nothing (undefined)";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The value at the highest step (Optuna's last intermediate value), if it is a number. */
function lastValue(trial: TrialContext): number[] {
  let [lastStep, last] = [-1, Number.NaN];
  for (const [step, value] of trial.intermediate) if (step > lastStep) [lastStep, last] = [step, value];
  return Number.isNaN(last) ? [] : [last];
}

/** Whatever was thrown, as text; reading it must not throw again. */
function messageOf(thrown: unknown): string {
  try {
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `Thrown: ${String(thrown)}`;
    return (thrown instanceof MisuseError ? thrown.message : text).slice(0, MAX_ERROR_LENGTH);
  } catch {
    return "Something was thrown that cannot be turned into text.";
  }
}
