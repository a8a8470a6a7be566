// Li et al., A System for Massively Parallel Hyperparameter Tuning (MLSys 2020), as Optuna reads it: a trial never waits
// at a rung; it goes on if it is among the best 1/factor of all that came there so far, else it stops.
import { MisuseError } from "../errors.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Pruner } from "../pruner.ts";
import type { PrunerSnapshot } from "../trial/proposal.ts";
import { checkWhole, flagOption, wholeOption } from "./options.ts";
import { longestTrial, RowReader } from "./rules/row-reader.ts";
import { Rungs } from "./rules/rungs.ts";

export interface HalvingOptions {
  /** Step of the first rung. Left out: a hundredth of the longest complete trial, and nothing is pruned before one. */
  readonly minResource?: number;
  /** One in so many goes on at a rung, and the next rung is so many times as far. */
  readonly reductionFactor?: number;
  /** Rungs left out at the start. */
  readonly minEarlyStoppingRate?: number;
  /** Trials that must have come to a rung before any goes on. */
  readonly bootstrapCount?: number;
  /** Steps of a whole trial: none is given up from there on. Left out: nobody says where trials end. */
  readonly maxResource?: number;
  /**
   * What is known by now decides, in whatever order trials came: a rung has as many places as if all had come to the first
   * one at once, and a trial is judged again at the rungs behind it whenever it reports. Fewer go on than by Optuna's
   * rule, above all where several run at once and the first ones find nobody to be compared with.
   */
  readonly hindsight?: boolean;
}

/**
 * Asynchronous successive halving. A trial's value at a rung is what it reported at the lowest step that reached it; others are the
 * finished trials, pruned and failed ones too, while those that still run are not known to others. Rungs that
 * follow the longest trial known count those who reported before it, too. With several objectives the best are those of
 * the lowest non-dominated rank, and within a rank the loneliest.
 */
export function successiveHalvingPruner(options: HalvingOptions = {}): Pruner {
  const { minResource, reductionFactor: factor, minEarlyStoppingRate, bootstrapCount, ...its } = checked(options);
  const end = its.maxResource === null ? {} : { endStep: its.maxResource };
  const longest = longestTrial();
  const readings = new RowReader(
    (history, key) =>
      new Rungs({ firstStep: key * factor ** minEarlyStoppingRate, factor, ...end }, history, its.hindsight),
    (rungs, history, row) => rungs.add(history, row),
  );
  return {
    name: "halving",
    snapshot(history): PrunerSnapshot {
      const resource = minResource ?? resourceFor(longest.read(history).step);
      return resource === null ? { kind: "nop" } : readings.read(history, resource).snapshot(bootstrapCount);
    },
  };
}

const resourceFor = (longestStep: number): number | null =>
  longestStep < 0 ? null : Math.max(Math.floor(longestStep / 100), 1);

interface CheckedOptions extends Required<Omit<HalvingOptions, "minResource" | "maxResource">> {
  readonly minResource: number | null;
  readonly maxResource: number | null;
}

function checked(options: HalvingOptions): CheckedOptions {
  const names = [
    "minResource",
    "maxResource",
    "reductionFactor",
    "minEarlyStoppingRate",
    "bootstrapCount",
    "hindsight",
  ];
  checkOptionNames("successiveHalvingPruner", options, names);
  const { minResource, maxResource, bootstrapCount = 0 } = options;
  if (minResource === undefined && bootstrapCount > 0) {
    throw new MisuseError("A bootstrapCount needs rungs that stay where they are; give minResource as a number.");
  }
  checkWhole(minResource ?? 1, maxResource);
  return {
    maxResource: maxResource ?? null,
    hindsight: flagOption("hindsight", options.hindsight ?? false),
    minResource: minResource === undefined ? null : wholeOption("minResource", minResource, 1),
    reductionFactor: wholeOption("reductionFactor", options.reductionFactor ?? 4, 2),
    minEarlyStoppingRate: wholeOption("minEarlyStoppingRate", options.minEarlyStoppingRate ?? 0, 0),
    bootstrapCount: wholeOption("bootstrapCount", bootstrapCount, 0),
  };
}
