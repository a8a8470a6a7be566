import { expect, it } from "vitest";
import { intDistribution } from "../../study/space/distribution.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import { VARIANT_PARAM } from "../../study/trainable/variants.ts";
import { TrialWords } from "./trial-words.ts";

const variants = [1, 2, 3].map((lr) => ({ name: `lr ${lr}`, config: { lr } }));
const trainable = { variants, repeat: 2 } as unknown as StudySpec["trainable"];
const words = new TrialWords({ trainable });
const point = (index: number) => ({
  space: { names: [VARIANT_PARAM], distributions: [intDistribution(0, 2e9)] },
  params: [index],
});

it("a trial of a trainable is shown by its variant", () => {
  expect(words.nameOf(point(4))).toBe("lr 2");
  expect(words.paramsOf(point(4))).toEqual({ lr: 2 });
});

it("what a stranger tells beyond the study's trials is no variant", () => {
  for (const index of [6, 1e9]) {
    expect(words.nameOf(point(index))).toBeNull();
    expect(words.nameAt(index)).toBeNull();
    expect(words.paramsOf(point(index))).toEqual({ [VARIANT_PARAM]: index });
  }
});
