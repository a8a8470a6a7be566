import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MisuseError } from "../errors.ts";
import {
  categoricalDistribution,
  contains,
  type Distribution,
  floatDistribution,
  type ParamValue,
} from "../space/distribution.ts";
import { EMPTY_SPACE, type SearchSpace } from "../space/search-space.ts";
import { arbitraryDistribution } from "../testing/arbitrary-distribution.ts";
import { noteText } from "./objective-notes.ts";
import type { ParamMixture, Proposal, PrunerSnapshot } from "./proposal.ts";
import { TrialContext } from "./suggest.ts";
import { MAX_ATTR_LENGTH, MAX_CONSTRAINTS, MAX_REPORTS, MAX_USER_ATTRS } from "./trial-limits.ts";

const SPACE: SearchSpace = {
  names: ["x", "kind"],
  distributions: [floatDistribution(0, 10), categoricalDistribution(["a", "b", null])],
};

function trialOf(
  fields: Partial<Proposal> = {},
  directions: ("minimize" | "maximize")[] = ["minimize"],
  pruner: PrunerSnapshot = { kind: "nop" },
): TrialContext {
  const proposal: Proposal = {
    number: 4,
    seed: 77,
    space: EMPTY_SPACE,
    values: [],
    fixed: null,
    mixtures: null,
    foreignKnown: 0,
    repeatOf: null,
    ...fields,
  };
  return new TrialContext(proposal, { directions, pruner });
}

function suggestAny(trial: TrialContext, name: string, distribution: Distribution): ParamValue {
  if (distribution.kind === "categorical") return trial.suggestCategorical(name, distribution.choices);
  const { kind, low, high, log, step } = distribution;
  return kind === "int"
    ? trial.suggestInt(name, low, high, { log, step })
    : trial.suggestFloat(name, low, high, { log, step });
}

const proposed = (values: ParamValue[]): Partial<Proposal> => ({ space: SPACE, values });

describe("a suggested value", () => {
  test("is the proposed one where the range asked for contains it", () => {
    const trial = trialOf(proposed([2.5, null]));
    expect(trial.suggestFloat("x", 0, 10)).toBe(2.5);
    expect(trial.suggestCategorical("kind", ["a", "b", null])).toBeNull();
    expect(trial.space).toBe(SPACE);
    expect(trial.params).toEqual([2.5, null]);
  });

  test("is the proposed one in another order and a narrower range too", () => {
    const trial = trialOf(proposed([2.5, "b"]));
    expect(trial.suggestCategorical("kind", ["a", "b", null])).toBe("b");
    expect(trial.suggestFloat("x", 2, 3)).toBe(2.5);
    expect(trial.space.names).toEqual(["kind", "x"]);
    expect(trial.space.distributions[1]).toEqual(floatDistribution(2, 3));
  });

  test("is drawn from the trial's own stream if the proposed one does not fit", () => {
    const draw = (seed: number) => trialOf({ ...proposed([2.5, "a"]), seed }).suggestFloat("x", 5, 6);
    expect(draw(1)).toBeGreaterThanOrEqual(5);
    expect(draw(1)).toBeLessThanOrEqual(6);
    expect(draw(1)).toBe(draw(1));
    expect(draw(1)).not.toBe(draw(2));
  });

  test("is the fixed one before all, if the distribution contains it", () => {
    const trial = trialOf({ ...proposed([2.5, "a"]), fixed: { x: 9, kind: "b" } });
    expect(trial.suggestFloat("x", 0, 10)).toBe(9);
    expect(trial.suggestCategorical("kind", ["a", "b", null])).toBe("b");
    expect(trial.warnings).toEqual([]);
  });

  test.each<[ParamValue, string, (trial: TrialContext) => ParamValue]>([
    [99, "0..10", (trial) => trial.suggestFloat("x", 0, 10)],
    [-1, "0..10", (trial) => trial.suggestFloat("x", 0, 10)],
    [Number.NaN, "0..10", (trial) => trial.suggestFloat("x", 0, 10)],
    [Number.POSITIVE_INFINITY, "0..10", (trial) => trial.suggestFloat("x", 0, 10)],
    ["1", "0..10", (trial) => trial.suggestFloat("x", 0, 10)],
    [0.5, "1..10", (trial) => trial.suggestFloat("x", 1, 10, { log: true })],
    [0.3, "0..1 in steps of 0.25", (trial) => trial.suggestFloat("x", 0, 1, { step: 0.25 })],
    [7, "the whole numbers -5..5", (trial) => trial.suggestInt("x", -5, 5)],
    [1.5, "the whole numbers -5..5", (trial) => trial.suggestInt("x", -5, 5)],
    [0, "the whole numbers 1..64", (trial) => trial.suggestInt("x", 1, 64, { log: true })],
    [2, "the whole numbers 1..9 in steps of 2", (trial) => trial.suggestInt("x", 1, 9, { step: 2 })],
    ["z", 'the choices "a", null', (trial) => trial.suggestCategorical("x", ["a", null])],
    [1, 'the choices "1", true', (trial) => trial.suggestCategorical("x", ["1", true])],
    [4, "3..3", (trial) => trial.suggestFloat("x", 3, 3)],
  ])("is not the fixed one, %o, of %s; a sentence says so", (value, range, suggest) => {
    const trial = trialOf({ fixed: { x: value } });
    const taken = suggest(trial);
    expect(contains(trial.space.distributions[0] as Distribution, taken)).toBe(true);
    const named = typeof value === "string" ? JSON.stringify(value) : String(value);
    expect(trial.warnings).toEqual([`The value fixed for "x", ${named}, is not among ${range}; another one is tried.`]);
  });

  test("is the proposed one where the fixed one is outside", () => {
    const trial = trialOf({ ...proposed([2.5, "a"]), fixed: { x: 99 } });
    expect(trial.suggestFloat("x", 0, 10)).toBe(2.5);
  });

  test("is one of the distribution, and never -0, whatever was fixed, proposed or shipped", () => {
    const anyValue = fc.oneof(fc.double(), fc.constantFrom(-0, null, true), fc.string(), fc.integer());
    const anyMixture: fc.Arbitrary<ParamMixture> = fc.record({
      kind: fc.constant("numerical" as const),
      log: fc.boolean(),
      weights: fc.array(fc.double(), { minLength: 2, maxLength: 2 }),
      mus: fc.array(fc.double(), { minLength: 2, maxLength: 2 }),
      sigmas: fc.array(fc.double(), { minLength: 2, maxLength: 2 }),
    });
    const proposals = [arbitraryDistribution, anyValue, fc.option(anyValue), fc.option(anyMixture)] as const;
    fc.assert(
      fc.property(...proposals, fc.nat(), (distribution, value, fixed, mixture, seed) => {
        const trial = trialOf({
          seed,
          space: { names: ["x"], distributions: [distribution] },
          values: [value],
          fixed: fixed === null ? null : { x: fixed },
          mixtures: mixture === null ? null : { x: mixture },
        });
        const taken = suggestAny(trial, "x", distribution);
        expect(contains(distribution, taken)).toBe(true);
        expect(Object.is(taken, -0)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test("of a range with an option that is none is a misuse", () => {
    const lgo = { lgo: true } as never;
    expect(() => trialOf().suggestFloat("x", 1, 2, lgo)).toThrow(
      'suggestFloat("x"): it has no option "lgo"; choose of log, step',
    );
    expect(() => trialOf().suggestInt("x", 1, 2, lgo)).toThrow(MisuseError);
    expect(() => trialOf().suggestFloat("x", 1, 2, true as never)).toThrow("it takes options as an object, not true");
    expect(() => trialOf().suggestFloat("x", 1, 2, { step: 0 })).toThrow("step must be above 0, but is 0; give");
    expect(() => trialOf().suggestInt("x", 1, 2, { step: 0 })).toThrow("above 0, but is 0; correct it");
  });

  test("is the only one there is, whatever was proposed", () => {
    expect(trialOf(proposed([2.5, "a"])).suggestInt("x", 3, 3)).toBe(3);
  });

  test("is the first one when suggested again; another range only warns, another kind is an error", () => {
    const trial = trialOf(proposed([2.5, "a"]));
    expect(trial.suggestFloat("x", 0, 10)).toBe(2.5);
    expect(trial.suggestFloat("x", 0, 10)).toBe(2.5);
    expect(trial.warnings).toEqual([]);
    expect(trial.suggestFloat("x", 0, 1)).toBe(2.5);
    expect(trial.warnings).toHaveLength(1);
    expect(() => trial.suggestInt("x", 0, 10)).toThrow('suggested "x" before as float');
    expect(trial.params).toEqual([2.5]);
  });

  test("keeps its type for choices that look alike", () => {
    const choices = [1, "1", true, "true", null, "null", 0, false];
    choices.forEach((choice) => {
      const trial = trialOf({
        space: { names: ["c"], distributions: [categoricalDistribution(choices)] },
        values: [choice],
      });
      expect(trial.suggestCategorical("c", choices)).toBe(choice);
    });
  });

  test("of a name never seen is uniform, and every trial draws its own", () => {
    const draws = Array.from({ length: 400 }, (_, seed) => trialOf({ seed }).suggestFloat("new", 0, 1));
    expect(draws.filter((value) => value < 0.5).length).toBeGreaterThan(160);
    expect(draws.filter((value) => value < 0.5).length).toBeLessThan(240);
  });
});

describe("a mixture shipped by the sampler", () => {
  const numerical: ParamMixture = {
    kind: "numerical",
    log: false,
    weights: [0.9, 0.1],
    mus: [20, 50],
    sigmas: [0.5, 100],
  };
  const draws = (mixture: ParamMixture, suggest: (trial: TrialContext) => number | string) =>
    Array.from({ length: 300 }, (_, seed) => suggest(trialOf({ seed, mixtures: { p: mixture } })));

  test("is drawn from inside the range asked for", () => {
    const values = draws(numerical, (trial) => trial.suggestFloat("p", 15, 30)) as number[];
    expect(values.every((value) => value >= 15 && value <= 30)).toBe(true);
    expect(values.filter((value) => Math.abs(value - 20) < 1.5).length).toBeGreaterThan(250);
  });

  test("leaves only its mass inside: a component outside the range has no say", () => {
    const values = draws(numerical, (trial) => trial.suggestInt("p", 60, 90)) as number[];
    expect(values.every((value) => Number.isInteger(value) && value >= 60 && value <= 90)).toBe(true);
    expect(new Set(values).size).toBeGreaterThan(20);
  });

  test("in ln space keeps to its decade", () => {
    const log: ParamMixture = { kind: "numerical", log: true, weights: [1], mus: [Math.log(1e-3)], sigmas: [0.1] };
    const values = draws(log, (trial) => trial.suggestFloat("p", 1e-6, 1, { log: true })) as number[];
    expect(values.every((value) => value > 4e-4 && value < 2.5e-3)).toBe(true);
  });

  test("of choices gives each its weight, and new ones a little", () => {
    const choices: ParamMixture = { kind: "categorical", choices: ["a", "b", "gone"], weights: [0.8, 0.1, 0.1] };
    const values = draws(choices, (trial) => trial.suggestCategorical("p", ["b", "a", "new"]));
    expect(values.filter((value) => value === "a").length).toBeGreaterThan(200);
    expect(values).toContain("new");
    expect(values).not.toContain("gone");
  });

  test("of another kind, or with all its mass elsewhere, gives way to the uniform draw", () => {
    const other = draws({ ...numerical, log: true }, (trial) => trial.suggestFloat("p", 0, 1)) as number[];
    expect(other.filter((value) => value < 0.5).length).toBeGreaterThan(110);
    const far = draws({ ...numerical, weights: [1, 0] }, (trial) => trial.suggestFloat("p", 1e6, 2e6)) as number[];
    expect(far.filter((value) => value < 1.5e6).length).toBeGreaterThan(110);
  });
});

describe("reporting", () => {
  test("refuses what is no step or no number, naming the fix", () => {
    const trial = trialOf();
    expect(() => trial.report(1, -1)).toThrow("whole step >= 0");
    expect(() => trial.report(1, 0.5)).toThrow("whole step >= 0");
    expect(() => trial.report("1" as never, 0)).toThrow("needs a number");
    expect(() => trial.report(0, "a" as never)).toThrow(MisuseError);
  });

  test("keeps NaN, ignores a repeated step with a warning, ends at its bound", () => {
    const trial = trialOf();
    trial.report(Number.NaN, 0);
    trial.report(1, 0);
    expect(trial.intermediate).toEqual([[0, Number.NaN]]);
    expect(trial.warnings).toHaveLength(1);
    for (let step = 1; step < MAX_REPORTS; step++) trial.report(step, step);
    expect(() => trial.report(0, MAX_REPORTS)).toThrow(MisuseError);
  });

  test("takes one value per objective, naming the fix if there are more or fewer", () => {
    const trial = trialOf({}, ["minimize", "maximize"]);
    trial.report([1, Number.NaN], 3);
    expect(trial.intermediate).toEqual([[3, 1, Number.NaN]]);
    expect(trial.shouldPrune()).toBe(false);
    for (const wrong of [1, [1], [1, 2, 3], [1, "2"], [1, undefined], "12", null]) {
      expect(() => trial.report(wrong as never, 4)).toThrow("needs an array of 2 numbers");
    }
    expect(() => trialOf().report([1], 0)).toThrow("give its one number itself");
  });

  test("is not judged again at a rung it has passed, but alike when asked twice after one report", () => {
    const cuts = [{ kind: "loss" as const, count: 9, most: 4 }];
    const rungs = { kind: "halving" as const, maximize: [false], firstStep: 1, factor: 2, bootstrapCount: 0 };
    const setting = { directions: ["minimize" as const], pruner: { kind: "nop" } as PrunerSnapshot };
    const proposal = { number: 0, seed: 0, space: EMPTY_SPACE, values: [], fixed: null, mixtures: null };
    const trial = new TrialContext({ ...proposal, foreignKnown: 0, repeatOf: null }, setting);
    trial.report(5, 1);
    expect(trial.shouldPrune()).toBe(false);
    setting.pruner = { ...rungs, cuts };
    expect([trial.shouldPrune(), trial.shouldPrune()]).toEqual([true, true]);
    trial.report(5, 2);
    expect(trial.shouldPrune()).toBe(false);
  });

  test("with several objectives prunes only what the rule finds worse in every one", () => {
    const pruner: PrunerSnapshot = {
      kind: "percentile",
      warmupSteps: 0,
      intervalSteps: 1,
      steps: [0],
      objectives: [
        { maximize: false, thresholds: [4] },
        { maximize: true, thresholds: [-6] },
      ],
    };
    const prunes = (...values: number[]) => {
      const trial = trialOf({}, ["minimize", "maximize"], pruner);
      trial.report(values, 0);
      return trial.shouldPrune();
    };
    expect([prunes(5, 5), prunes(5, 6), prunes(4, 5), prunes(Number.NaN, 5)]).toEqual([true, false, false, true]);
  });

  test("asks the pruner's snapshot, also one that came while the trial ran", () => {
    const setting = { directions: ["minimize" as const], pruner: { kind: "nop" } as PrunerSnapshot };
    const trial = new TrialContext(
      {
        number: 0,
        seed: 0,
        space: EMPTY_SPACE,
        values: [],
        fixed: null,
        mixtures: null,
        foreignKnown: 0,
        repeatOf: null,
      },
      setting,
    );
    expect(trial.shouldPrune()).toBe(false);
    trial.report(5, 0);
    expect(trial.shouldPrune()).toBe(false);
    setting.pruner = {
      kind: "percentile",
      warmupSteps: 0,
      intervalSteps: 1,
      steps: [0],
      objectives: [{ maximize: false, thresholds: [4] }],
    };
    expect(trial.shouldPrune()).toBe(true);
  });
});

describe("notes on a trial", () => {
  test("constraints: numbers only, the first value stays", () => {
    const trial = trialOf();
    trial.setConstraint("a", 1);
    trial.setConstraint("a", 2);
    expect(trial.constraints).toEqual({ a: 1 });
    expect(() => trial.setConstraint("b", Number.NaN)).toThrow(MisuseError);
    for (let i = 1; i < MAX_CONSTRAINTS; i++) trial.setConstraint(`c${i}`, i);
    expect(() => trial.setConstraint("more", 0)).toThrow(MisuseError);
  });

  test("attributes: small values, overwritten, NaN by name", () => {
    const trial = trialOf();
    trial.setUserAttr("a", 1);
    trial.setUserAttr("a", null);
    trial.setUserAttr("nan", Number.NaN);
    expect(trial.userAttrs).toEqual({ a: null, nan: "NaN" });
    expect(() => trial.setUserAttr("o", {} as never)).toThrow("JSON.stringify");
    expect(() => trial.setUserAttr("long", "x".repeat(MAX_ATTR_LENGTH + 1))).toThrow(MisuseError);
    for (let i = 2; i < MAX_USER_ATTRS; i++) trial.setUserAttr(`k${i}`, i);
    expect(() => trial.setUserAttr("more", 0)).toThrow(MisuseError);
  });

  test("no name reaches an object's own machinery", () => {
    const trial = trialOf();
    expect(() => trial.suggestFloat("__proto__", 0, 1)).toThrow("keeps this name for itself");
    expect(() => trial.setUserAttr("__proto__", 1)).toThrow(MisuseError);
    trial.setUserAttr("constructor", 1);
    trial.setConstraint("toString", 1);
    expect(Object.keys(trial.userAttrs)).toEqual(["constructor"]);
    expect(trialOf({ fixed: {}, mixtures: {} }).suggestInt("hasOwnProperty", 1, 5)).toBeLessThanOrEqual(5);
  });
});

describe("what is often not meant is noted", () => {
  test("a step below the one before, once", () => {
    const trial = trialOf();
    for (const step of [1, 5, 3, 4, 2]) trial.report(0, step);
    expect(trial.notes).toEqual([{ kind: "step-back", step: 3, before: 5 }]);
    expect(trial.notes.map(noteText)).toEqual([expect.stringContaining("Step 3 was reported after step 5. Pruners")]);
    expect(trial.intermediate).toHaveLength(5);
  });

  test("a name asked for again, each once and the first few only", () => {
    const trial = trialOf();
    for (let layer = 0; layer < 4; layer++) trial.suggestInt("units", 1, 64);
    trial.suggestFloat("other", 0, 1);
    expect(trial.notes).toEqual([{ kind: "name-again", name: "units" }]);
    expect(trial.notes.map(noteText)).toEqual([expect.stringContaining('"units" was asked for more than once')]);
    for (let i = 0; i < 40; i++) trial.suggestFloat(`x${i % 20}`, 0, 1);
    expect(trial.notes).toHaveLength(5);
  });

  test("but not steps that rise, nor one reported again", () => {
    const trial = trialOf();
    for (const step of [1, 2, 2, 9, 1]) trial.report(0, step);
    expect(trial.notes).toEqual([]);
  });
});

test("the trial's own stream repeats, and is none of the suggestions'", () => {
  const a = trialOf();
  const b = trialOf();
  a.suggestFloat("x", 0, 1);
  expect(a.rng.next()).toBe(b.rng.next());
  expect(a.rng.next()).not.toBe(trialOf({ seed: 78 }).rng.next());
});
