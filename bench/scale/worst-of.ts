import type { Figure } from "../shared/report.ts";

/** Of runs that differ by their seed: each figure as it was where it was worst, with its goal; a figure that one run lacks is left out. */
export function worstOf(runs: readonly (readonly Figure[])[]): Figure[] {
  const [first = [], ...others] = runs;
  return first.flatMap((figure) => {
    const same = [figure, ...others.flatMap((run) => run.find(({ name }) => name === figure.name) ?? [])];
    if (same.length < runs.length) return [];
    return same.reduce((worst, other) => (isWorse(other, worst) ? other : worst));
  });
}

/** Here all goals are upper bounds. What could not be measured is worst. */
const isWorse = (a: Figure, b: Figure): boolean => Number.isNaN(a.value) || a.value > b.value;
