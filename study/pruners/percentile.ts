import { MisuseError } from "../errors.ts";
import { checkOptionNames, shown } from "../option-checks.ts";
import type { Pruner } from "../pruner.ts";
import type { PrunerSnapshot } from "../trial/proposal.ts";
import { wholeOption } from "./options.ts";
import { evenChoice } from "./rules/even-choice.ts";
import { RowReader } from "./rules/row-reader.ts";
import { StepLosses } from "./rules/step-losses.ts";

export interface PercentileOptions {
  /** Complete trials before anything is pruned. */
  readonly startupTrials?: number;
  /** A trial is left alone below this step. */
  readonly warmupSteps?: number;
  /** Steps between two decisions on one trial. */
  readonly intervalSteps?: number;
  /** Complete trials that must have reported at a step before it is judged. */
  readonly minTrials?: number;
}

/** The names in `PercentileOptions`. */
export const PERCENTILE_OPTIONS: readonly string[] = ["startupTrials", "warmupSteps", "intervalSteps", "minTrials"];

/** 25 KB as text in a message that goes out with every batch. With more distinct steps an even choice of them decides. */
export const MAX_SNAPSHOT_STEPS = 1_000;

/**
 * Optuna's PercentilePruner: stops a trial whose best report so far is strictly worse than the `percentile`th best, at the
 * same step, of the complete trials; with several objectives, only one that is worse in every objective.
 */
export function percentilePruner(percentile: number, options: PercentileOptions = {}): Pruner {
  checkOptionNames("percentilePruner", options, PERCENTILE_OPTIONS);
  const { startupTrials, warmupSteps, intervalSteps, minTrials } = checked(percentile, options);
  const readings = new RowReader(
    ({ directions }) => new StepLosses(directions, percentile / 100),
    (losses, history, row) => {
      if (history.state(row) === "complete") losses.add(history.reports(row));
    },
  );
  return {
    name: "percentile",
    snapshot(history): PrunerSnapshot {
      const losses = readings.read(history);
      if (history.counts.complete === 0 || history.counts.complete < startupTrials) return { kind: "nop" };
      const steps = evenChoice(losses.steps(), MAX_SNAPSHOT_STEPS);
      const objectives = history.directions.map((direction, objective) => ({
        maximize: direction === "maximize",
        thresholds: steps.map((step) =>
          losses.count(step) < minTrials ? Number.NaN : losses.percentile(step, objective),
        ),
      }));
      return { kind: "percentile", warmupSteps, intervalSteps, steps, objectives };
    },
  };
}

function checked(percentile: number, options: PercentileOptions): Required<PercentileOptions> {
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new MisuseError(`The percentile must be a number from 0 to 100, not ${shown(percentile)}; 50 is the median.`);
  }
  return {
    startupTrials: wholeOption("startupTrials", options.startupTrials ?? 5, 0),
    warmupSteps: wholeOption("warmupSteps", options.warmupSteps ?? 0, 0),
    intervalSteps: wholeOption("intervalSteps", options.intervalSteps ?? 1, 1),
    minTrials: wholeOption("minTrials", options.minTrials ?? 1, 1),
  };
}
