import { MisuseError, TrialPruned, TrialStopped } from "../errors.ts";
import { EMPTY_SPACE } from "../space/search-space.ts";
import type { TrialContext } from "./suggest.ts";
import type { FinishedState, TrialError, TrialOutcome } from "./trial.ts";
import { MAX_ERROR_LENGTH } from "./trial-limits.ts";

/** How a running trial ended when its objective returned (a promise already awaited). */
export function finishReturned(trial: TrialContext, returned: unknown, durationMs: number): TrialOutcome {
  const values = readableValuesOf(returned, trial.directions.length);
  if (!Array.isArray(values)) return outcome(trial, "failed", [], values, durationMs);
  trial.warnOfUnused();
  return outcome(trial, "complete", values, null, durationMs);
}

/**
 * How a running trial ended when its objective threw: pruned after `TrialPruned`, complete after a stop rule's
 * `TrialStopped`, else failed with the message.
 * `position` is where in the author's own source, if known.
 */
export function finishThrown(
  trial: TrialContext,
  thrown: unknown,
  durationMs: number,
  position: { readonly line: number; readonly column: number } | null = null,
): TrialOutcome {
  const kind = kindOf(thrown);
  if (kind === "pruned") return outcome(trial, "pruned", lastValues(trial), null, durationMs);
  if (kind === "stopped") return finishStoppedByRule(trial, durationMs);
  const error: TrialError = {
    kind,
    message: messageOf(thrown),
    line: position?.line ?? null,
    column: position?.column ?? null,
  };
  return outcome(trial, "failed", [], error, durationMs);
}

/** Complete with the values it reported last, of which none may be missing. */
function finishStoppedByRule(trial: TrialContext, durationMs: number): TrialOutcome {
  const values = trial.lastReported.filter((value) => value !== null);
  if (values.some(Number.isNaN)) {
    const message = "A stop rule ended the trial, and what it had reported last of its objective was NaN.";
    return outcome(trial, "failed", [], failure("nan", message), durationMs);
  }
  if (values.length === trial.directions.length) return outcome(trial, "complete", values, null, durationMs);
  const message =
    "A stop rule ended the trial before it had reported a number for its objective; report that one, too.";
  return outcome(trial, "failed", [], failure("wrong-values", message), durationMs);
}

/** How a trial ended that something else than its objective stopped: timeout, crash, flood. */
export function finishStopped(trial: TrialContext, error: TrialError, durationMs: number): TrialOutcome {
  return outcome(trial, "failed", [], error, durationMs);
}

/** How trial `number` ended when neither it nor what its objective gave back can be read any more. */
export function finishUnreadable(number: number, durationMs: number): TrialOutcome {
  return {
    number,
    state: "failed",
    values: [],
    space: EMPTY_SPACE,
    params: [],
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    checkpoint: null,
    error: failure(
      "threw",
      "The trial cannot be read; the objective changed it, or objects the language itself needs.",
    ),
    durationMs,
  };
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
    metrics: trial.metrics,
    constraints: trial.constraints,
    userAttrs: trial.userAttrs,
    error,
    checkpoint: null,
    durationMs,
  };
}

const failure = (kind: TrialError["kind"], message: string): TrialError => ({
  kind,
  message,
  line: null,
  column: null,
});

function readableValuesOf(returned: unknown, count: number): number[] | TrialError {
  try {
    return valuesOf(returned, count);
  } catch {
    return failure("wrong-values", "The objective returned something that cannot be read; return a number.");
  }
}

function valuesOf(returned: unknown, count: number): number[] | TrialError {
  const values: unknown[] = Array.isArray(returned) ? returned : [returned];
  if (values.length !== count) {
    return failure(
      "wrong-values",
      `The objective returned ${values.length} ${values.length === 1 ? "value" : "values"}, but the study has ${count}; return ${count === 1 ? "one number" : `an array of ${count} numbers`}.`,
    );
  }
  // Each is read once: an array of an objective may give something else the next time.
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (typeof value !== "number") {
      return failure(
        "wrong-values",
        `The objective returned ${nameOf(value)} where a number belongs; return a number.`,
      );
    }
    if (Number.isNaN(value)) {
      return failure("nan", "The objective returned NaN; look for 0/0, a negative root or a value that was never set.");
    }
    numbers.push(value);
  }
  return numbers;
}

function nameOf(value: unknown): string {
  if (value === undefined) return "nothing (undefined)";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The values at the highest step (Optuna's last intermediate value), if all are numbers. */
function lastValues(trial: TrialContext): readonly number[] {
  let [lastStep, ...last]: readonly number[] = [-1];
  for (const [step, ...values] of trial.intermediate) if (step > (lastStep ?? -1)) [lastStep, last] = [step, values];
  return last.some(Number.isNaN) ? [] : last;
}

/** Even asking what was thrown may throw: a proxy's prototype is what its handler says. */
function kindOf(thrown: unknown): "pruned" | "stopped" | "misuse" | "threw" {
  try {
    if (thrown instanceof TrialPruned) return "pruned";
    if (thrown instanceof TrialStopped) return "stopped";
    return thrown instanceof MisuseError ? "misuse" : "threw";
  } catch {
    return "threw";
  }
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
