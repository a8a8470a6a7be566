import { atLeast, type Figure, shown } from "../shared/report.ts";
import type { HpoReference } from "./reference.ts";

/** `rf`, an accuracy with few different values, is left out: ties would decide. */
export const HPO_TASKS = ["svc", "rf_brier", "mlp"];
export const HPO_CHECKPOINTS = [20, 40, 80, 160];
/** Two sums of the same table entries; real differences are far larger. */
const TIE = 1e-12;
const GOALS: Readonly<Record<string, number>> = { auto: 0.6, tpe: 0.45 };

interface Bests {
  readonly task: string;
  readonly sampler: string;
  /** By checkpoint. */
  readonly best: readonly number[];
}

/** Probability that a run of ours ends below one of theirs, ties half, over all pairs of runs. */
export function winsOver(ours: readonly number[], theirs: readonly number[]): number {
  let wins = 0;
  for (const a of ours) for (const b of theirs) wins += Math.abs(a - b) <= TIE ? 0.5 : a < b ? 1 : 0;
  return wins / (ours.length * theirs.length);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How often each of our samplers ends better than Optuna's TPE, by checkpoint and over all. */
export function hpoFigures(
  samplers: readonly string[],
  ours: readonly Bests[],
  checkpoints: readonly number[],
  { results, checkpoints: theirCheckpoints }: HpoReference["baselines"],
): Figure[] {
  return samplers.flatMap((sampler) => {
    const byCheckpoint = HPO_CHECKPOINTS.flatMap((checkpoint) => {
      const [c, d] = [checkpoints.indexOf(checkpoint), theirCheckpoints.indexOf(checkpoint)];
      if (c < 0 || d < 0) return [];
      const wins = HPO_TASKS.map((task) => {
        const own = ours.filter((it) => it.task === task && it.sampler === sampler);
        const tpe = results.find((it) => it.task === task && it.sampler === "tpe");
        if (tpe === undefined) throw new Error(`The reference data have no TPE runs on ${task}.`);
        return winsOver(
          own.map(({ best }) => best[c] ?? Number.NaN),
          tpe.best.map((best) => best[d] ?? Number.NaN),
        );
      });
      return [{ checkpoint, value: mean(wins) }];
    });
    const name = `hpo.${sampler}.winsOverTpe`;
    const value = mean(byCheckpoint.map((it) => it.value));
    const goal = GOALS[sampler];
    return [
      goal === undefined ? shown(name, value, "of pairs") : atLeast(name, value, "of pairs", goal),
      ...byCheckpoint.map((it) => shown(`${name}.${it.checkpoint}`, it.value, "of pairs")),
    ];
  });
}
