/**
 * PED-ANOVA (Watanabe et al. 2023, IJCAI): a parameter matters if its values among the best trials are distributed
 * otherwise than among all; measured by the Pearson divergence of two one-dimensional densities. Conditional parameters
 * and ranges that change count per regime, that is per distribution (Conditional PED-ANOVA, arXiv 2601.20800).
 */

import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import { type Distribution, isSingle } from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { type Cells, cellsOf, smoothed } from "./grid-density.ts";
import { checkObjective, importanceRows } from "./importance-rows.ts";
import { type Importance, rankedShares } from "./shares.ts";
import { topRows } from "./top-rows.ts";

export interface PedAnovaOptions {
  /** Which objective is to be good; without it, several objectives together (non-dominated ranks). */
  readonly objective?: number;
  /** What counts as good: this share of the trials. */
  readonly targetQuantile?: number;
  /** The region that is looked at: this share of the trials, the best ones. */
  readonly regionQuantile?: number;
  /** Compare with where the trials were (true), or with the even distribution over the range (false). */
  readonly evaluateOnLocal?: boolean;
  /** Shares sum to 1. */
  readonly normalize?: boolean;
}

const OPTIONS = ["objective", "targetQuantile", "regionQuantile", "evaluateOnLocal", "normalize"];

/** A regime with fewer trials has no density (Optuna). */
const MIN_REGIME_TRIALS = 2;

/** No density is 0. */
const TINY = 1e-12;

/** The trials that drew one parameter from one distribution. */
interface Regime {
  readonly distribution: Distribution;
  regionSize: number;
  targetSize: number;
  /** Null until the second pass, and for ever where too few trials are: ranges may change with every trial. */
  cells: Cells | null;
  /** Trials per cell, in the region and among the best. */
  region: Uint32Array;
  target: Uint32Array;
}

const NO_COUNTS = new Uint32Array(0);

/**
 * Each parameter's share of what makes the best trials good, conditional parameters included. Reads complete trials with
 * finite values; fewer than two of them give 0 for all, or equal shares if normalised. Time grows with trials x parameters.
 */
export function pedAnovaImportance(history: History, options: PedAnovaOptions = {}): Importance {
  checkOptionNames("pedAnovaImportance", options, OPTIONS);
  const { targetQuantile = 0.1, regionQuantile = 1, evaluateOnLocal = true, normalize = true } = options;
  const objective = options.objective ?? (history.directions.length > 1 ? null : 0);
  if (!(targetQuantile > 0 && targetQuantile < regionQuantile && regionQuantile <= 1)) {
    throw new MisuseError("PED-ANOVA needs 0 < targetQuantile < regionQuantile <= 1; leave them out for 0.1 and 1.");
  }
  if (objective !== null) checkObjective(history, objective);
  const rows = importanceRows(history, objective);
  const regimes = new Regimes(history);
  if (rows.length > 1) {
    regimes.count(topRows(history, rows, objective, regionQuantile), topRows(history, rows, objective, targetQuantile));
  }
  return rankedShares(regimes.shares(evaluateOnLocal), normalize);
}

/** Counts trials per parameter, regime and cell. */
class Regimes {
  readonly #history: History;
  /** Every parameter's regimes, by parameter. */
  readonly #byName = new Map<string, Map<string, Regime>>();
  readonly #bySpace = new Map<SearchSpace, readonly Regime[]>();
  #regionSize = 0;
  #targetSize = 0;

  constructor(history: History) {
    this.#history = history;
    for (let row = 0; row < history.size; row++) {
      if (history.state(row) === "complete" && history.isCounted(row)) this.#regimesOf(history.space(row));
    }
  }

  /** Sizes first, so that cells are kept only for regimes with trials enough. */
  count(region: Uint32Array, target: Uint32Array): void {
    this.#regionSize = region.length;
    this.#targetSize = target.length;
    this.#forEach(region, (regime) => (regime.regionSize += 1));
    this.#forEach(target, (regime) => (regime.targetSize += 1));
    this.#forEach(region, (regime, value) => addToCell(regime, "region", value));
    this.#forEach(target, (regime, value) => addToCell(regime, "target", value));
  }

  /** Theorem 4.2 of Conditional PED-ANOVA: the regimes' divergences weighted by alpha^2 / beta. */
  shares(evaluateOnLocal: boolean): Map<string, number> {
    const shares = new Map<string, number>();
    const quantile = this.#regionSize === 0 ? 0 : this.#targetSize / this.#regionSize;
    for (const [name, regimes] of this.#byName) {
      let sum = 0;
      for (const regime of regimes.values()) {
        if (regime.cells === null || regime.targetSize === 0) continue;
        const alpha = regime.targetSize / this.#targetSize;
        const beta = regime.regionSize / this.#regionSize;
        sum += (alpha ** 2 / beta) * pearsonDivergence(regime, evaluateOnLocal);
      }
      shares.set(name, quantile ** 2 * sum);
    }
    return shares;
  }

  #forEach(rows: Uint32Array, visit: (regime: Regime, value: number) => void): void {
    for (const row of rows) {
      this.#regimesOf(this.#history.space(row)).forEach((regime, i) => visit(regime, this.#history.param(row, i)));
    }
  }

  #regimesOf(space: SearchSpace): readonly Regime[] {
    let regimes = this.#bySpace.get(space);
    if (regimes === undefined) {
      regimes = space.names.flatMap((name, i) => {
        const distribution = space.distributions[i];
        return distribution === undefined ? [] : [this.#regimeOf(name, distribution)];
      });
      this.#bySpace.set(space, regimes);
    }
    return regimes;
  }

  #regimeOf(name: string, distribution: Distribution): Regime {
    let regimes = this.#byName.get(name);
    if (regimes === undefined) this.#byName.set(name, (regimes = new Map<string, Regime>()));
    const key = JSON.stringify(distribution);
    let regime = regimes.get(key);
    if (regime === undefined) {
      regime = { distribution, regionSize: 0, targetSize: 0, cells: null, region: NO_COUNTS, target: NO_COUNTS };
      regimes.set(key, regime);
    }
    return regime;
  }
}

function addToCell(regime: Regime, which: "region" | "target", value: number): void {
  if (regime.regionSize < MIN_REGIME_TRIALS || isSingle(regime.distribution)) return;
  if (regime.cells === null) {
    regime.cells = cellsOf(regime.distribution);
    regime.region = new Uint32Array(regime.cells.count);
    regime.target = new Uint32Array(regime.cells.count);
  }
  const counts = regime[which];
  const cell = regime.cells.cellOf(value);
  counts[cell] = (counts[cell] ?? 0) + 1;
}

/** Sum over the cells of p (q / p - 1)^2, with q the density of the best trials and p that of the region. */
function pearsonDivergence({ distribution, region, target }: Regime, evaluateOnLocal: boolean): number {
  const isCategorical = distribution.kind === "categorical";
  const top = smoothed(target, isCategorical);
  const local = evaluateOnLocal ? smoothed(region, isCategorical) : null;
  let sum = 0;
  top.forEach((mass, cell) => {
    const all = local === null ? 1 / top.length : (local[cell] ?? 0) + TINY;
    sum += all * ((mass + TINY) / all - 1) ** 2;
  });
  return sum;
}
