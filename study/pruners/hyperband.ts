// Li et al., Hyperband (JMLR 18, 2018), as Optuna reads it: brackets of asynchronous successive halving that begin to
// judge later and later.
import { checkOptionNames } from "../option-checks.ts";
import type { Pruner } from "../pruner.ts";
import type { PrunerSnapshot } from "../trial/proposal.ts";
import { checkWhole, flagOption, wholeOption } from "./options.ts";
import { bracketBudgets, bracketCount, bracketOf } from "./rules/brackets.ts";
import { longestTrial, RowReader } from "./rules/row-reader.ts";
import { Rungs } from "./rules/rungs.ts";

export interface HyperbandOptions {
  /** Step of the first bracket's first rung. */
  readonly minResource?: number;
  /**
   * Steps of a whole trial, which is not given up any more when it has come so far. Left out: as many as the longest complete
   * trial has, and nothing is pruned before one.
   */
  readonly maxResource?: number;
  readonly reductionFactor?: number;
  /** Trials of its bracket that must have come to a rung before any goes on. */
  readonly bootstrapCount?: number;
  /** As for successive halving, in each bracket. */
  readonly hindsight?: boolean;
}

/** The trials of each bracket, at its rungs. */
interface Brackets {
  readonly budgets: readonly number[];
  readonly rungs: readonly Rungs[];
}

/**
 * A trial's bracket follows from the seed of its proposal, so the jail and every engine find the same one. Samplers learn
 * from all brackets alike (Optuna shows them only the trial's own): a complete trial's value does not depend on its
 * bracket, pruned trials are ordered by how far they came, and a swarm has no trials to leave aside.
 */
export function hyperbandPruner(options: HyperbandOptions = {}): Pruner {
  const { minResource, maxResource, reductionFactor: factor, bootstrapCount, hindsight } = checked(options);
  const end = maxResource === null ? {} : { endStep: maxResource };
  const longest = longestTrial();
  const readings = new RowReader(
    (history, count): Brackets => ({
      budgets: bracketBudgets(count, factor),
      rungs: Array.from(
        { length: count },
        (_, b) => new Rungs({ firstStep: minResource * factor ** b, factor, ...end }, history, hindsight),
      ),
    }),
    ({ budgets, rungs }, history, row) => rungs[bracketOf(history.seed(row), budgets)]?.add(history, row),
  );
  return {
    name: "hyperband",
    snapshot(history): PrunerSnapshot {
      const resource = maxResource ?? longest.read(history).step + 1;
      if (resource === 0) return { kind: "nop" };
      const { budgets, rungs } = readings.read(history, bracketCount(minResource, resource, factor));
      const all = rungs.reduce((sum, its) => sum + its.count, 0);
      return { kind: "hyperband", budgets, brackets: rungs.map((its) => its.snapshot(bootstrapCount, all)) };
    },
  };
}

interface CheckedOptions extends Required<Omit<HyperbandOptions, "maxResource">> {
  readonly maxResource: number | null;
}

function checked(options: HyperbandOptions): CheckedOptions {
  checkOptionNames("hyperbandPruner", options, [
    "minResource",
    "maxResource",
    "reductionFactor",
    "bootstrapCount",
    "hindsight",
  ]);
  const { maxResource } = options;
  const minResource = wholeOption("minResource", options.minResource ?? 1, 1);
  checkWhole(minResource, maxResource);
  return {
    minResource,
    maxResource: maxResource ?? null,
    reductionFactor: wholeOption("reductionFactor", options.reductionFactor ?? 3, 2),
    bootstrapCount: wholeOption("bootstrapCount", options.bootstrapCount ?? 0, 0),
    hindsight: flagOption("hindsight", options.hindsight ?? false),
  };
}
