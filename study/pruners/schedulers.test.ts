import { describe, expect, test } from "vitest";
import { trialSeed } from "../bytes/hash.ts";
import { parsePruner } from "../spec/parse-pruner.ts";
import { historyFor } from "../testing/report-curves.ts";
import type { HyperbandSnapshot } from "../trial/proposal.ts";
import { type PrunerChoice, prunerFor } from "./choice.ts";
import { bracketOf } from "./rules/brackets.ts";
import { schedulerPruner } from "./schedulers.ts";

const prunerOf = (name: string, options: object = {}): PrunerChoice => {
  const made = schedulerPruner(name, options);
  if (!made.ok) throw new Error(made.reason);
  return made.value.pruner;
};
const reasonOf = (name: unknown, options: unknown = {}): string => {
  const made = schedulerPruner(name, options);
  return made.ok ? "" : made.reason;
};
const notesOf = (name: string, options: object = {}): string => {
  const made = schedulerPruner(name, options);
  return made.ok ? made.value.notes.join(" ") : "";
};

describe("a scheduler by Ray's name", () => {
  test.each<[string, object, PrunerChoice]>([
    ["FIFO", {}, { name: "none" }],
    ["FIFOScheduler", {}, { name: "none" }],
    [
      "MedianStoppingRule",
      { grace_period: 9, min_samples_required: 4, hard_stop: true },
      { name: "median", startupTrials: 4, warmupSteps: 10, minTrials: 4 },
    ],
    ["median_stopping", {}, { name: "median", startupTrials: 3, warmupSteps: 0, minTrials: 3 }],
    [
      "ASHA",
      { grace_period: 9, reduction_factor: 3, max_t: 81, time_attr: "training_iteration" },
      { name: "halving", minResource: 9, maxResource: 81, reductionFactor: 3, hindsight: true },
    ],
    [
      "AsyncHyperBandScheduler",
      { brackets: 1 },
      { name: "halving", minResource: 1, maxResource: 100, reductionFactor: 4, hindsight: true },
    ],
    ["hyperband", {}, { name: "hyperband", maxResource: 81, reductionFactor: 3 }],
    ["HyperBandScheduler", { max_t: 27 }, { name: "hyperband", maxResource: 27, reductionFactor: 3 }],
  ])("%s %o is a pruner that a study may name", (name, options, pruner) => {
    expect(prunerOf(name, options)).toEqual(pruner);
    expect(parsePruner(pruner)).toEqual({ ok: true, value: pruner });
  });

  test.each<[unknown, unknown, string]>([
    ["PBT", {}, "not yet"],
    ["PopulationBasedTraining", {}, "not yet"],
    ["bohb", {}, 'no scheduler is called "bohb": choose one of FIFO, MedianStoppingRule, ASHA'],
    [7, {}, "must be one of FIFO"],
    ["constructor", {}, "no scheduler is called"],
    ["ASHA", [], "not an object"],
    ["ASHA", { grace: 1 }, '"grace" has no meaning for this scheduler: choose of grace_period, reduction_factor'],
    ["FIFO", { grace_period: 1 }, '"grace_period" has no meaning'],
    ["ASHA", { grace_period: 0.5 }, "grace_period must be a whole number from 1"],
    ["ASHA", { reduction_factor: 1 }, "reduction_factor must be a whole number from 2 to 1000"],
    ["ASHA", { grace_period: 9, max_t: 8 }, "max_t must not be below grace_period: raise it"],
    ["ASHA", { brackets: 3 }, "choose HyperBand"],
    ["HyperBand", { max_t: "81" }, "max_t must be a whole number"],
    ["HyperBand", { time_attr: "time_total_s" }, "time_attr must be training_iteration"],
    ["HyperBand", { mode: "most" }, "mode must be min or max"],
    ["HyperBand", { stop_last_trials: 1 }, "stop_last_trials must be true or false"],
    ["MedianStoppingRule", { hard_stop: false }, "none can pause here"],
    ["MedianStoppingRule", { hard_stop: "no" }, "hard_stop must be true or false"],
    ["MedianStoppingRule", { metric: 1 }, "metric must be text"],
  ])("%s %o is refused, and says what to do", (name, options, reason) => {
    expect(reasonOf(name, options)).toContain(reason);
  });

  test("says what is different here", () => {
    expect(notesOf("HyperBand")).toContain("without pause");
    expect(notesOf("ASHA", { max_t: 9 })).toContain("stop at training_iteration: 9");
    expect(notesOf("MedianStoppingRule")).toContain("grace period of 60 seconds is left out");
    expect(notesOf("MedianStoppingRule", { grace_period: 1 })).not.toContain("60 seconds");
    expect(notesOf("HyperBand", { metric: "mean_accuracy", mode: "max" })).toContain("change nothing");
    expect(notesOf("FIFO")).toBe("");
  });
});

test("HyperBand up to 81 steps has brackets of 5, 8, 15, 34 and 81 that begin at 81, 27, 9, 3 and 1, and trials share them so", () => {
  const pruner = prunerFor(prunerOf("HyperBand", { max_t: 81, reduction_factor: 3 }));
  const snapshot = pruner.snapshot(historyFor(["maximize"], [])) as HyperbandSnapshot;
  expect(snapshot.budgets.toReversed()).toEqual([5, 8, 15, 34, 81]);
  expect(snapshot.brackets.map(({ firstStep }) => firstStep)).toEqual([1, 3, 9, 27, 81]);
  const trials = 14_300;
  const counts = snapshot.budgets.map(() => 0);
  for (let number = 0; number < trials; number++) {
    const bracket = bracketOf(trialSeed("some log", number), snapshot.budgets);
    counts[bracket] = (counts[bracket] ?? 0) + 1;
  }
  snapshot.budgets.forEach((budget, bracket) => {
    // Four standard deviations of a count.
    expect(Math.abs((counts[bracket] ?? 0) - 100 * budget)).toBeLessThan(4 * Math.sqrt(100 * budget));
  });
});
