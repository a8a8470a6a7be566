import { expect, it } from "vitest";
import { floatDistribution, intDistribution } from "../../study/space/distribution.ts";
import { VARIANT_PARAM } from "../../study/trainable/variants.ts";
import { VariantsLeft } from "./variants-left.ts";

const variants = ["a", "b", "c"].map((name) => ({ name, config: null }));
const space = { names: ["x", VARIANT_PARAM], distributions: [floatDistribution(0, 1), intDistribution(0, 5)] };
const run = (index: number) => ({ space, params: [0.5, index] });

it("those wait that have not ended and run nowhere, in their order, each repeat for itself", () => {
  const left = new VariantsLeft({ variants, repeat: 2 });
  expect(left.waiting([], 9)).toEqual({ first: [0, 1, 2, 3, 4, 5], count: 6 });
  for (const index of [0, 3, 3]) left.note(run(index));
  expect([left.endedCount, left.all]).toEqual([2, 6]);
  expect(left.waiting([run(1), run(1), run(0)], 2)).toEqual({ first: [2, 4], count: 3 });
  for (const index of [1, 2, 4, 5]) left.note(run(index));
  expect(left.waiting([run(1)], 9)).toEqual({ first: [], count: 0 });
});

it("what is no variant is passed over", () => {
  const left = new VariantsLeft({ variants, repeat: 1 });
  for (const index of [-1, 3, 0.5, 1e9]) left.note(run(index));
  left.note({ space: { names: ["x"], distributions: [floatDistribution(0, 9)] }, params: [1] });
  expect(left.endedCount).toBe(0);
  expect(left.waiting([run(7), run(-1)], 1)).toEqual({ first: [0], count: 3 });
});
