import { expect, it } from "vitest";
import { floatDistribution, intDistribution } from "../../study/space/distribution.ts";
import { VARIANT_PARAM } from "../../study/trainable/variants.ts";
import type { FinishedState } from "../../study/trial/trial.ts";
import { VariantsLeft } from "./variants-left.ts";

const variants = ["a", "b", "c"].map((name) => ({ name, config: null }));
const space = { names: ["x", VARIANT_PARAM], distributions: [floatDistribution(0, 1), intDistribution(0, 5)] };
const run = (index: number) => ({ space, params: [0.5, index] });
const ended = (index: number, state: FinishedState = "complete") => ({ ...run(index), state });

it("those wait that have not ended and run nowhere, in their order, each repeat for itself", () => {
  const left = new VariantsLeft({ variants, repeat: 2 });
  expect(left.waiting([], 9)).toEqual([0, 1, 2, 3, 4, 5]);
  for (const index of [0, 3, 3]) left.note(ended(index));
  expect([left.endedCount, left.all]).toEqual([2, 6]);
  expect(left.waiting([run(1), run(1), run(0)], 2)).toEqual([2, 4]);
  for (const index of [1, 2, 4, 5]) left.note(ended(index));
  expect(left.waiting([run(1)], 9)).toEqual([]);
});

it("what is no variant is passed over", () => {
  const left = new VariantsLeft({ variants, repeat: 1 });
  for (const index of [-1, 3, 0.5, 1e9]) left.note(ended(index));
  left.note({ space: { names: ["x"], distributions: [floatDistribution(0, 9)] }, params: [1], state: "failed" });
  expect(left.endedCount).toBe(0);
  expect(left.waiting([run(7), run(-1)], 1)).toEqual([0]);
});

it("each counts once, however often it is run, and all together are all there are", () => {
  const left = new VariantsLeft({ variants, repeat: 2 });
  left.note(ended(0, "failed"));
  left.note(ended(1, "pruned"));
  left.note(ended(1, "failed"));
  left.note(ended(2, "failed"));
  expect(left.counts([run(0), run(3), run(3)])).toEqual({ complete: 0, pruned: 1, failed: 2, running: 1, waiting: 2 });
  for (const state of ["pruned", "complete", "complete"] as const) left.note(ended(2, state));
  expect(left.counts([])).toEqual({ complete: 1, pruned: 1, failed: 1, running: 0, waiting: 3 });
  expect([left.endedCount, left.hasEnded(2), left.hasEnded(3)]).toEqual([3, true, false]);
});
