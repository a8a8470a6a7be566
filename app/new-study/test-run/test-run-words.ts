import type { TestNoise, TestNote, TestRepeat, TestRun } from "../../../worker/engine/engine-api.ts";
import { MAX_REPEATED_MS } from "../../../worker/engine/engine-api.ts";
import { formatValue, plural } from "../../parts/numbers.ts";

type Trial = TestRun["trials"][number];

/** "Trial 2 of 3", while a test run goes on. */
export function progressWords(run: TestRun | null, asked: number): string {
  if (run?.phase === "repeating") return "Running the last trial once more";
  return `Running trial ${Math.min(asked, (run?.trials.length ?? 0) + 1)} of ${asked}`;
}

/** "3 trials ran", "2 of 3 trials ran", "1 of 3 failed": trials that ended with a value or a pruning against those asked for. */
export function countWords({ trials, asked, error, phase }: TestRun): string {
  if (error !== null) return "Does not load";
  const failed = trials.filter(({ state }) => state === "failed").length;
  if (failed > 0 && phase === "done") return `${failed} of ${asked} failed`;
  const ran = trials.length - failed;
  return ran === asked ? `${plural(ran, "trial")} ran` : `${ran} of ${plural(asked, "trial")} ran`;
}

/** Why a test run ended before all its trials had; null if it did not. */
export function earlyEndWords({ phase, trials, asked }: TestRun): string | null {
  if (trials.length >= asked && phase !== "timeout") return null;
  switch (phase) {
    case "stopped":
      return trials.length === 0 ? "Stopped before a trial had ended." : "Stopped. What had ended by then counts.";
    case "timeout":
      return trials.length < asked
        ? "The test run stops at the first trial that runs out of time."
        : "The last trial ran out of time and was stopped. What had ended by then counts.";
    case "limit":
      return "The test run has come to its own time limit. What had ended by then counts.";
    default:
      return null;
  }
}

/** Whether trials ran and none of them asked for a parameter. */
export function asksForNothing({ trials }: TestRun): boolean {
  const ran = trials.filter(({ state }) => state !== "failed");
  return ran.length > 0 && ran.every(({ params }) => Object.keys(params).length === 0);
}

/** How a trial stands in the table: one that violates a constraint has a value, but can never be the best. */
export const stateShown = (trial: Trial): Trial["state"] | "infeasible" =>
  trial.state === "complete" && violatedBy(trial).length > 0 ? "infeasible" : trial.state;

/** The constraints that are violated where every trial with a value violates one, each once; null where one keeps them. */
export function violatedByAll({ trials }: TestRun): readonly string[] | null {
  const valued = trials.filter(({ state }) => state === "complete");
  if (valued.length === 0 || valued.some((trial) => violatedBy(trial).length === 0)) return null;
  return [...new Set(valued.flatMap(violatedBy))];
}

/** "Trial 2 has an infinite value."; null where all are finite. */
export function infiniteWords({ trials }: TestRun): string | null {
  const isInfinite = ({ values }: Trial): boolean => values.some((value) => !Number.isFinite(value));
  const found = trials.flatMap((trial, i) => (isInfinite(trial) ? [i + 1] : []));
  if (found.length === 0) return null;
  if (found.length === 1) return `Trial ${found[0]} has an infinite value.`;
  return found.length === trials.length
    ? `All ${found.length} trials have an infinite value.`
    : `Trials ${found.slice(0, -1).join(", ")} and ${found.at(-1)} have an infinite value.`;
}

/** What the trials remark, but for the order of steps where that means nothing. */
export const remarksOf = ({ notes }: TestRun, anyOrder: boolean): readonly TestNote[] =>
  notes.filter(({ about }) => about !== "steps" || !anyOrder);

/** Whether the author is warned of something although every trial ran. */
export const isWarned = (run: TestRun, anyOrder: boolean): boolean =>
  run.repeat?.kind === "differs" ||
  asksForNothing(run) ||
  violatedByAll(run) !== null ||
  infiniteWords(run) !== null ||
  remarksOf(run, anyOrder).length > 0;

function violatedBy({ constraints = {} }: Trial): readonly string[] {
  return Object.entries(constraints).flatMap(([name, value]) => (value > 0 ? [name] : []));
}

type Differing = Extract<TestRepeat, { kind: "differs" }>;

/** What was found when the last trial ran once more: in full digits, because a small difference is one, too. */
export function differenceWords({ trial, first, again, error }: Differing): string {
  const ended =
    again === null ? `it gave no value${error === null ? "" : ` (${error.message})`}` : `it gave ${exact(again)}`;
  return `Trial ${trial} gave ${exact(first)}. Run again in a fresh worker, with the same parameters and the same chance, ${ended}.`;
}

/** What a value that does not repeat means for the swarm, and how to mend it; fits memory and clock alike. */
export const DIFFERENCE_MEANS =
  "In a swarm such a value can become everybody's best although its parameters do not give it.";
export const DIFFERENCE_MENDED =
  "Keep nothing from one trial to the next: make models, caches and counters anew inside the function. Let the value depend on " +
  "no clock and no measured time. Chance is fine where it is the trial's own: Math.random() and trial.rng repeat with it.";

/** About a repetition that shows nothing wrong; null if there is nothing to say. */
export function repeatWords(repeat: TestRepeat | null): string | null {
  if (repeat?.kind === "same") {
    const same = `Trial ${repeat.trial}, run again in a fresh worker, gave the same value`;
    return repeat.noise === null ? `${same}.` : `${same}; with fresh chance it gave ${noiseWords(repeat.noise)}`;
  }
  if (repeat?.kind !== "not-run" || repeat.why !== "slow") return null;
  return `No trial was run again to see whether its value repeats: that is only done where each takes less than ${MAX_REPEATED_MS / 1000} s.`;
}

/** Chance is a part of the value, and what to do about it. */
const noiseWords = ({ first, fresh }: TestNoise): string =>
  `${exact(fresh)} in place of ${exact(first)}. So chance is a part of it, and the best of many values is partly luck: ` +
  `with "My objective is noisy" (More settings) the points that look best are run several times, and their means count.`;

/** In full: two values may differ in the last digit alone. */
const exact = (values: readonly number[]): string =>
  values.map((value) => (Number.isFinite(value) ? String(value) : formatValue(value))).join(", ");
