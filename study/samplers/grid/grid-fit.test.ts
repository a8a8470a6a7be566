import { describe, expect, test } from "vitest";
import { createStudy, type StandaloneStudy } from "../../create-study.ts";
import { MisuseError } from "../../errors.ts";
import type { OptimizeOptions } from "../../optimize/optimize-options.ts";
import type { Objective } from "../../testing/run-trials.ts";
import { distinctSampler } from "../distinct.ts";
import { gridSampler } from "../grid.ts";
import { partialFixedSampler } from "../partial-fixed.ts";
import { randomSampler } from "../random.ts";

const gridOf = (values: Parameters<typeof gridSampler>[0]): StandaloneStudy =>
  createStudy({ sampler: gridSampler(values) });

async function heard(study: StandaloneStudy, objective: Objective, options: OptimizeOptions = {}): Promise<string[]> {
  const warnings: string[] = [];
  await study.optimize(objective, { ...options, warn: (sentence) => warnings.push(sentence) });
  return warnings;
}

describe("a listed value that its parameter cannot have", () => {
  test.each<[string, (string | number)[], Objective]>([
    ['20 for "a", which is not among the whole numbers 1..9;', [1, 20], (trial) => trial.suggestInt("a", 1, 9)],
    ['2 for "a", which is not among the whole numbers 1..9 in', [1, 2], (t) => t.suggestInt("a", 1, 9, { step: 2 })],
    ['0.25 for "a", which is not among 0..1 in steps of 0.1;', [0.25], (t) => t.suggestFloat("a", 0, 1, { step: 0.1 })],
    [
      '"z" for "a", which is not among the choices "p", "q";',
      ["p", "z"],
      (t) => t.suggestCategorical("a", ["p", "q"]).length,
    ],
  ])("ends the optimisation after one trial, saying so: %s", async (sentence, values, objective) => {
    for (const options of [{}, { trials: 50 }, { catch: true }]) {
      const study = gridOf({ a: values });
      const end = study.optimize(objective, options);
      await expect(end).rejects.toThrow(`The grid lists ${sentence}`);
      await expect(end).rejects.toThrow(MisuseError);
      expect(study.history.size).toBe(1);
    }
  });

  test("is found behind a wrapper, and later in a branch, but not in strangers' trials", async () => {
    const wrapped = createStudy({ sampler: distinctSampler(gridSampler({ a: [1, 20] })) });
    await expect(wrapped.optimize((trial) => trial.suggestInt("a", 1, 9))).rejects.toThrow("The grid lists 20");
    const branch: Objective = (trial) =>
      trial.suggestCategorical("kind", ["p", "q"]) === "p" ? 0 : trial.suggestInt("depth", 1, 4);
    await expect(gridOf({ kind: ["p", "q"], depth: [1, 9] }).optimize(branch)).rejects.toThrow('9 for "depth"');
    const stranger = createStudy({ sampler: randomSampler(), log: "stranger" });
    await stranger.optimize((trial) => trial.suggestInt("a", 2, 3), { trials: 3 });
    const study = gridOf({ a: [1, 20] });
    for (const trial of stranger.trials()) study.addForeign(trial);
    const { reason } = await study.optimize((trial) => trial.suggestInt("a", 1, 30));
    expect(reason).toBe("nothing is left to try");
  });
});

describe("a listed name that no trial asks for", () => {
  const named: Objective = (trial) => trial.suggestInt("a", 1, 12);
  const twelve = Array.from({ length: 12 }, (_, i) => i + 1);

  test("is warned of soon, and again once all else is tried", async () => {
    const study = gridOf({ a: twelve, rate: [1, 2] });
    const warnings: string[] = [];
    const end = await study.optimize(named, { warn: (sentence) => warnings.push(sentence) });
    expect(end).toEqual({ trials: 12, reason: "nothing is left to try" });
    expect(warnings).toEqual([
      expect.stringContaining('"rate", which none of 10 trials asked for'),
      'The grid lists "rate", which no trial asked for; correct the name or leave it out.',
    ]);
  });

  test("is an error after a hundred trials if none of the names is known, whatever else would end it", async () => {
    for (const options of [{}, { trials: 1_000 }]) {
      const study = gridOf({ rate: [1, 2] });
      await expect(study.optimize(named, options)).rejects.toThrow('lists "rate", which no trial asked for');
      expect(study.history.size).toBe(100);
    }
  });

  test("may be missing where trials failed before they asked for it", async () => {
    let failures = 0;
    const flaky: Objective = (trial) => {
      const a = trial.suggestInt("a", 1, 1);
      if (failures++ === 0) throw new Error("not yet");
      return a + trial.suggestInt("rate", 1, 2);
    };
    const study = gridOf({ a: [1], rate: [1, 2] });
    await study.optimize(flaky, { retry: { maxRetries: 3 } });
    expect(study.history.counts).toMatchObject({ complete: 1, failed: 0 });
  });

  test("may come with a rare branch", async () => {
    const rare: Objective = (trial) => (trial.suggestInt("kind", 1, 20) < 20 ? 0 : trial.suggestInt("depth", 1, 2));
    const study = gridOf({ depth: [1, 2] });
    expect(await study.optimize(rare)).toMatchObject({ reason: "nothing is left to try" });
    expect(study.history.size).toBeGreaterThan(10);
  });
});

describe("a fixed parameter that is not used is warned of, once", () => {
  const objective: Objective = (trial) =>
    trial.suggestFloat("x", 0, 1) + trial.suggestCategorical("c", ["p", "q"]).length;

  test.each([
    [{ c: "z" }, '"c" is fixed at "z", which is not among the choices "p", "q"; other values are tried.'],
    [{ x: 7 }, '"x" is fixed at 7, which is not among 0..1; other values are tried.'],
    [{ nope: 1 }, '"nope" is fixed, but no trial has asked for it so far'],
  ])("%j", async (fixed, sentence) => {
    const study = createStudy({ sampler: partialFixedSampler(fixed, randomSampler()) });
    expect(await heard(study, objective, { trials: 20 })).toEqual([expect.stringContaining(sentence)]);
    expect(await heard(study, objective, { trials: 20 })).toEqual([]);
  });

  test("and what is used is not", async () => {
    const study = createStudy({ sampler: partialFixedSampler({ x: 1, c: "q" }, randomSampler()) });
    expect(await heard(study, objective, { trials: 20 })).toEqual([]);
    expect(study.trials().every(({ params }) => params[0] === 1 && params[1] === "q")).toBe(true);
  });
});
