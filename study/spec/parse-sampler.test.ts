import { describe, expect, test } from "vitest";
import { MAX_CHOICE_LENGTH, MAX_CHOICES } from "../space/distribution.ts";
import { reasonFor } from "../testing/spec-changes.ts";

const reasonOf = (sampler: unknown, objectives = 1): string | null =>
  reasonFor({
    sampler,
    objectives: Array.from({ length: objectives }, (_, i) => ({ name: `v${i}`, direction: "minimize", unit: "" })),
  });

const up = (count: number) => Array.from({ length: count }, (_, i) => i);
const grid = (values: object) => ({ name: "grid", values });
const evolution: readonly (readonly [string, number, number])[] = [
  ["populationSize", 4, 10_000],
  ["crossoverProbability", 0, 1],
  ["mutationProbability", 0, 1],
];

describe("a sampler's numbers", () => {
  const numbers: readonly (readonly [name: string, option: string, least: number, most: number])[] = [
    ["tpe", "startupTrials", 0, 1_000_000],
    ["tpe", "candidates", 1, 10_000],
    ["tpe", "priorWeight", 1e-300, 1e6],
    ["cmaes", "sigma0", 1e-300, 1e6],
    ["cmaes", "population", 3, 100_000],
    ["cmaes", "tolerance", 1e-300, 1 - Number.EPSILON],
    ["gp", "startupTrials", 1, 1_000_000],
    ["nsga3", "divisions", 1, 10_000],
    ...evolution.map(([option, least, most]) => ["nsga2", option, least, most] as const),
    ...evolution.map(([option, least, most]) => ["nsga3", option, least, most] as const),
  ];
  test.each(numbers)("%s's %s is from %d to %d", (name, option, least, most) => {
    const withValue = (value: unknown) => reasonOf({ name, [option]: value });
    expect(withValue(least)).toBeNull();
    expect(withValue(most)).toBeNull();
    const beyond = [least === 1e-300 ? 0 : least - 1, most < 1 ? 1 : most + 1];
    for (const value of beyond) expect(withValue(value)).toMatch(`the sampler's ${option} must be between`);
    for (const value of [Number.NaN, "1", null, [1], true]) expect(withValue(value)).toMatch("number");
    if (least > 1) expect(withValue(least + 0.5)).toMatch("not a whole number");
  });
});

describe("a grid", () => {
  test("has lists of different values, and no more combinations than can be held", () => {
    expect(reasonOf(grid({ x: up(MAX_CHOICES) }))).toBeNull();
    expect(reasonOf(grid({ x: up(MAX_CHOICES + 1) }))).toMatch("are more than 10000");
    expect(reasonOf(grid({ x: up(1_000), y: up(1_000) }))).toBeNull();
    expect(reasonOf(grid({ x: up(1_000), y: up(1_001) }))).toMatch("1001000 combinations, of which 1000000 fit");
    expect(reasonOf(grid({ x: [1, "1", true, null, "true"] }))).toBeNull();
    expect(reasonOf(grid({ x: ["y".repeat(MAX_CHOICE_LENGTH)] }))).toBeNull();
  });

  test.each<[string, unknown]>([
    ["no parameter", grid({})],
    ["no values", { name: "grid" }],
    ["a parameter without a value", grid({ x: [] })],
    ["a value twice", grid({ x: [1, 2, 1] })],
    ["0 with either sign", grid({ x: [0, -0] })],
    ["no list", grid({ x: 1 })],
    ["a list in a list", grid({ x: [[1]] })],
    ["NaN", grid({ x: [Number.NaN] })],
    ["a long text", grid({ x: ["y".repeat(MAX_CHOICE_LENGTH + 1)] })],
    ["half a character", grid({ x: ["\ud800"] })],
    ["__proto__", grid(JSON.parse('{"__proto__":[1]}'))],
    ["a list of lists without names", grid([[1]])],
  ])("is refused for %s", (_, sampler) => {
    expect(reasonOf(sampler)).toMatch(/^the (sampler|grid)/);
  });
});

test("NSGA-III has no more directions than it can keep points by, however many objectives", () => {
  const nsga3 = { name: "nsga3", divisions: 9_999 };
  expect(reasonOf(nsga3, 2)).toBeNull();
  expect(reasonOf({ ...nsga3, divisions: 10_000 }, 2)).toMatch("10001 directions of 2 objectives, of which 10000 fit");
  expect(reasonOf({ ...nsga3, divisions: 9 }, 8)).toMatch("11440 directions of 8 objectives");
  expect(reasonOf({ name: "distinct", sampler: { ...nsga3, divisions: 9 } }, 8)).toMatch("take fewer");
  expect(reasonOf({ ...nsga3, divisions: 8 }, 8)).toBeNull();
  expect(reasonOf({ name: "nsga3" }, 8)).toBeNull();
});

const deepga = { name: "deepga", population: 3, survivors: 2, champions: 1, sigma: 1, validationEpisodes: 1 };

test.each<[string, unknown, string]>([
  ["no object", "tpe", "the sampler is not an object"],
  ["an unknown name", { name: "annealing" }, "the sampler must be one of auto, tpe"],
  ["a name that every object has", { name: "constructor" }, "the sampler must be one of"],
  ["an option that only programs have", { name: "tpe", gamma: 1 }, 'unknown key "gamma"'],
  ["a seed, which is the study's", { name: "qmc", seed: 1 }, 'unknown key "seed"'],
  ["another's option", { name: "gp", candidates: 3 }, 'unknown key "candidates"'],
  ["a switch that is none", { name: "tpe", multivariate: 1 }, "neither true nor false"],
  ["a crossover that is none", { name: "nsga2", crossover: "two-point" }, "must be one of uniform, blx-alpha"],
  ["a sequence that is none", { name: "qmc", sequence: "lattice" }, "must be one of sobol, halton"],
  ["a group of what is apart", { name: "tpe", group: true, multivariate: false }, "which multivariate: false forbids"],
  ["a start that is no number", { name: "cmaes", x0: { x: "1" } }, "is not a number"],
  ["distinct around itself", { name: "distinct", sampler: { name: "distinct", sampler: { name: "tpe" } } }, "one of"],
  ["distinct around nothing", { name: "distinct" }, "the sampler is not an object"],
  ["nothing fixed", { name: "partial-fixed", fixed: {}, sampler: { name: "tpe" } }, "fixes no parameter"],
  ["a fixed list", { name: "partial-fixed", fixed: { x: [1] }, sampler: { name: "tpe" } }, "no parameter can have"],
  ["generations within a wrapper", { name: "distinct", sampler: deepga }, "must be one of"],
  ["as many survivors as there are", { ...deepga, survivors: 3 }, "fewer survivors than the population"],
  ["as many champions as survivors", { ...deepga, champions: 2 }, "fewer champions than survivors"],
  ["no champion", { ...deepga, champions: 0 }, "between 1 and"],
  ["no sigma", { ...deepga, sigma: 0 }, "between"],
  ["more episodes than say anything", { ...deepga, validationEpisodes: 1_001 }, "between 0 and 1000"],
  ["a population without end", { ...deepga, population: 100_001 }, "between 1 and 100000"],
])("a sampler is refused for %s", (_, sampler, reason) => {
  expect(reasonOf(sampler)).toMatch(reason);
});

test("champions may keep their first scores, as in the original", () => {
  expect(reasonOf({ ...deepga, validationEpisodes: 0 })).toBe(reasonOf(deepga));
});
