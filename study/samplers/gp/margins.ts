/** The constraints of trials as a Gaussian process likes them: a few named ones each for itself, what is left as a sum. */
import { violationOf } from "../../trial/trial-notes.ts";
import type { PooledTrial } from "./trial-pool.ts";

/** One constraint over the trials that tell it: feasible where the target is below the limit. */
export interface Margins {
  readonly name: string;
  /** Which of the trials. */
  readonly rows: readonly number[];
  /** Of mean 0 and variance 1, or about so. */
  readonly targets: Float64Array;
  readonly limit: number;
}

/** Named constraints modelled each for itself; each costs as much as the objective. */
const MAX_NAMED = 4;
/** The sum of all others has no name. */
const OTHERS = "";
/** A violation below this is a rounding error of the sum. */
const ROUNDING = 1e-12;

/** Those most often violated by these trials, by name, and the others' sum if that is ever above 0. */
export function marginsOf(trials: readonly PooledTrial[]): Margins[] {
  const names = mostViolated(trials);
  const margins = names.map((name) => {
    const rows = rowsWhere(trials, ({ constraints }) => Object.hasOwn(constraints, name));
    return marginsFor(name, rows, (i) => valueOf(trials[i]?.constraints ?? {}, name));
  });
  const others = trials.map(({ violation, constraints }) => {
    const named = Object.fromEntries(names.map((name) => [name, valueOf(constraints, name)]));
    return Math.max(0, violation - violationOf(named));
  });
  if (!others.some((sum, i) => sum > ROUNDING * (trials[i]?.violation ?? 0))) return margins;
  const all = rowsWhere(trials, () => true);
  return [...margins, marginsFor(OTHERS, all, (i) => others[i] ?? 0)];
}

/** A constraint may be called as what every object has. */
const valueOf = (constraints: PooledTrial["constraints"], name: string): number =>
  Object.hasOwn(constraints, name) ? (constraints[name] ?? 0) : 0;

const rowsWhere = (trials: readonly PooledTrial[], has: (trial: PooledTrial) => boolean): number[] =>
  trials.flatMap((trial, i) => (has(trial) ? [i] : []));

function mostViolated(trials: readonly PooledTrial[]): string[] {
  const counts = new Map<string, number>();
  for (const { constraints } of trials) {
    for (const [name, value] of Object.entries(constraints)) {
      if (value > 0) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const ranked = [...counts].sort(([a, i], [b, k]) => k - i || (a < b ? -1 : 1));
  return ranked.slice(0, MAX_NAMED).map(([name]) => name);
}

function marginsFor(name: string, rows: readonly number[], valueOf: (row: number) => number): Margins {
  const values = Float64Array.from(rows, valueOf);
  // One that is never below 0 says whether it is kept, not by how far.
  if (values.every((value) => value >= 0)) return { name, rows, targets: steppedTargets(values), limit: 0 };
  return { name, rows, ...tamedTargets(values) };
}

/** The least target of a violation: the model then sees the border between the two, not at the infeasible. */
const LEAST_MARGIN = 0.5;

/** -1 if feasible; otherwise 1/2 + ln(1 + violation / median violation), at most 5. */
function steppedTargets(violations: Float64Array): Float64Array {
  const positive = violations.filter((violation) => violation > 0 && Number.isFinite(violation)).sort();
  const median = positive[positive.length >> 1] ?? 1;
  return violations.map((violation) =>
    violation > 0 ? Math.min(5, LEAST_MARGIN + Math.log1p(violation / median)) : -1,
  );
}

/** Values further out than so many times the median size grow as the logarithm only: they say "far", either way. */
const TAME = 4;
/** The size an infinite value counts as, in medians. */
const FARTHEST = 1e8;

/** Straight around 0, where feasibility is decided. */
function tamedTargets(values: Float64Array): { targets: Float64Array; limit: number } {
  const sizes = values
    .map(Math.abs)
    .filter((size) => size > 0 && Number.isFinite(size))
    .sort();
  const scale = TAME * (sizes[sizes.length >> 1] ?? 1);
  const tamed = values.map((value) => {
    const size = Math.min(Math.abs(value) / scale, FARTHEST);
    return Math.sign(value) * (size <= 1 ? size : 1 + Math.log(size));
  });
  const mean = tamed.reduce((sum, z) => sum + z, 0) / tamed.length;
  const deviation = Math.sqrt(tamed.reduce((sum, z) => sum + (z - mean) ** 2, 0) / tamed.length) || 1;
  return { targets: tamed.map((z) => (z - mean) / deviation), limit: -mean / deviation };
}
