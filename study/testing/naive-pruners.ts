// The pruners' rules written down as plainly as possible, over all trials and every report: what the snapshots must agree
// with. They are slow and hold for histories that dropped nothing.

import { trialSeed } from "../bytes/hash.ts";
import { crowdingDistances } from "../pareto/crowding.ts";
import { lossesFrom } from "../pareto/losses.ts";
import type { Reports } from "../pruners/reports.ts";
import { bracketBudgets, bracketCount, bracketOf } from "../pruners/rules/brackets.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import type { Directions } from "./report-curves.ts";

export interface Known {
  readonly trials: readonly FinishedTrial[];
  readonly directions: Directions;
}

/** Whether the trial with this seed stops after the last of its reports, having been asked after each. */
export type NaiveRule = (known: Known, reports: Reports, seed: number) => boolean;

const lossesOf = ({ directions }: Known, [, ...values]: readonly number[]): number[] =>
  values.map((value, i) => (directions[i] === "maximize" ? -value : value));

const withoutNaN = (values: readonly number[]): number[] =>
  values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);

/** As numpy's nanpercentile. */
function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = withoutNaN(values);
  const rank = (percentile / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(rank)] ?? Number.NaN, sorted[Math.ceil(rank)] ?? Number.NaN];
  if (low === high) return low;
  return rank % 1 < 0.5 ? low + (high - low) * (rank % 1) : high - (high - low) * (1 - (rank % 1));
}

export const naivePercentile =
  (percentile: number): NaiveRule =>
  (known, reports) => {
    const complete = known.trials.filter((trial) => trial.state === "complete");
    if (complete.length < 5) return false;
    const step = Math.max(...reports.map(([it]) => it));
    // Judged at the first report of its interval, which is one step: so always.
    const there = complete.flatMap((trial) => trial.intermediate.filter(([it]) => it === step));
    return known.directions.every((_, objective) => {
      const loss = (report: readonly number[]) => lossesOf(known, report)[objective] ?? Number.NaN;
      const best = withoutNaN(reports.map(loss))[0];
      if (best === undefined) return true;
      return there.length > 0 && best > percentileOf(there.map(loss), percentile);
    });
  };

/** Losses at the lowest step from `rungStep` on; null if the trial did not come so far, or said nothing there. */
function lossesAt(known: Known, reports: Reports, rungStep: number): number[] | null {
  const [first] = reports.filter(([step]) => step >= rungStep).toSorted((a, b) => a[0] - b[0]);
  return first === undefined ? null : lossesOf(known, first);
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  return a.every((loss, i) => loss <= (b[i] ?? 0)) && a.some((loss, i) => loss < (b[i] ?? 0));
}

/** For each point the longest chain of points each better than the next that ends in it. */
function ranksOf(points: readonly (readonly number[])[]): number[] {
  const known = new Map<number, number>();
  const rank = (i: number): number => {
    const before = known.get(i);
    if (before !== undefined) return before;
    const own = points[i] ?? [];
    const found = points.reduce((most, other, j) => (isBetter(other, own) ? Math.max(most, rank(j) + 1) : most), 0);
    known.set(i, found);
    return found;
  };
  return points.map((_, i) => rank(i));
}

/** Whether `own` is among the best one in `factor` of `others` and itself. */
function isAmongBest(own: readonly number[], others: readonly (readonly number[])[], factor: number): boolean {
  const all = [own, ...others].map((losses) => losses.map((loss) => (Number.isNaN(loss) ? Infinity : loss)));
  const ranks = ranksOf(all);
  const before = ranks.filter((rank) => rank < (ranks[0] ?? 0)).length;
  const tied = all.map((_, i) => i).filter((i) => ranks[i] === ranks[0]);
  const distances = crowdingDistances(lossesFrom(all), tied);
  const lonelier = distances.filter((distance) => distance > (distances[0] ?? 0)).length;
  return before + (own.length > 1 ? lonelier : 0) < Math.max(Math.floor(all.length / factor), 1);
}

export const naiveHalving =
  (minResource: number, factor: number): NaiveRule =>
  (known, reports) => {
    const reached = (rungStep: number, some: Reports) => some.some(([step]) => step >= rungStep);
    for (let rungStep = minResource; reached(rungStep, reports); rungStep *= factor) {
      if (reached(rungStep, reports.slice(0, -1))) continue;
      const own = lossesAt(known, reports, rungStep) ?? [Number.NaN];
      const others = known.trials.map((trial) => lossesAt(known, trial.intermediate, rungStep) ?? []);
      const some = others.filter((losses) => !losses.every(Number.isNaN));
      if (own.every(Number.isNaN) || !isAmongBest(own, some, factor)) return true;
    }
    return false;
  };

export const naiveHyperband =
  (maxResource: number, factor: number): NaiveRule =>
  (known, reports, seed) => {
    const budgets = bracketBudgets(bracketCount(1, maxResource, factor), factor);
    const bracket = bracketOf(seed, budgets);
    const rivals = known.trials.filter((trial) => bracketOf(trialSeed(trial.log, trial.number), budgets) === bracket);
    return naiveHalving(factor ** bracket, factor)({ ...known, trials: rivals }, reports, seed);
  };
