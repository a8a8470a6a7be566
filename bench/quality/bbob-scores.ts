import { atLeast, type Figure, median, shown } from "../shared/report.ts";
import type { BbobReference } from "./reference.ts";

/** Optuna's samplers that ran on every problem. */
export const OPTUNA_SAMPLERS = ["random", "tpe", "cmaes", "qmc"];
/** Budgets that figures are stated for. */
export const BUDGETS = [50, 100, 200, 300];
const GP_BUDGETS = [50, 100];
/** Two functions that end on the floor would decide the mean. */
const FLOORED = new Set([1, 5]);
const FLOOR = 1e-8;

/** One of our or Optuna's samplers on one problem: the median over seeds of log10 of the gap, by budget. */
export interface Medians {
  readonly sampler: string;
  readonly f: number;
  readonly dim: number;
  readonly instance: number;
  readonly byBudget: ReadonlyMap<number, number>;
}

/** Medians of runs of one sampler on one problem: `gaps[seed][c]` after `checkpoints[c]` trials. */
export const mediansOf = (
  gaps: readonly (readonly number[])[],
  checkpoints: readonly number[],
): ReadonlyMap<number, number> =>
  new Map(
    checkpoints.map((budget, c) => [
      budget,
      median(gaps.map((byCheckpoint) => Math.log10(Math.max(byCheckpoint[c] ?? Number.NaN, FLOOR)))),
    ]),
  );

export function optunaMedians(reference: BbobReference): Medians[] {
  return reference.results.map(({ sampler, f, dim, inst, gap }) => ({
    sampler,
    f,
    dim,
    instance: inst,
    byBudget: mediansOf(gap, sampler === "gp" ? reference.gpCheckpoints : reference.checkpoints),
  }));
}

/** One problem at one budget, as two samplers ended. */
interface Pair {
  readonly f: number;
  readonly dim: number;
  readonly ours: number;
  readonly theirs: number;
}

/** The problems that both have, at that budget. */
export function pairs(ours: readonly Medians[], theirs: readonly Medians[], budget: number): Pair[] {
  return ours.flatMap(({ f, dim, instance, byBudget }) => {
    const other = theirs.find((it) => it.f === f && it.dim === dim && it.instance === instance);
    const [a, b] = [byBudget.get(budget), other?.byBudget.get(budget)];
    return a === undefined || b === undefined ? [] : [{ f, dim, ours: a, theirs: b }];
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const advantage = (both: readonly Pair[]): number => mean(both.map(({ ours, theirs }) => theirs - ours));

/** What the project promises: as good as Optuna's own within the noise of its five seeds, and on average not below. */
const HELD_TO_OPTUNA = new Set(["tpe", "cmaes"]);
const NOISE = -0.15;

function ownAdvantages(sampler: string, ours: readonly Medians[], theirs: readonly Medians[]): Figure[] {
  const figures: Figure[] = [];
  const values: number[] = [];
  const isHeld = HELD_TO_OPTUNA.has(sampler);
  for (const budget of BUDGETS) {
    const both = pairs(ours, theirs, budget);
    if (both.length === 0) continue;
    const value = advantage(both);
    values.push(value);
    const name = `bbob.${sampler}.advantage.${budget}`;
    figures.push(isHeld ? atLeast(name, value, "log10", NOISE) : shown(name, value, "log10"));
  }
  if (values.length === BUDGETS.length) {
    const name = `bbob.${sampler}.advantage.mean`;
    figures.push(isHeld ? atLeast(name, mean(values), "log10", 0) : shown(name, mean(values), "log10"));
  }
  return figures;
}

const isJudged = ({ f }: Medians): boolean => !FLOORED.has(f);

/** The Optuna sampler with the best mean on these problems, and how ours did beside it. */
export function besideBest(ours: readonly Medians[], optuna: readonly Medians[], budget: number) {
  const candidates = OPTUNA_SAMPLERS.map((sampler) => {
    const both = pairs(
      ours,
      optuna.filter((it) => it.sampler === sampler),
      budget,
    );
    return { sampler, both, score: mean(both.map(({ theirs }) => theirs)) };
  });
  return candidates.filter(({ both }) => both.length > 0).sort((a, b) => a.score - b.score)[0] ?? null;
}

const winShare = (both: readonly Pair[]): number =>
  mean(both.map(({ ours, theirs }) => (ours < theirs ? 1 : ours === theirs ? 0.5 : 0)));

function autoFigures(ours: readonly Medians[], optuna: readonly Medians[]): Figure[] {
  const judged = ours.filter(isJudged);
  const figures: Figure[] = [];
  for (const budget of BUDGETS) {
    const best = besideBest(judged, optuna, budget);
    if (best === null) continue;
    figures.push(
      atLeast(`bbob.auto.advantageOverBest.${budget}`, advantage(best.both), `log10 over ${best.sampler}`, 0.25),
      atLeast(`bbob.auto.wins.${budget}`, winShare(best.both), "of pairs", 0.6),
    );
  }
  const gp = optuna.filter(({ sampler, dim }) => sampler === "gp" && dim === 5);
  for (const budget of GP_BUDGETS) {
    const both = pairs(ours, gp, budget);
    if (both.length > 0) figures.push(atLeast(`bbob.auto.advantageOverGp.${budget}`, advantage(both), "log10", 0));
  }
  return figures;
}

/** All that can be said of these runs beside Optuna's; problems and budgets that Optuna has no record of are left out. */
export function bbobFigures(ours: readonly Medians[], optuna: readonly Medians[]): Figure[] {
  return [...new Set(ours.map(({ sampler }) => sampler))].flatMap((sampler) => {
    const mine = ours.filter((it) => it.sampler === sampler);
    const namesake = optuna.filter((it) => it.sampler === sampler);
    const figures = ownAdvantages(sampler, mine, namesake);
    return sampler === "auto" ? figures.concat(autoFigures(mine, optuna)) : figures;
  });
}
