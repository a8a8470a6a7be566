// Objectives whose parameters or ranges depend on what was suggested before. All are minimised, and 0 is the lowest value.
import type { TrialContext } from "../../study/trial/suggest.ts";

/** The part of a trial that these objectives use. */
export type Suggests = Pick<TrialContext, "suggestFloat" | "suggestInt" | "suggestCategorical">;

/** Three branches with three parameters each; each has its own best value, and only the last has 0. */
function branches(trial: Suggests): number {
  const kind = trial.suggestCategorical("kind", ["round", "steep", "curved"]);
  const x = [0, 1, 2].map((i) => trial.suggestFloat(`${kind}.x${i}`, -5, 5)) as [number, number, number];
  if (kind === "round") return 0.5 + x.reduce((sum, xi) => sum + (xi - 1) ** 2, 0);
  if (kind === "steep") return 0.2 + x.reduce((sum, xi, i) => sum + 10 ** i * (xi + 2) ** 2, 0);
  return 10 * (x[1] - x[0] ** 2 / 2) ** 2 + (x[0] - 1.5) ** 2 + (x[2] - 3) ** 2;
}

/** A network's layers: how many, and how wide each is. The third and fourth are asked for only if there are as many. */
function layers(trial: Suggests): number {
  const count = trial.suggestInt("layers", 1, 4);
  const rate = trial.suggestFloat("rate", 1e-5, 1, { log: true });
  let error = (Math.log10(rate) + 2.5) ** 2 + 0.3 * (count - 3) ** 2;
  for (let i = 0; i < count; i++) {
    const width = trial.suggestInt(`width${i}`, 4, 1024, { log: true });
    error += 0.2 * (Math.log2(width) - 8 + i) ** 2;
  }
  return error;
}

/** Each range begins where the value before it lies: an interval, and a place in it. */
function nestedRanges(trial: Suggests): number {
  const low = trial.suggestFloat("low", -5, 4);
  const high = trial.suggestFloat("high", low, 5);
  const inside = trial.suggestFloat("inside", low, high);
  return (low + 1) ** 2 + (high - 2) ** 2 + 4 * (inside - 1.5) ** 2;
}

/** Shares that sum to at most 1: each may take what is left. */
function shares(trial: Suggests): number {
  const best = [0.1, 0.5, 0.05, 0.3];
  let [left, error] = [1, 0];
  for (const [i, target] of best.entries()) {
    const share = trial.suggestFloat(`share${i}`, 0, left);
    left -= share;
    error += (share - target) ** 2;
  }
  return 100 * error;
}

export const CONDITIONAL_OBJECTIVES: Readonly<Record<string, (trial: Suggests) => number>> = {
  branches,
  layers,
  nestedRanges,
  shares,
};
