import { MisuseError } from "../errors.ts";
import { MAX_OPEN_GENERATIONS } from "../evolution/settings.ts";
import type { RetryPolicy } from "../history/retry-failed.ts";
import { checkMade, checkOptionNames, shown } from "../option-checks.ts";
import { isParamName } from "../space/distribution.ts";
import { mayEnd } from "../stopping/end-in-sight.ts";
import type { StopRule } from "../stopping/stop-rule.ts";
import type { Study } from "../study.ts";
import { functionIn } from "../trial/callable.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import { isTrialEnd, type TrialEnd } from "../trial/trial-end.ts";

export interface OptimizeOptions {
  /** Trials to run now, failed and repeated ones included. Needed unless `stop` or a finite space surely ends it; may be Infinity. */
  readonly trials?: number;
  /** Generations to close now, where the sampler breeds them: `deepGaSampler`. */
  readonly generations?: number;
  /** Ends it as soon as one of these says so; trials that run then end as they would. */
  readonly stop?: readonly StopRule[];
  /** Trials that run at the same time, if the objective is asynchronous. */
  readonly parallel?: number;
  /** Milliseconds from any origin, as `() => performance.now()`: for time limits and the trials' durations. */
  readonly clock?: () => number;
  /** Whether to go on after an objective that threw, or returned no number; without, `optimize` throws that error. */
  readonly catch?: boolean | ((thrown: unknown) => boolean);
  /** Called, and awaited, after every trial, one after the other. */
  readonly callbacks?: readonly ((study: Study, trial: FinishedTrial) => void | PromiseLike<void>)[];
  /** Runs failed trials again with their parameters; an error that is tried again is not thrown. */
  readonly retry?: RetryPolicy;
  /** Hears the trials' warnings, as `console.warn`. */
  readonly warn?: (sentence: string) => void;
  /** What `report({ name: value }, step)` calls the objectives, in their order; "value" of one, if left out. */
  readonly names?: readonly string[];
  /** Ends a trial as complete, with what it reported last, as soon as it reports so much. */
  readonly ends?: readonly TrialEnd[];
}

const OPTIONS = [
  "trials",
  "generations",
  "stop",
  "parallel",
  "clock",
  "catch",
  "callbacks",
  "retry",
  "warn",
  "names",
  "ends",
];

/** Each running trial holds its proposal and its objective's promise; more at once than this only queue up elsewhere. */
const MAX_PARALLEL = 10_000;

/** Throws `MisuseError` for what `optimize` cannot do; `retry` is checked where it is used. */
export function checkOptimizeOptions(study: Study, objective: unknown, options: OptimizeOptions): void {
  const call = functionIn(objective);
  if (typeof call === "string") {
    throw new MisuseError(`optimize() needs the objective as a function of a trial, as in (trial) => 1. ${call}`);
  }
  checkOptionNames("optimize", options, OPTIONS);
  checkCounts(options);
  checkGenerations(study, options);
  checkFunctions(options);
  checkReports(study, options);
  checkEnd(study, options);
}

function checkCounts({ trials, parallel = 1 }: OptimizeOptions): void {
  if (trials !== undefined && trials !== Number.POSITIVE_INFINITY && !(Number.isInteger(trials) && trials >= 0)) {
    throw new MisuseError(`trials must be a whole number from 0, but is ${shown(trials)}; give how many to run.`);
  }
  if (!(Number.isInteger(parallel) && parallel >= 1 && parallel <= MAX_PARALLEL)) {
    throw new MisuseError(
      `parallel must be a whole number from 1 to ${MAX_PARALLEL}, but is ${shown(parallel)}; give how many may run at once.`,
    );
  }
}

function checkGenerations({ evolution }: Study, { generations, retry }: OptimizeOptions): void {
  if (evolution === null) {
    if (generations === undefined) return;
    throw new MisuseError(
      "generations are for a sampler that breeds them, as in createStudy({ sampler: deepGaSampler() }); give trials instead.",
    );
  }
  if (retry !== undefined) {
    throw new MisuseError(
      "Where generations are bred, a trial that fails is the worst of them and not retried; leave retry out.",
    );
  }
  const room = MAX_OPEN_GENERATIONS - evolution.generation;
  if (generations === undefined || (Number.isInteger(generations) && generations >= 0 && generations <= room)) return;
  throw new MisuseError(
    `generations must be a whole number from 0 to ${room}, for which genomes have room, but is ${shown(generations)}; give how many to breed.`,
  );
}

function checkFunctions({ clock, callbacks = [], warn, catch: isCaught = false }: OptimizeOptions): void {
  const functions = { clock, warn, catch: typeof isCaught === "boolean" ? undefined : isCaught };
  for (const [option, value] of Object.entries(functions)) {
    if (value === undefined || typeof value === "function") continue;
    throw new MisuseError(`${option} must be a function, but is ${shown(value)}; pass one or leave it out.`);
  }
  const given: unknown = callbacks;
  if (Array.isArray(given) && given.every((callback) => typeof callback === "function")) return;
  throw new MisuseError("callbacks must be an array of functions, as in callbacks: [(study, trial) => {}]; wrap it.");
}

function checkReports(study: Study, { names, ends = [] }: OptimizeOptions): void {
  const count = study.history.directions.length;
  const isNames = names === undefined || (Array.isArray(names) && names.length === count && names.every(isParamName));
  if (!isNames || new Set(names).size !== (names?.length ?? 0)) {
    throw new MisuseError(`names must be ${count} different names, one for each objective; give an array of texts.`);
  }
  const given: unknown = ends;
  if (Array.isArray(given) && given.every(isTrialEnd)) return;
  throw new MisuseError(
    'ends must be an array, as in ends: [{ metric: "accuracy", bound: "at-least", value: 0.99 }]; mend it.',
  );
}

function checkEnd(study: Study, { trials, generations, stop = [], clock }: OptimizeOptions): void {
  if (!Array.isArray(stop)) {
    throw new MisuseError("stop must be an array of rules, as in stop: [trialLimit(9)]; wrap it in [ ].");
  }
  for (const rule of stop) checkMade("stop rule", rule, "shouldStop", "trialLimit(9)");
  const hasEnd = trials !== undefined || generations !== undefined || study.isFinite;
  if (!hasEnd && stop.length === 0) {
    const count = study.evolution === null ? "trials, as in { trials: 100 }" : "generations, as in { generations: 50 }";
    throw new MisuseError(`optimize() would never end; give ${count}, or a stop rule.`);
  }
  if (clock === undefined && stop.some((rule: StopRule) => rule.needsClock === true)) {
    throw new MisuseError("A time limit needs a clock; pass one as { clock: () => milliseconds }.");
  }
  if (hasEnd || stop.length === 0) return;
  if (mayEnd(stop, study.history, clock === undefined ? null : 0)) return;
  const names = stop.map(({ name }) => `"${name}"`).join(", ");
  const sure = study.history.directions.length === 1 ? "noImprovement(50)" : "trialLimit(100)";
  throw new MisuseError(
    `optimize() might never end, as a stop (${names}) may never come; give trials, as in { trials: 100 }, or a rule that is sure to stop, as ${sure}.`,
  );
}
