import { describe, expect, test } from "vitest";
import { rngFromSeed } from "../../rng.ts";
import { CmaEs, type CmaEsOptions } from "./cma-es.ts";
import { cmaSettings, withLevelRanks } from "./settings.ts";

type Loss = (x: Float64Array) => number;

const sphere: Loss = (x) => x.reduce((sum, v) => sum + v * v, 0);
/** Condition 1e6, turned so that no axis is separate. */
const ellipsoid: Loss = (x) => {
  const n = x.length;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    // Discrete cosine basis: orthonormal.
    let dot = 0;
    for (let i = 0; i < n; i++) dot += (x[i] ?? 0) * Math.cos((Math.PI * (i + 0.5) * k) / n);
    dot *= Math.sqrt((k === 0 ? 1 : 2) / n);
    sum += 10 ** ((6 * k) / (n - 1)) * dot * dot;
  }
  return sum;
};
const axes: Loss = (x) => x.reduce((sum, v, i) => sum + 10 ** ((6 * i) / (x.length - 1)) * v * v, 0);
const rosenbrock: Loss = (x) => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    sum += 100 * ((x[i + 1] ?? 0) - (x[i] ?? 0) ** 2) ** 2 + (1 - (x[i] ?? 0)) ** 2;
  }
  return sum;
};

/** Evaluations until the loss is below 1e-9, at most `limit`. */
function evaluationsTo(loss: Loss, n: number, options: Partial<CmaEsOptions>, seed: number, limit = 60_000): number {
  const rng = rngFromSeed("cma", seed);
  const cma = new CmaEs({ mean: new Float64Array(n).fill(0.7), sigma: 0.5, ...options });
  const points = new Float64Array(cma.population * n);
  const losses = new Float64Array(cma.population);
  const x = new Float64Array(n);
  for (let count = 0; count < limit; ) {
    for (let p = 0; p < cma.population; p++, count++) {
      points.set(cma.ask(rng, x), p * n);
      losses[p] = loss(x);
      if ((losses[p] ?? 0) < 1e-9) return count;
    }
    cma.tell(points, losses);
  }
  return limit;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const medianTo = (loss: Loss, n: number, options: Partial<CmaEsOptions> = {}): number =>
  median([1, 2, 3, 4, 5].map((seed) => evaluationsTo(loss, n, options, seed)));

describe("CMA-ES", () => {
  // Recorded medians: 1452, 277, 4043, 1492, 4575, 3410; the bounds are a fifth above.
  test.each([
    ["sphere", sphere, 10, {}, 1_750],
    ["sphere", sphere, 2, {}, 340],
    ["turned ellipsoid of condition 1e6", ellipsoid, 10, {}, 4_900],
    ["Rosenbrock's function", rosenbrock, 5, {}, 1_800],
    ["axis-parallel ellipsoid, with the diagonal only", axes, 20, { separable: true }, 5_500],
    ["sphere, with a large population", sphere, 10, { population: 40 }, 4_100],
  ] as const)("minimises the %s", (_, loss, n, options, most) => {
    expect(medianTo(loss, n, options)).toBeLessThan(most);
  });

  test("widens without end on a slope, and stays finite for ever", () => {
    const rng = rngFromSeed("slope");
    const cma = new CmaEs({ mean: [0, 0, 0], sigma: 0.1 });
    const points = new Float64Array(cma.population * 3);
    for (let generation = 0; generation < 3_000; generation++) {
      const losses = Array.from({ length: cma.population }, (_, p) => {
        const x = cma.ask(rng);
        points.set(x, p * 3);
        return x[0] ?? 0;
      });
      cma.tell(points, losses);
      if (generation === 100) expect(cma.sigma).toBeGreaterThan(1e5);
    }
    expect([...cma.mean, ...cma.covariance, cma.sigma].every(Number.isFinite)).toBe(true);
  });

  test.each([true, false])("stays finite where every point is the same (separable: %s)", (separable) => {
    const rng = rngFromSeed("flat");
    const cma = new CmaEs({ mean: [0.5, 0.5], sigma: 0.1, separable });
    const points = new Float64Array(cma.population * 2).fill(0.25);
    for (let generation = 0; generation < 3_000; generation++) cma.tell(points, new Float64Array(cma.population));
    expect([...cma.mean, ...cma.covariance, cma.sigma].every(Number.isFinite)).toBe(true);
    expect(cma.ask(rng).every(Number.isFinite)).toBe(true);
  });

  test("learns the same whatever the order of points with equal losses", () => {
    const rng = rngFromSeed("level");
    const start = { mean: [0, 0], sigma: 1, population: 6 };
    const drawn = Array.from({ length: 6 }, () => [...new CmaEs(start).ask(rng)]);
    const losses = [3, 1, 3, 3, 1, 2];
    const learned = (order: readonly number[]) => {
      const cma = new CmaEs(start);
      cma.tell(
        Float64Array.from(order.flatMap((p) => drawn[p] ?? [])),
        order.map((p) => losses[p] ?? 0),
      );
      return [...cma.mean, ...cma.covariance, cma.sigma];
    };
    const first = learned([0, 1, 2, 3, 4, 5]);
    learned([3, 4, 5, 2, 0, 1]).forEach((value, i) => expect(value).toBeCloseTo(first[i] ?? 0, 12));
  });

  test("takes points from far away without losing its head", () => {
    const rng = rngFromSeed("far");
    const cma = new CmaEs({ mean: [0, 0], sigma: 1e-3 });
    const points = Float64Array.from({ length: cma.population * 2 }, () => 1e6 * rng.next());
    cma.tell(points, [1, 2, 3, Number.POSITIVE_INFINITY, 5, 6]);
    expect(Math.hypot(...cma.mean)).toBeLessThan(0.02);
    expect(cma.sigma).toBeLessThan(0.003);
  });
});

describe("the constants of CMA-ES", () => {
  test("are those of the tutorial's table 1, for ten dimensions", () => {
    const settings = cmaSettings(10, 10);
    expect(settings.effectiveParents).toBeCloseTo(3.1672992, 6);
    const good = settings.weights.slice(0, settings.pulls.length);
    expect(good.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 14);
    expect(settings.weights.slice(settings.pulls.length).every((w) => w <= 0)).toBe(true);
    expect(settings.cSigma).toBeCloseTo((3.1672992 + 2) / (15 + 3.1672992), 6);
    // The path and all negative weights together cannot make C indefinite.
    const bad = -settings.weights.reduce((sum, w) => sum + Math.min(0, w), 0);
    expect(bad).toBeLessThanOrEqual((1 - settings.cOne - settings.cRank) / (10 * settings.cRank) + 1e-12);
  });

  test("are shared by equal ranks, with the sums as they were", () => {
    const settings = cmaSettings(5, 8);
    expect(withLevelRanks(settings, () => false)).toBe(settings);
    // Ranks 0, 1 | 2, 3, 4 | 5 | 6, 7, best first.
    const shared = withLevelRanks(settings, (rank) => [1, 3, 4, 7].includes(rank));
    const sum = (values: Float64Array, from = 0, to = values.length) =>
      values.subarray(from, to).reduce((total, value) => total + value, 0);
    expect(sum(shared.pulls)).toBeCloseTo(1, 14);
    expect(sum(shared.weights)).toBeCloseTo(settings.weightSum, 14);
    expect(shared.pulls[0]).toBe(shared.pulls[1]);
    expect(shared.pulls[4]).toBeCloseTo(sum(settings.pulls, 2) / 3, 14);
    expect(shared.pulls[5]).toBe(0);
    expect(shared.weights[7]).toBeCloseTo(sum(settings.weights, 6, 8) / 2, 14);
    expect(withLevelRanks(settings, () => true).effectiveParents).toBeCloseTo(8, 12);
  });
});
