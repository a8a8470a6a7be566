import { describe, expect, test } from "vitest";
import recorded from "../../test/fixtures/optuna-importance.json" with { type: "json" };
import { History } from "../history/history.ts";
import { type Rng, rngFromSeed } from "../rng.ts";
import { categoricalDistribution, floatDistribution, intDistribution } from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { uniformValue } from "../space/transform.ts";
import { recordedHistory } from "../testing/recorded-trials.ts";
import { finished, historyOf } from "../testing/run-trials.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import { fanovaImportance } from "./fanova.ts";
import { type Feature, growTree } from "./regression-tree.ts";
import { type Extent, varianceShares } from "./tree-variance.ts";

function randomTrials(space: SearchSpace, count: number, value: (x: readonly number[]) => number): FinishedTrial[] {
  const rng = rngFromSeed(3);
  return Array.from({ length: count }, (_, number) => {
    const params = space.distributions.map((distribution) => uniformValue(distribution, rng));
    return finished({ number, space, params, values: [value(params as number[])] });
  });
}

const unit = floatDistribution(0, 1);
const xyz: SearchSpace = { names: ["x", "y", "z"], distributions: [unit, unit, unit] };

describe("the variance a parameter explains alone", () => {
  test("an additive function's shares are those of its terms: 16 : 4 : 1 of 21", () => {
    const trials = randomTrials(xyz, 1_000, ([x = 0, y = 0, z = 0]) => 4 * x + 2 * y + z);
    const shares = fanovaImportance(historyOf(trials), { normalize: false });
    expect(Object.keys(shares)).toEqual(["x", "y", "z"]);
    expect(shares["x"]).toBeCloseTo(16 / 21, 1);
    expect(Math.abs((shares["x"] ?? 0) - 16 / 21)).toBeLessThan(0.02);
    expect(Math.abs((shares["y"] ?? 0) - 4 / 21)).toBeLessThan(0.02);
    expect(Math.abs((shares["z"] ?? 0) - 1 / 21)).toBeLessThan(0.02);
  });

  // What a tree has not learned counts as interaction: Optuna's forest gives the same 0.28 and 0.35 from 1,000 trials.
  test("Ishigami's function: 0.314, 0.442 and 0, the rest is interaction (Sobol' and Levitan 1999)", () => {
    const angle = floatDistribution(-Math.PI, Math.PI);
    const space: SearchSpace = { names: ["a", "b", "c"], distributions: [angle, angle, angle] };
    const ishigami = ([a = 0, b = 0, c = 0]: readonly number[]): number =>
      Math.sin(a) + 7 * Math.sin(b) ** 2 + 0.1 * c ** 4 * Math.sin(a);
    const shares = fanovaImportance(historyOf(randomTrials(space, 2_000, ishigami)), { normalize: false });
    expect(Math.abs((shares["a"] ?? 0) - 0.3139)).toBeLessThan(0.03);
    expect(shares["b"]).toBeGreaterThan(0.4424 - 0.1);
    expect(shares["b"]).toBeLessThan(0.4424);
    expect(shares["c"]).toBeLessThan(0.02);
  });

  test("categories and whole numbers weigh alike, whatever their number", () => {
    // Variances: kind 14/9 (0, 1, 3 around 4/3), n 2/3 (0, 1, 2).
    const kind = categoricalDistribution([0, 1, 3]);
    const space: SearchSpace = { names: ["kind", "n", "same"], distributions: [kind, intDistribution(0, 2), unit] };
    const trials = randomTrials(space, 600, ([of = 0, n = 0]) => of + n);
    const shares = fanovaImportance(historyOf(trials), { normalize: false });
    expect(Math.abs((shares["kind"] ?? 0) - 14 / 20)).toBeLessThan(0.01);
    expect(Math.abs((shares["n"] ?? 0) - 6 / 20)).toBeLessThan(0.01);
    expect(shares["same"]).toBeLessThan(0.001);
  });

  test("a log parameter spreads evenly over its range, or in ln space if asked", () => {
    const rate = floatDistribution(1e-4, 1, { log: true });
    const space: SearchSpace = { names: ["rate", "y"], distributions: [rate, unit] };
    // In ln space the step is in the middle, with variance 1/4; over the range it is at 1 %.
    const trials = randomTrials(space, 800, ([r = 0, y = 0]) => (r > 0.01 ? 1 : 0) + y);
    const even = fanovaImportance(historyOf(trials), { normalize: false });
    const inLog = fanovaImportance(historyOf(trials), { normalize: false, logScale: true });
    expect(inLog["rate"]).toBeCloseTo(0.75, 1);
    expect(even["rate"]).toBeCloseTo(0.0099 / (0.0099 + 1 / 12), 1);
  });

  test.each(recorded.fanova.filter(({ name }) => name !== "tuning").map((each) => [each.name, each] as const))(
    "Optuna's shares within 0.015: %s",
    (_, each) => {
      const shares = fanovaImportance(recordedHistory(each, ["minimize"]), { normalize: false });
      for (const [name, share] of Object.entries(each.mean)) {
        expect(Math.abs((shares[name] ?? Number.NaN) - (share ?? 0)), name).toBeLessThan(0.015);
      }
    },
  );

  test("Optuna's order and rough shares where it counts impossible combinations of one-hot columns", () => {
    const tuning = recorded.fanova.find(({ name }) => name === "tuning");
    if (tuning === undefined) throw new Error("the recording is gone");
    const shares = fanovaImportance(recordedHistory(tuning, ["minimize"]), { normalize: false });
    expect(Object.keys(shares)).toEqual(["units", "rate", "act"]);
    for (const [name, share] of Object.entries(tuning.mean)) {
      expect(Math.abs((shares[name] ?? Number.NaN) - (share ?? 0)), name).toBeLessThan(0.06);
    }
  });
});

describe("one tree", () => {
  const draw = (rng: Rng, count: number, choices: number): Float64Array =>
    Float64Array.from({ length: count }, () => (choices > 0 ? Math.floor(rng.next() * choices) : rng.next()));
  const numerical = (values: Float64Array): Feature => {
    const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    return { kind: "numerical", values, order };
  };
  const extents: Extent[] = [
    { kind: "numerical", low: 0, high: 1 },
    { kind: "categorical", choices: 4 },
    { kind: "numerical", low: 0, high: 1 },
  ];

  test.each([1, 2, 3])("its shares are what sums over a fine grid of the space give, seed %i", (seed) => {
    const rng = rngFromSeed(seed);
    const count = 24;
    const features: Feature[] = [
      numerical(draw(rng, count, 0).map((x) => Math.round(x * 20) / 20)),
      { kind: "categorical", values: draw(rng, count, 4), choices: 4 },
      numerical(draw(rng, count, 0).map((x) => Math.round(x * 20) / 20)),
    ];
    const tree = growTree(features, draw(rng, count, 0), new Uint32Array(count).fill(1), rng);
    const predict = (point: readonly number[]): number => {
      let node = 0;
      for (let f = tree.feature[node] ?? -1; f >= 0; f = tree.feature[node] ?? -1) {
        const [x, threshold] = [point[f] ?? 0, tree.threshold[node] ?? 0];
        const goesLeft = extents[f]?.kind === "categorical" ? x === threshold : x <= threshold;
        node = (goesLeft ? tree.left : tree.right)[node] ?? 0;
      }
      return tree.value[node] ?? 0;
    };
    // Thresholds are multiples of 1/40, so cells of 1/40 are exact.
    const places = Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40);
    const grid = places.flatMap((a) => [0, 1, 2, 3].flatMap((b) => places.map((c) => [a, b, c])));
    const values = grid.map(predict);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const expected = extents.map((_, f) => {
      const means = [...new Set(grid.map((point) => point[f]))].map((x) => {
        const along = values.filter((_value, i) => grid[i]?.[f] === x);
        return along.reduce((sum, value) => sum + value, 0) / along.length;
      });
      return means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / means.length / variance;
    });
    varianceShares(tree, extents)?.forEach((share, f) => expect(share).toBeCloseTo(expected[f] ?? Number.NaN, 10));
    expect(values.some((value) => value !== mean)).toBe(true);
  });

  test("it learns every distinct sample, also neighbouring doubles and repeated draws", () => {
    const values = Float64Array.from([1, 1 + Number.EPSILON, 2, 3]);
    const targets = Float64Array.from([5, 6, 7, 7]);
    const tree = growTree([numerical(values)], targets, Uint32Array.from([3, 1, 0, 2]), rngFromSeed(1));
    const leaves = Array.from({ length: tree.size }, (_, node) => node).filter((node) => tree.feature[node] === -1);
    expect(leaves.map((node) => tree.value[node])).toEqual(expect.arrayContaining([5, 6, 7]));
  });
});

describe("fANOVA", () => {
  test("repeats from its seed", () => {
    const history = historyOf(randomTrials(xyz, 100, ([x = 0, y = 0]) => x * y));
    expect(fanovaImportance(history, { seed: 5 })).toEqual(fanovaImportance(history, { seed: 5 }));
    expect(fanovaImportance(history, { seed: 5 })).not.toEqual(fanovaImportance(history, { seed: 6 }));
  });

  test("shares between parameters that always agree, instead of favouring the first", () => {
    const twins = randomTrials(xyz, 200, ([x = 0]) => x).map(({ number, values, params: [x = 0] }) =>
      finished({ number, values, space: xyz, params: [x, x, 0.5] }),
    );
    const shares = fanovaImportance(historyOf(twins), { trees: 600 });
    expect(Math.abs((shares["x"] ?? 0) - (shares["y"] ?? 0))).toBeLessThan(0.1);
  });

  test("explains what all trials share, and one objective of several only if told which", () => {
    const directions = ["minimize", "maximize"] as const;
    const history = new History({ directions });
    randomTrials(xyz, 60, ([x = 0]) => x).forEach((trial) => {
      history.add({ ...trial, values: [trial.values[0] ?? 0, Number(trial.params[1])] });
    });
    expect(() => fanovaImportance(history)).toThrow("{ objective: 0 }");
    expect(Object.keys(fanovaImportance(history, { objective: 0 }))[0]).toBe("x");
    expect(Object.keys(fanovaImportance(history, { objective: 1 }))[0]).toBe("y");
    const only: SearchSpace = { names: ["y", "z"], distributions: [unit, floatDistribution(0, 2)] };
    history.add(finished({ number: 99, space: only, params: [0.5, 1], values: [1, 1] }));
    expect(fanovaImportance(history, { objective: 1 })).toEqual({ y: 1 });
  });

  test("a constant objective, infinite values, the widest ranges and values outside them are no trouble", () => {
    expect(fanovaImportance(new History({ directions: ["minimize"] }))).toEqual({});
    const constant = historyOf(randomTrials(xyz, 30, () => 7));
    expect(fanovaImportance(constant, { normalize: false })).toEqual({ x: 0, y: 0, z: 0 });
    expect(fanovaImportance(constant)).toEqual({ x: 1 / 3, y: 1 / 3, z: 1 / 3 });
    const wide: SearchSpace = { names: ["w", "x"], distributions: [floatDistribution(-1.7e308, 1.7e308), unit] };
    const trials = randomTrials(wide, 50, ([w = 0]) => w);
    trials.push(finished({ number: 50, space: wide, params: [0, 30], values: [1.7e308] }));
    trials.push(finished({ number: 51, space: wide, params: [0, 0.1], values: [Number.POSITIVE_INFINITY] }));
    const shares = fanovaImportance(historyOf(trials));
    expect(shares["w"]).toBeGreaterThan(0.8);
    expect((shares["w"] ?? 0) + (shares["x"] ?? 0)).toBeCloseTo(1, 12);
  });

  test("more trials than it reads are thinned evenly", () => {
    const names = Array.from({ length: 150 }, (_, d) => `x${d}`);
    const space: SearchSpace = { names, distributions: names.map(() => unit) };
    const history = historyOf(randomTrials(space, 1_400, ([x = 0]) => x));
    expect(fanovaImportance(history, { trees: 1 })["x0"]).toBeGreaterThan(0.9);
  });

  test.each([0, 1.5, 1e9])("%d trees are refused", (trees) => {
    expect(() => fanovaImportance(historyOf([]), { trees })).toThrow("64 is a good choice");
  });
});
