import { describe, expect, test } from "vitest";
import { normal, type Rng, rngFromSeed } from "../../rng.ts";
import { DEFAULT_PRIORS, HyperLoss } from "./hyper-loss.ts";
import { KernelShape } from "./kernel.ts";
import { GpModel } from "./model.ts";

const MIXED = new KernelShape([false, false, true, false]);

function mixedPoints(count: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: count * 4 }, (_, i) => (i % 4 === 2 ? Math.floor(rng.next() * 3) : rng.next()));
}

const slope = (f: (x: Float64Array) => number, x: Float64Array, i: number): number => {
  const [up, down] = [x.slice(), x.slice()];
  up[i] = (up[i] ?? 0) + 1e-5;
  down[i] = (down[i] ?? 0) - 1e-5;
  return (f(up) - f(down)) / 2e-5;
};

describe("the loss of hyperparameters", () => {
  test("has the gradient that differences have", () => {
    const rng = rngFromSeed("hyper");
    const points = mixedPoints(15, rng);
    const targets = Float64Array.from({ length: 15 }, () => normal(rng));
    const loss = new HyperLoss(MIXED, points, targets, DEFAULT_PRIORS);
    const at = Float64Array.of(-0.5, 0.3, 0.1, -1, 0.4, -0.7, -3);
    const gradient = new Float64Array(7);
    loss.evaluate(at, gradient);
    const value = (x: Float64Array): number => loss.evaluate(x, new Float64Array(7));
    gradient.forEach((g, i) => expect(g).toBeCloseTo(slope(value, at, i), 5));
  });

  test("prefers the lengths that made the data", () => {
    const rng = rngFromSeed("lengths");
    const shape = new KernelShape([false, false]);
    const points = Float64Array.from({ length: 120 }, () => rng.next());
    const targets = Float64Array.from({ length: 60 }, (_, i) => Math.sin(9 * (points[2 * i] ?? 0)));
    const model = new GpModel(shape, 60);
    model.fit(points, targets);
    expect((model.parameters[1] ?? 0) - (model.parameters[0] ?? 0)).toBeGreaterThan(1);
  });
});

describe("a Gaussian process", () => {
  const rng = rngFromSeed("model");
  const f = (x: ArrayLike<number>, at = 0): number =>
    Math.sin(3 * (x[at] ?? 0)) + (x[at + 1] ?? 0) ** 2 + (x[at + 2] === 1 ? 0.5 : 0);
  const points = mixedPoints(50, rng);
  const targets = Float64Array.from({ length: 50 }, (_, i) => f(points, 4 * i) - 1);
  const model = new GpModel(MIXED, 60);
  model.fit(points, targets);

  test("passes through its data and knows how far it may be trusted", () => {
    const into = { mean: 0, variance: 0 };
    for (let i = 0; i < 50; i++) {
      model.predict(points.subarray(4 * i, 4 * i + 4), into);
      expect(into.mean).toBeCloseTo(targets[i] ?? 0, 1);
    }
    let errors = 0;
    for (let i = 0; i < 200; i++) {
      const x = mixedPoints(1, rng);
      model.predict(x, into);
      if (Math.abs(into.mean - f(x) + 1) > 3 * Math.sqrt(into.variance) + 0.01) errors++;
    }
    expect(errors).toBeLessThan(20);
  });

  test("has the gradients that differences have", () => {
    const into = { mean: 0, variance: 0 };
    const [meanGradient, varianceGradient] = [new Float64Array(4), new Float64Array(4)];
    const part = (key: "mean" | "variance") => (x: Float64Array) => {
      model.predict(x, into);
      return into[key];
    };
    for (let i = 0; i < 10; i++) {
      const x = mixedPoints(1, rng);
      model.predictGradients(x, into, meanGradient, varianceGradient);
      for (const d of [0, 1, 3]) {
        expect(meanGradient[d]).toBeCloseTo(slope(part("mean"), x, d), 4);
        expect(varianceGradient[d]).toBeCloseTo(slope(part("variance"), x, d), 4);
      }
      expect(meanGradient[2]).toBe(0);
    }
  });

  test("that believes a point expects the same, but knows it there, until it forgets it", () => {
    const [x, y] = [mixedPoints(1, rng), mixedPoints(1, rng)];
    const [before, after] = [
      { mean: 0, variance: 0 },
      { mean: 0, variance: 0 },
    ];
    model.predict(x, before);
    const mean = model.mean(y);
    expect(model.believe(x)).toBe(true);
    model.predict(x, after);
    expect(after.mean).toBeCloseTo(before.mean, 8);
    expect(model.mean(y)).toBeCloseTo(mean, 8);
    expect(after.variance).toBeLessThan(0.1 * before.variance);
    model.truncate(50);
    model.predict(x, after);
    expect(after).toEqual(before);
  });

  test("stays regular with equal points, and with more dimensions than data", () => {
    const equal = new GpModel(new KernelShape([false]), 20);
    equal.condition(new Float64Array(20).fill(0.5), new Float64Array(20).fill(1), Float64Array.of(0, 0, 0, -40));
    expect(equal.mean(Float64Array.of(0.5))).toBeCloseTo(1, 3);
    const wide = new GpModel(new KernelShape(Array.from({ length: 200 }, (_, d) => d % 10 === 0)), 8);
    const many = Float64Array.from({ length: 1600 }, (_, i) => (i % 10 === 0 ? i % 3 : rng.next()));
    expect(wide.shape.lengths).toBe(2);
    expect(
      Number.isFinite(
        wide.fit(
          many,
          Float64Array.from({ length: 8 }, () => normal(rng)),
        ),
      ),
    ).toBe(true);
  });

  test("sees a quadratic function through after few points", () => {
    const shape = new KernelShape([false, false, false]);
    const xs = Float64Array.from({ length: 3 * 20 }, () => rng.next());
    const quadratic = (x: ArrayLike<number>, at = 0): number => {
      const [a, b, c] = [x[at] ?? 0, x[at + 1] ?? 0, x[at + 2] ?? 0];
      return (a - 0.3) ** 2 + 3 * (b - 0.6) ** 2 + (a - b) * c;
    };
    const seen = new GpModel(shape, 20);
    seen.fit(
      xs,
      Float64Array.from({ length: 20 }, (_, i) => quadratic(xs, 3 * i)),
    );
    for (let i = 0; i < 50; i++) {
      const x = Float64Array.from({ length: 3 }, () => rng.next());
      expect(seen.mean(x)).toBeCloseTo(quadratic(x), 2);
    }
  });
});
