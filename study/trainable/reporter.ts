import { MisuseError, TrialPruned } from "../errors.ts";
import { shown } from "../option-checks.ts";
import { isRecord } from "../parsed.ts";
import { isParamName } from "../space/distribution.ts";
import type { TrialContext } from "../trial/suggest.ts";

/** Where and as what a trial of a trainable runs. */
export interface ReporterAbout {
  readonly experiment_id: string;
  readonly trial_id: string;
  /** The worker's number in its tab. */
  readonly pid: number;
  /** The peer's name. */
  readonly hostname: string;
}

export interface ReporterWorld {
  readonly about: ReporterAbout;
  /** Milliseconds from any origin. */
  nowMs(): number;
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Names of what is kept of the filled-in fields besides what the function itself reports. */
  readonly kept: ReadonlySet<string>;
}

/** What a trainable reports: `timesteps_total` and whatever else it measures. */
export type Result = Readonly<Record<string, unknown>>;

/** A result with everything filled in. */
export interface FilledResult extends ReporterAbout, Result {
  readonly timesteps_total: number;
  readonly timesteps_this_iter: number;
  readonly training_iteration: number;
  readonly time_this_iter_s: number;
  readonly time_total_s: number;
  /** As in 2017-10-18_09-30-00, by this machine's date. */
  readonly date: string;
  /** Whole seconds since 1970. */
  readonly timestamp: number;
  readonly done: boolean;
}

/** What `train(config, reporter)` gets: call it, or its `report`. */
export interface Reporter {
  (result: Result): FilledResult;
  readonly report: (result: Result) => FilledResult;
}

/** Of the fields that are filled in, those every trial keeps a curve of. */
const ALWAYS_KEPT: ReadonlySet<string> = new Set(["timesteps_total", "time_total_s"]);

/**
 * The reporter of one trial. Each report is one training iteration, the trial's step. Throws `MisuseError` for what is no
 * report, `TrialPruned` where the pruner gives the trial up, `TrialStopped` where a stop rule ends it; `onGivenUp` hears of
 * each of them, for the function may catch it, or report from where nobody else hears.
 */
export function reporterFor(
  trial: TrialContext,
  world: ReporterWorld,
  onGivenUp: (error: unknown) => void = () => {},
): Reporter {
  const startMs = world.nowMs();
  let [iteration, timesteps, lastMs] = [0, 0, startMs];

  const report = (given: Result): FilledResult => {
    const total = timestepsIn(given);
    const nowMs = world.nowMs();
    const wallMs = world.wallMs();
    iteration += 1;
    const filled = {
      ...given,
      ...negativeLoss(given),
      ...world.about,
      timesteps_total: total,
      timesteps_this_iter: total - timesteps,
      training_iteration: iteration,
      time_this_iter_s: (nowMs - lastMs) / 1_000,
      time_total_s: (nowMs - startMs) / 1_000,
      date: dateText(wallMs),
      timestamp: Math.floor(wallMs / 1_000),
      done: given["done"] === true,
    };
    [timesteps, lastMs] = [total, nowMs];
    trial.setUserAttr("pid", filled.pid);
    trial.setUserAttr("hostname", filled.hostname);
    trial.setUserAttr("date", filled.date);
    trial.reportEvenly(numbersOf(filled, given, world.kept), iteration);
    if (trial.shouldPrune()) throw new TrialPruned();
    return filled;
  };
  const guarded = (result: Result): FilledResult => {
    try {
      return report(result);
    } catch (error) {
      onGivenUp(error);
      throw error;
    }
  };
  return Object.assign((result: Result) => guarded(result), { report: (result: Result) => guarded(result) });
}

function timestepsIn(result: unknown): number {
  if (!isRecord(result)) {
    throw new MisuseError(
      `reporter(result) needs an object, as in reporter({ timesteps_total: step, mean_loss: loss }), but got ${shown(result)}.`,
    );
  }
  const total = result["timesteps_total"];
  if (total === undefined) {
    throw new MisuseError(
      "A report has no timesteps_total; say how many steps were made so far: reporter({ timesteps_total: step, ... }).",
    );
  }
  if (typeof total !== "number" || !Number.isFinite(total)) {
    throw new MisuseError(`timesteps_total must be a number, but is ${shown(total)}; count the steps made so far.`);
  }
  return total;
}

/** What a rule of "at least" can end a trial by. */
const negativeLoss = ({ mean_loss: loss, neg_mean_loss: given }: Result): Result =>
  typeof loss === "number" && given === undefined ? { neg_mean_loss: -loss } : {};

function numbersOf(filled: Result, given: Result, kept: ReadonlySet<string>): Record<string, number> {
  const numbers: [string, number][] = [];
  for (const [name, value] of Object.entries(filled)) {
    const isKept = Object.hasOwn(given, name) || ALWAYS_KEPT.has(name) || kept.has(name);
    if (isKept && typeof value === "number" && isParamName(name)) numbers.push([name, value]);
  }
  return Object.fromEntries(numbers);
}

/** In universal time: what a tab's clock shows elsewhere says nothing. */
function dateText(wallMs: number): string {
  const [date, time] = new Date(wallMs).toISOString().slice(0, 19).split("T");
  return `${date}_${time?.replaceAll(":", "-")}`;
}
