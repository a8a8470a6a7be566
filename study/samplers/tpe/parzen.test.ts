import { describe, expect, test } from "vitest";
import fixtures from "../../../test/fixtures/optuna-fixtures.json" with { type: "json" };
import { rngFromSeed } from "../../rng.ts";
import {
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
} from "../../space/distribution.ts";
import { insertByValue, transformed } from "./observations.ts";
import { ParzenEstimator } from "./parzen.ts";
import { categoricalKernels, type Kernels, numericalKernels } from "./parzen-kernels.ts";
import { gamma, kernelWeights, magicClip, recencyWeights } from "./tpe-rules.ts";

function kernelsOf(distribution: Distribution, observations: readonly number[]): Kernels {
  const count = observations.length;
  const values = new Float64Array(count + 1);
  const order = new Uint32Array(count);
  observations.forEach((observation, i) => {
    values[i] = transformed(distribution, observation);
    insertByValue(order, i, values, i);
  });
  if (distribution.kind === "categorical") return categoricalKernels(distribution, values.subarray(0, count), 1);
  return numericalKernels(distribution, values, order, { range: magicClip(count), cell: 0, hasEnds: false });
}

function estimatorOf(distributions: readonly Distribution[], columns: readonly (readonly number[])[]): ParzenEstimator {
  const kernels = distributions.map((distribution, d) => kernelsOf(distribution, columns[d] ?? []));
  return new ParzenEstimator(kernels, kernelWeights(recencyWeights(columns[0]?.length ?? 0), 1));
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs((actual[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
  });
}

const { parzen } = fixtures;
const abc = categoricalDistribution(["a", "b", "c"]);
const NUMERICAL = [
  ["float", floatDistribution(-5, 5), parzen.float],
  ["float_log", floatDistribution(1e-4, 1, { log: true }), parzen.float_log],
  ["float_step", floatDistribution(0, 1, { step: 0.25 }), parzen.float_step],
  ["int", intDistribution(1, 9, { step: 2 }), parzen.int],
  ["int_log", intDistribution(1, 64, { log: true }), parzen.int_log],
  ["float_empty", floatDistribution(0, 1), parzen.float_empty],
  ["float_one", floatDistribution(0, 1), parzen.float_one],
] as const;

describe("a Parzen estimator has Optuna's", () => {
  test.each(NUMERICAL)("weights, mus, sigmas and densities: %s", (_, distribution, expected) => {
    const kernels = kernelsOf(distribution, expected.obs);
    if (kernels.kind !== "numerical") throw new Error("not numerical");
    const estimator = new ParzenEstimator([kernels], kernelWeights(recencyWeights(expected.obs.length), 1));
    expectClose(estimator.weights, expected.weights);
    expectClose(kernels.mus, expected.mu);
    expectClose(kernels.sigmas, expected.sigma);
    expectClose(estimator.logPdf([Float64Array.from(expected.x)]), expected.log_pdf);
  });

  test("categorical weights and masses", () => {
    const kernels = kernelsOf(abc, parzen.cat.obs);
    if (kernels.kind !== "categorical") throw new Error("not categorical");
    const rows = parzen.cat.obs.map((index) => [0, 1, 2].map((i) => (i === index ? kernels.hit : kernels.miss)));
    rows.forEach((row, i) => expectClose(row, parzen.cat.cat_weights[i] ?? []));
    const estimator = estimatorOf([abc], [parzen.cat.obs]);
    expectClose(estimator.logPdf([Float64Array.from(parzen.cat.x)]), parzen.cat.log_pdf);
  });

  test("joint density of a number and a category", () => {
    const { obs, at, log_pdf } = fixtures.parzen_joint;
    const spaces = [floatDistribution(-5, 5), categoricalDistribution(["a", "b"])];
    const points = [0, 1].map((d) => Float64Array.from(at, (point) => point[d] ?? 0));
    expectClose(estimatorOf(spaces, [obs.x, obs.c]).logPdf(points), log_pdf);
  });

  test("gamma and recency weights", () => {
    for (const [n, expected] of Object.entries(fixtures.gamma)) expect(gamma(Number(n))).toBe(expected);
    for (const [n, expected] of Object.entries(fixtures.weights)) expectClose(recencyWeights(Number(n)), expected);
  });
});

describe("a density", () => {
  const rng = rngFromSeed("density");
  const observations = Array.from({ length: 200 }, () => Math.floor(rng.next() ** 2 * 2000));

  test("of a fine grid sums to 1, whichever way a cell's mass is computed", () => {
    const fine = intDistribution(0, 2000);
    const estimator = estimatorOf([fine], [observations]);
    const all = Float64Array.from({ length: 2001 }, (_, i) => i);
    const total = estimator.logPdf([all]).reduce((sum, ln) => sum + Math.exp(ln), 0);
    expect(total).toBeCloseTo(1, 9);
  });

  test("of a log grid sums to 1", () => {
    const fine = intDistribution(1, 3000, { log: true });
    const estimator = estimatorOf([fine], [observations.map((value) => value + 1)]);
    const all = Float64Array.from({ length: 3000 }, (_, i) => i + 1);
    expect(estimator.logPdf([all]).reduce((sum, ln) => sum + Math.exp(ln), 0)).toBeCloseTo(1, 9);
  });

  test("stays one with observations from far outside the range", () => {
    const estimator = estimatorOf([intDistribution(0, 99)], [[50, 1e12, -1e300, 20, 30]]);
    const all = Float64Array.from({ length: 100 }, (_, i) => i);
    expect(estimator.logPdf([all]).reduce((sum, ln) => sum + Math.exp(ln), 0)).toBeCloseTo(1, 9);
  });

  test("is the one its samples are drawn from", () => {
    const distributions = [floatDistribution(0, 2000), abc, intDistribution(0, 3)];
    const columns = [observations, observations.map((value) => value % 3), observations.map((value) => value % 4)];
    const estimator = estimatorOf(distributions, columns);
    const draws = estimator.sample(rngFromSeed("draws"), 40_000);
    const share = [...(draws[0] ?? [])].filter((x, i) => x < 200 && draws[1]?.[i] === 1 && draws[2]?.[i] === 2).length;
    // The same probability by the midpoint rule.
    const cells = Float64Array.from({ length: 2000 }, (_, i) => (i + 0.5) / 10);
    const ln = estimator.logPdf([cells, new Float64Array(2000).fill(1), new Float64Array(2000).fill(2)]);
    const expected = ln.reduce((sum, value) => sum + Math.exp(value) / 10, 0);
    expect(Math.abs(share / 40_000 - expected)).toBeLessThan(4 * Math.sqrt(expected / 40_000));
  });

  test("as a mixture for the jail has the same marginal of a category", () => {
    const estimator = estimatorOf([abc], [[0, 0, 2]]);
    const mixture = estimator.mixture(0);
    if (mixture.kind !== "categorical") throw new Error("not categorical");
    const masses = estimator.logPdf([Float64Array.of(0, 1, 2)]).map(Math.exp);
    expectClose(mixture.weights, [...masses]);
  });
});
