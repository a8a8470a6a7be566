import type { History } from "../history.ts";
import type { PrunerSnapshot } from "../proposal.ts";
import type { Pruner } from "../pruner.ts";
import { StepValues } from "./step-values.ts";

export interface MedianOptions {
  /** Complete trials before anything is pruned. */
  readonly startupTrials?: number;
  /** A trial is left alone below this step. */
  readonly warmupSteps?: number;
  /** Steps between two decisions on one trial. */
  readonly intervalSteps?: number;
  /** Complete trials that must have reported at a step before it is judged. */
  readonly minTrials?: number;
}

/** 12 KB in a message that goes out with every batch. With more distinct steps an even choice of them decides. */
export const MAX_SNAPSHOT_STEPS = 1_000;

/** How far a history has been read. */
interface Reading {
  revision: number;
  row: number;
  values: StepValues;
}

/**
 * Optuna's MedianPruner: stops a trial whose best report so far is strictly worse than the median, at the same step, of
 * the complete trials. Reads each trial once, so a snapshot costs what is new.
 */
export function medianPruner(options: MedianOptions = {}): Pruner {
  const { startupTrials = 5, warmupSteps = 0, intervalSteps = 1, minTrials = 1 } = options;
  const readings = new WeakMap<History, Reading>();
  return {
    name: "median",
    snapshot(history): PrunerSnapshot {
      const { values } = readOn(readings, history);
      if (history.counts.complete === 0 || history.counts.complete < startupTrials) return { kind: "nop" };
      const steps = evenChoice(values.steps(), MAX_SNAPSHOT_STEPS);
      const thresholds = steps.map((step) => (values.count(step) < minTrials ? null : values.median(step)));
      const maximize = history.directions[0] === "maximize";
      return { kind: "median", maximize, warmupSteps, intervalSteps, steps, thresholds };
    },
  };
}

function readOn(readings: WeakMap<History, Reading>, history: History): Reading {
  let reading = readings.get(history);
  if (reading === undefined || reading.revision !== history.revision) {
    reading = { revision: history.revision, row: 0, values: new StepValues() };
    readings.set(history, reading);
  }
  for (; reading.row < history.size; reading.row++) {
    const { row } = reading;
    // After rows were dropped the best are over-represented; only the unbiased sample has the true median.
    if (history.state(row) !== "complete" || !history.isCounted(row) || !history.isSampled(row)) continue;
    const reports = history.reports(row);
    if (reports.length > 0) reading.values.add(reports);
  }
  return reading;
}

/** At most `count` of `items`, evenly spread, always with the first and the last. */
function evenChoice(items: readonly number[], count: number): number[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))] ?? 0);
}
