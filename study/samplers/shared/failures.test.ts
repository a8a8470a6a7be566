import { describe, expect, test } from "vitest";
import { type Rng, rngFromSeed } from "../../rng.ts";
import { Failures } from "./failures.ts";

/** `count` points, of which those fail that `hasFailed` says. */
function failuresOf(dimensions: number, count: number, hasFailed: (x: Float64Array, rng: Rng) => boolean, seed = 1) {
  const rng = rngFromSeed("failures", seed);
  const failures = new Failures(dimensions);
  for (let i = 0; i < count; i++) {
    const point = Float64Array.from({ length: dimensions }, () => rng.next());
    failures.add(point, hasFailed(point, rng));
  }
  return failures;
}

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

describe("failures", () => {
  test("are by place where a region fails", () => {
    for (const seed of SEEDS) {
      expect(failuresOf(2, 60, ([x = 0]) => x > 0.7, seed).areByPlace).toBe(true);
      expect(failuresOf(5, 100, ([x = 0, y = 0]) => x + y < 0.8, seed).areByPlace).toBe(true);
    }
  });

  test("are by chance where any trial may crash", () => {
    const verdicts = SEEDS.flatMap((seed) =>
      [0.05, 0.1, 0.3].map((share) => failuresOf(5, 100, (_, rng) => rng.next() < share, seed).areByPlace),
    );
    expect(verdicts.filter((areByPlace) => areByPlace).length).toBeLessThanOrEqual(verdicts.length / 10);
  });

  test("are by place while no more than one has succeeded, and by chance among many crashes", () => {
    let count = 0;
    expect(failuresOf(3, 50, () => count++ > 0).areByPlace).toBe(true);
    expect(failuresOf(3, 100, (_, rng) => rng.next() < 0.6).areByPlace).toBe(false);
  });

  test("are judged by the newest: a region left behind does not count for ever", () => {
    let count = 0;
    const left = failuresOf(2, 400, ([x = 0], rng) => (count++ < 200 ? x > 0.5 : rng.next() < 0.2));
    expect(left.areByPlace).toBe(false);
  });

  test("are few at first, and then none is left out", () => {
    expect(new Failures(2).areByPlace).toBe(true);
    expect(failuresOf(2, 1, () => true).areByPlace).toBe(true);
  });
});
