import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "../../study/spec/spec.ts";
import { TrialWords } from "./trial-words.ts";

const wordsOf = (...configs: readonly Json[]) =>
  new TrialWords({ trainable: { variants: configs.map((config, i) => ({ name: `v${i}`, config })), repeat: 1 } });

const trialOf = (variant: number) => ({
  space: {
    names: ["variant"],
    distributions: [{ kind: "int" as const, low: 0, high: 99, log: false, step: 1 }],
  },
  params: [variant],
});

it("a variant is shown by its name and by what differs, with the ranges between variants", () => {
  const words = wordsOf({ lr: 0.1, net: "a", env: "e" }, { lr: 0.2, net: "b", env: "e" });
  expect(words.nameOf(trialOf(1))).toBe("v1");
  expect(words.paramsOf(trialOf(1))).toEqual({ lr: 0.2, net: "b" });
  expect(words.distributionsOf(trialOf(0))).toEqual({
    lr: { kind: "categorical", choices: [0.1, 0.2] },
    net: { kind: "categorical", choices: ["a", "b"] },
  });
});

it("many numbers are a range", () => {
  const words = wordsOf(...Array.from({ length: 60 }, (_, i): Json => ({ lr: i })));
  expect(words.distributionsOf(trialOf(0))).toMatchObject({ lr: { kind: "float", low: 0, high: 59 } });
});

it("long texts, huge numbers and whatever else variants have never make it throw", () => {
  const long = "x".repeat(5_000);
  const words = wordsOf({ prompt: `${long}a`, n: 1e308 }, { prompt: `${long}b`, n: -1e308 });
  expect(Object.keys(words.distributionsOf(trialOf(0)))).toContain("n");
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 }), fc.integer(), (configs, variant) => {
      const any = wordsOf(...configs.map((config) => JSON.parse(JSON.stringify(config)) as Json));
      for (const trial of [trialOf(0), trialOf(variant)]) {
        any.nameOf(trial);
        any.paramsOf(trial);
        any.distributionsOf(trial);
      }
    }),
  );
});

it("a trial of a study without variants is shown as it is", () => {
  const words = new TrialWords({ trainable: null });
  expect(words.nameOf(trialOf(1))).toBeNull();
  expect(words.paramsOf(trialOf(1))).toEqual({ variant: 1 });
});
