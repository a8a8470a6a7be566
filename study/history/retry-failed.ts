import { MisuseError } from "../errors.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { ParamValue } from "../space/distribution.ts";
import { type FinishedTrial, paramsOf, type RepeatOf, type TrialError, type TrialId, trialId } from "../trial/trial.ts";

export interface RetryPolicy {
  /** How often the same parameters are tried again at most. */
  readonly maxRetries: number;
  /** Failures worth it; all but those that would only repeat (misuse, wrong values), if left out. */
  readonly kinds?: readonly TrialError["kind"][];
}

/** What to enqueue. */
export interface Retry {
  readonly fixed: Readonly<Record<string, ParamValue>>;
  readonly repeatOf: RepeatOf;
}

const NOT_WORTH_IT: readonly TrialError["kind"][] = ["misuse", "wrong-values"];

const WORTH_IT: readonly TrialError["kind"][] = [
  "threw",
  "nan",
  "timeout",
  "crashed",
  "flooded",
  "memory",
  "abandoned",
];

/** Remembers how often each trial was tried; forgets it as soon as it is given up or does not fail. */
export class RetryFailed {
  readonly #policy: RetryPolicy;
  readonly #retries = new Map<TrialId, number>();

  constructor(policy: RetryPolicy) {
    checkOptionNames("retry", policy, ["maxRetries", "kinds"]);
    const { maxRetries, kinds = [] } = policy;
    if (!(maxRetries >= 0)) throw new MisuseError(`maxRetries must be 0 or more, but is ${maxRetries}; 2 is common.`);
    const known = [...WORTH_IT, ...NOT_WORTH_IT];
    const stray = kinds.find((kind) => !known.includes(kind));
    if (stray !== undefined) {
      throw new MisuseError(`There is no failure ${JSON.stringify(stray)} to retry; choose of ${known.join(", ")}.`);
    }
    this.#policy = policy;
  }

  /** How to run the trial again, which has just ended; null if it should not be. */
  next(trial: FinishedTrial): Retry | null {
    const original = trial.repeatOf?.trial ?? trialId(trial);
    const before = this.#retries.get(original) ?? 0;
    const { maxRetries, kinds = WORTH_IT } = this.#policy;
    const isWorthIt = trial.state === "failed" && trial.error !== null && kinds.includes(trial.error.kind);
    if (!isWorthIt || before >= maxRetries) {
      this.#retries.delete(original);
      return null;
    }
    this.#retries.set(original, before + 1);
    return { fixed: paramsOf(trial), repeatOf: { trial: original, why: "retry" } };
  }
}
