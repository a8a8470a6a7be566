import { BUDGETS, type Medians, OPTUNA_SAMPLERS, pairs } from "./bbob-scores.ts";

const cell = (value: number | undefined, width = 6): string =>
  (value === undefined || Number.isNaN(value) ? "" : value.toFixed(2)).padStart(width);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Ours and how far Optuna's samplers are above it (negative: we lose), by budget. */
function row(label: string, ours: readonly Medians[], optuna: readonly Medians[]): string {
  const columns = BUDGETS.map((budget) => {
    const own = ours.flatMap(({ byBudget }) => byBudget.get(budget) ?? []);
    const advantages = OPTUNA_SAMPLERS.map((sampler) => {
      const theirs = optuna.filter((it) => it.sampler === sampler);
      return mean(pairs(ours, theirs, budget).map((pair) => pair.theirs - pair.ours));
    });
    const lost = advantages.some((value) => value < 0) ? "<" : " ";
    return own.length === 0 ? "" : `${cell(mean(own))} ${advantages.map((value) => cell(value)).join("")}${lost}`;
  });
  return [label.padEnd(10), ...columns].join(" |");
}

/**
 * For people: our log10 gap on every problem, then by how much each of Optuna's samplers is behind; `<` where one of
 * them is ahead. The means over functions come last.
 */
export function bbobTable(sampler: string, ours: readonly Medians[], optuna: readonly Medians[]): string {
  const head = BUDGETS.map(
    (budget) => `${`at ${budget}`.padStart(6)} ${OPTUNA_SAMPLERS.map((s) => s.padStart(6)).join("")} `,
  );
  const dims = [...new Set(ours.map(({ dim }) => dim))];
  const lines = ours.map((one) => row(`f${one.f} D${one.dim}`, [one], optuna));
  const means = dims.map((dim) => {
    const inDim = ours.filter((it) => it.dim === dim);
    return row(`mean D${dim}`, inDim, optuna);
  });
  const all = [
    row("mean", ours, optuna),
    row(
      "no f1, f5",
      ours.filter(({ f }) => f !== 1 && f !== 5),
      optuna,
    ),
  ];
  return [[sampler.padEnd(10), ...head].join(" |"), ...lines, ...means, ...all, ""].join("\n");
}
