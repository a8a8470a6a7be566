// Ray Tune's schedulers by their names and options, as far as they have a meaning where no trial can pause.
import { isRecord, type Parsed, parsed, refused, unknownKey } from "../parsed.ts";
import type { PrunerChoice } from "./choice.ts";

/** The pruner that does a scheduler's work here, and sentences for its author on what is different. */
export interface Scheduler {
  readonly pruner: PrunerChoice;
  readonly notes: readonly string[];
}

const NAMES = "FIFO, MedianStoppingRule, ASHA, AsyncHyperBand, HyperBand";
/** A thousand million: no objective reports more steps. */
const MAX_COUNT = 1e9;
const MAX_FACTOR = 1_000;
/** Ray's: HyperBand stops trials after so many steps, and ASHA. */
const HYPERBAND_MAX_T = 81;
const ASHA_MAX_T = 100;

type Options = Readonly<Record<string, unknown>>;

interface Kind {
  /** By Ray's names; the common ones besides. */
  readonly options: readonly string[];
  readonly make: (numbers: Numbers, options: Options) => Parsed<Scheduler>;
}

/** Reads whole numbers, and remembers the first that is none. */
class Numbers {
  fault: string | null = null;
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  read(name: string, ifMissing: number, least: number, most = MAX_COUNT): number {
    const value = this.#options[name];
    if (value === undefined) return ifMissing;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value + 0;
    this.fault ??= `${name} must be a whole number from ${least} to ${most}: steps are counted here, not seconds`;
    return ifMissing;
  }
}

const COMMON = ["time_attr", "reward_attr", "metric", "mode"];
const NO_PAUSE =
  "HyperBand runs without pause: no trial waits for the others of its bracket or is resumed from a checkpoint; it goes on or stops by what is known when it reports.";
const endNote = (maxT: number): string =>
  `max_t ends no trial: from step ${maxT} on none is given up. Let the objective end there, or stop at training_iteration: ${maxT}.`;

const fifo: Kind = { options: [], make: () => parsed({ pruner: { name: "none" }, notes: [] }) };

const median: Kind = {
  options: ["grace_period", "min_samples_required", "hard_stop"],
  make: (numbers, options) => {
    if (options["hard_stop"] === false)
      return refused("hard_stop: false pauses trials, and none can pause here: leave it out");
    const grace = numbers.read("grace_period", -1, 0, MAX_COUNT - 1);
    const samples = numbers.read("min_samples_required", 3, 1);
    const notes = [
      "A trial's best report is compared with the median of what whole trials reported at the same step; Ray compares it with the median of their means up to that step.",
    ];
    if (grace < 0)
      notes.push("Ray's grace period of 60 seconds is left out: steps are counted here. Give grace_period in steps.");
    // Ray judges trials that are older than the grace period.
    return parsed({
      pruner: { name: "median", startupTrials: samples, warmupSteps: grace + 1, minTrials: samples },
      notes,
    });
  },
};

const asha: Kind = {
  options: ["grace_period", "reduction_factor", "max_t", "brackets", "stop_last_trials"],
  make: (numbers) => {
    const brackets = numbers.read("brackets", 1, 1);
    if (brackets > 1)
      return refused(`brackets: ${brackets} has no meaning for ASHA here: leave it out, or choose HyperBand`);
    const minResource = numbers.read("grace_period", 1, 1);
    const maxResource = numbers.read("max_t", Math.max(ASHA_MAX_T, minResource), 1);
    const reductionFactor = numbers.read("reduction_factor", 4, 2, MAX_FACTOR);
    if (maxResource < minResource) return refused("max_t must not be below grace_period: raise it");
    return parsed({
      pruner: { name: "halving", minResource, maxResource, reductionFactor, hindsight: true },
      notes: [endNote(maxResource)],
    });
  },
};

const hyperband: Kind = {
  options: ["reduction_factor", "max_t", "stop_last_trials"],
  make: (numbers) => {
    const maxResource = numbers.read("max_t", HYPERBAND_MAX_T, 1);
    const reductionFactor = numbers.read("reduction_factor", 3, 2, MAX_FACTOR);
    return parsed({
      pruner: { name: "hyperband", maxResource, reductionFactor },
      notes: [NO_PAUSE, endNote(maxResource)],
    });
  },
};

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["fifo", fifo],
  ["medianstopping", median],
  ["asha", asha],
  ["asynchyperband", asha],
  ["hyperband", hyperband],
]);
const NOT_YET = new Set(["pbt", "populationbasedtraining"]);

/** "HyperBandScheduler", "hyper_band" and "hyperband" are one. */
const keyOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[\s_-]/g, "")
    .replace(/(?:scheduler|rule)$/, "");

/** The pruner for a scheduler by Ray's name and options (`grace_period`, `max_t`, ...), or one clause that says why not. */
export function schedulerPruner(name: unknown, options: unknown = {}): Parsed<Scheduler> {
  if (typeof name !== "string") return refused(`the scheduler must be one of ${NAMES}`);
  const key = keyOf(name.slice(0, 60));
  if (NOT_YET.has(key)) return refused(`population based training is not yet built in: choose one of ${NAMES}`);
  const kind = KINDS.get(key);
  if (kind === undefined)
    return refused(`no scheduler is called ${JSON.stringify(name.slice(0, 60))}: choose one of ${NAMES}`);
  if (!isRecord(options)) return refused("the scheduler's options are not an object");
  const stray = unknownKey(options, [...COMMON, ...kind.options]);
  if (stray !== null) {
    const known = [...kind.options, ...COMMON].join(", ");
    return refused(`${JSON.stringify(stray.slice(0, 40))} has no meaning for this scheduler: choose of ${known}`);
  }
  const common = commonNotes(options);
  if (!common.ok) return common;
  const numbers = new Numbers(options);
  const made = kind.make(numbers, options);
  if (numbers.fault !== null) return refused(numbers.fault);
  return made.ok ? parsed({ ...made.value, notes: [...made.value.notes, ...common.value] }) : made;
}

/** What every scheduler may be told, and where the study says it instead. */
function commonNotes(options: Options): Parsed<readonly string[]> {
  const { time_attr: time, mode, stop_last_trials: stopsLast } = options;
  const metric = options["metric"] ?? options["reward_attr"];
  const notes: string[] = [];
  if (time === "timesteps_total") notes.push("Steps are those that a trial reports, whatever time_attr counts.");
  else if (time !== undefined && time !== "training_iteration")
    return refused("time_attr must be training_iteration: schedulers count the steps that a trial reports");
  if (mode !== undefined && mode !== "min" && mode !== "max") return refused("mode must be min or max");
  if (metric !== undefined && typeof metric !== "string") return refused("metric must be text");
  for (const [name, value] of Object.entries({ hard_stop: options["hard_stop"], stop_last_trials: stopsLast })) {
    if (value !== undefined && typeof value !== "boolean") return refused(`${name} must be true or false`);
  }
  if (metric !== undefined || mode !== undefined)
    notes.push(
      "What is judged, and whether more of it is better, is what the study's objectives say; metric and mode change nothing.",
    );
  return parsed(notes);
}
