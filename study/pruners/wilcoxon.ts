// As Optuna's WilcoxonPruner: for objectives that are a mean over instances (folds, problems, seeds), each a step.

import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Pruner } from "../pruner.ts";
import type { PrunerSnapshot, ReferenceCurve } from "../trial/proposal.ts";
import { wholeOption } from "./options.ts";
import { MAX_SNAPSHOT_STEPS } from "./percentile.ts";
import { evenChoice } from "./rules/even-choice.ts";
import { KeptFront } from "./rules/kept-front.ts";
import { RowReader } from "./rules/row-reader.ts";

export interface WilcoxonOptions {
  /** Prunes below this chance of being no worse. */
  readonly pThreshold?: number;
  /** Steps shared with the trial to beat before anything is pruned; 2 at least. */
  readonly startupSteps?: number;
}

/** With several objectives: enough to find one that is better throughout, each with 62 steps. */
const MAX_REFERENCES = 16;

/**
 * Stops a trial that a signed-rank test finds worse than the best complete trial on the steps both reported, and whose
 * mean is worse too. Steps may come in any order; one NaN or infinite report keeps a trial from being pruned.
 * With several objectives it must be worse, in every one of them, than one and the same trial of the Pareto front.
 */
export function wilcoxonPruner(options: WilcoxonOptions = {}): Pruner {
  checkOptionNames("wilcoxonPruner", options, ["pThreshold", "startupSteps"]);
  const { pThreshold = 0.1 } = options;
  const startupSteps = wholeOption("startupSteps", options.startupSteps ?? 2, 0);
  if (!(pThreshold >= 0 && pThreshold <= 1)) {
    throw new MisuseError(`The pruner's pThreshold must be a number from 0 to 1, not ${pThreshold}; 0.1 is usual.`);
  }
  const fronts = new RowReader(
    () => new KeptFront(),
    (front, history, row) => front.add(history, row),
  );
  const frontOf = (history: History): number[] => evenChoice(fronts.read(history).inOrder(history), MAX_REFERENCES);
  return {
    name: "wilcoxon",
    takesAnyOrder: true,
    snapshot(history): PrunerSnapshot {
      const references = curvesOf(history, history.directions.length > 1 ? frontOf(history) : bestOf(history));
      if (references.length === 0) return { kind: "nop" };
      const maximize = history.directions.map((direction) => direction === "maximize");
      return { kind: "wilcoxon", maximize, pThreshold, startupSteps, references };
    },
  };
}

const bestOf = ({ bestRow }: History): number[] => (bestRow < 0 ? [] : [bestRow]);

/** The rows' reports, of each an even choice if there are very many; rows without any or with infinite ones have none. */
function curvesOf(history: History, rows: readonly number[]): ReferenceCurve[] {
  const width = 1 + history.directions.length;
  return rows.flatMap((row) => {
    const reports = history.reports(row);
    if (reports.length < width || !reports.every(Number.isFinite)) return [];
    const places = Array.from({ length: Math.floor(reports.length / width) }, (_, i) => i * width);
    places.sort((a, b) => (reports[a] ?? 0) - (reports[b] ?? 0));
    const chosen = evenChoice(places, Math.floor(MAX_SNAPSHOT_STEPS / rows.length));
    const columns = history.directions.map((_, objective) => 1 + objective);
    const read = (from: readonly number[], column: number) => from.map((at) => reports[at + column] ?? Number.NaN);
    return {
      steps: read(chosen, 0),
      values: columns.map((column) => read(chosen, column)),
      means: columns.map((column) => read(places, column).reduce((sum, value) => sum + value, 0) / places.length),
    };
  });
}
