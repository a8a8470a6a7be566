import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames, shown } from "../option-checks.ts";
import type { FinishedState } from "../trial/trial.ts";
import { countedStates } from "./counted-states.ts";
import { type EndWatch, watchCount, watchUnsure } from "./end-watch.ts";
import { BestValueProgress, FrontProgress, type Progress } from "./progress.ts";
import type { StopRule } from "./stop-rule.ts";

export interface NoImprovementOptions {
  /** A gain this small is none: of the best value, or of the hypervolume. */
  readonly minDelta?: number;
  /** The trials that count as tried in vain: complete and pruned ones, if left out. */
  readonly states?: readonly FinishedState[];
  /** Trials of these states before the rule says anything. */
  readonly minTrials?: number;
  /** For several objectives: the point below which the hypervolume is measured, worse than all that matters. */
  readonly referencePoint?: readonly number[];
}

/** One history as far as it was read. */
interface Reading {
  revision: number;
  known: number;
  row: number;
  readonly progress: Progress;
  /** How many trials there were at the last gain. */
  trialsAtGain: number;
}

/**
 * Stops when `trials` trials in a row brought no gain. Of one objective the best feasible value counts; of several the
 * Pareto front, whose hypervolume grows with every trial that enters it (`minDelta` then needs a `referencePoint`). Without
 * `minDelta` a front may grow for ever: another end is needed beside it.
 * With `states: ["complete"]` this is the stagnation rule of Optuna's terminator.
 */
export function noImprovement(trials: number, options: NoImprovementOptions = {}): StopRule {
  checkOptionNames("noImprovement", options, ["minDelta", "states", "minTrials", "referencePoint"]);
  const { minDelta = 0, minTrials = 0, states: given = ["complete", "pruned"] } = options;
  const states = countedStates("noImprovement", given);
  if (!(trials > 0))
    throw new MisuseError(`noImprovement needs trials above 0, but got ${trials}; 50 is a good start.`);
  if (!(minDelta >= 0)) throw new MisuseError(`minDelta must be 0 or more, but is ${minDelta}; leave it out for 0.`);
  if (!(minTrials >= 0)) throw new MisuseError(`minTrials must be 0 or more, but is ${minTrials}; leave it out for 0.`);
  checkReference(options.referencePoint);
  const readings = new WeakMap<History, Reading>();
  const triedIn = ({ counts }: History): number => states.reduce((sum, state) => sum + counts[state], 0);
  return {
    name: "no improvement",
    watch: Math.max(trials, minTrials) < Number.POSITIVE_INFINITY ? () => watchTried(triedIn, minDelta) : watchUnsure,
    shouldStop(history) {
      let reading = readings.get(history);
      if (reading === undefined) {
        const progress = progressOf(history, minDelta, options.referencePoint);
        reading = { revision: history.revision, known: 0, row: 0, progress, trialsAtGain: 0 };
        readings.set(history, reading);
      }
      const tried = triedIn(history);
      readOn(reading, history, states, tried);
      const inVain = tried - reading.trialsAtGain;
      if (inVain < trials || tried < minTrials) return null;
      return `${inVain} trials in a row brought no improvement${minDelta > 0 ? ` of more than ${minDelta}` : ""}`;
    },
  };
}

function checkReference(reference: unknown): void {
  if (reference === undefined || (Array.isArray(reference) && reference.every(Number.isFinite))) return;
  throw new MisuseError(
    `The referencePoint must be an array of finite numbers, but is ${shown(reference)}; give a value of each objective.`,
  );
}

/** A front takes in every trial where no two compare, so that without `minDelta` each of them may be a gain. */
function watchTried(triedIn: (history: History) => number, minDelta: number): EndWatch {
  const watch = watchCount(triedIn)();
  return (history, elapsedSeconds, trials) =>
    history.directions.length > 1 && minDelta === 0 ? Number.POSITIVE_INFINITY : watch(history, elapsedSeconds, trials);
}

function progressOf(history: History, minDelta: number, reference: readonly number[] | undefined): Progress {
  const { directions } = history;
  if (directions.length === 1) return new BestValueProgress(minDelta);
  if (reference === undefined) {
    if (minDelta > 0) {
      throw new MisuseError(
        "With several objectives minDelta is one of the hypervolume; give the referencePoint below which it is measured.",
      );
    }
    return new FrontProgress(0, null);
  }
  if (reference.length !== directions.length) {
    throw new MisuseError(
      `The referencePoint has ${reference.length} values for ${directions.length} objectives; give one for each.`,
    );
  }
  return new FrontProgress(
    minDelta,
    reference.map((value, i) => (directions[i] === "maximize" ? -value : value)),
  );
}

/**
 * Reads new rows; of the trials tried so far those after the last gain are in vain, also those a full history keeps no
 * row of. Where earlier rows changed, as many of the last are read as trials came since: a gain read twice is none.
 */
function readOn(reading: Reading, history: History, states: readonly FinishedState[], tried: number): void {
  if (reading.revision !== history.revision) {
    reading.revision = history.revision;
    reading.row = Math.max(0, history.size - (history.known - reading.known));
  }
  reading.known = history.known;
  let after = 0;
  let hasGained = false;
  for (; reading.row < history.size; reading.row++) {
    const { row } = reading;
    if (!history.isCounted(row)) continue;
    const state = history.state(row);
    if (states.includes(state)) after += 1;
    if (state !== "complete" || history.violation(row) > 0) continue;
    if (!reading.progress.add(history, row)) continue;
    after = 0;
    hasGained = true;
  }
  if (hasGained) reading.trialsAtGain = tried - after;
}
