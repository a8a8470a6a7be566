import { describe, expect, it } from "vitest";
import { normal, rngFromSeed } from "../rng.ts";
import { meanBest, mostRepeats, type NoisyPoint, nextRepeats } from "./racing.ts";
import { studentQuantile } from "./student.ts";

const point = (origin: string, first: number, runs: readonly number[] = [], isOut = false): NoisyPoint => ({
  origin,
  row: 0,
  first,
  runs,
  runRows: runs.map((_, i) => i),
  doubtedRows: [],
  filled: new Set(runs.map((_, i) => i + 1)),
  isOut,
});
const names = (points: readonly NoisyPoint[]): string => points.map(({ origin }) => origin).join("");

it("has Student's quantiles as tables have them", () => {
  for (const [freedom, quantile] of [
    [1, 12.7062],
    [2, 4.3027],
    [3, 3.1824],
    [7, 2.3646],
    [30, 2.0423],
  ] as const)
    expect(studentQuantile(0.025, freedom)).toBeCloseTo(quantile, 3);
  expect(studentQuantile(0.0005, 10)).toBeCloseTo(4.5869, 3);
});

describe("the best mean", () => {
  it("is of a point that was repeated often enough, whatever first values say", () => {
    const lucky = point("a", -100);
    expect(meanBest([lucky, point("b", 5, [2])], 2)).toBeNull();
    expect(meanBest([lucky, point("b", 5, [2, 4]), point("c", 0, [4, 4])], 2)).toMatchObject({ mean: 3, runs: 2 });
    expect(meanBest([point("b", 5, [2, 4], true), point("c", 0, [4, 4])], 2)?.point.origin).toBe("c");
  });

  it("has an interval that holds the truth as often as it says, though the lowest of ten means is low by luck", () => {
    const rng = rngFromSeed("interval");
    let held = 0;
    const times = 400;
    for (let i = 0; i < times; i++) {
      const points = Array.from({ length: 10 }, (_, j) =>
        point(
          `${j}`,
          0,
          Array.from({ length: 6 }, () => normal(rng)),
        ),
      );
      const best = meanBest(points, 6);
      if (best !== null && Math.abs(best.mean) <= best.halfWidth) held++;
    }
    expect(held / times).toBeGreaterThan(0.93);
    expect(held / times).toBeLessThan(1);
  });
});

describe("what is repeated next", () => {
  it("is the point with the lowest first value, until its mean is known", () => {
    expect(names(nextRepeats([point("a", 3), point("b", 1), point("c", 2)], 3, 4))).toBe("bbbc");
    expect(names(nextRepeats([point("a", 3), point("b", 1)], 3, 4, new Map([["b", 2]])))).toBe("baaa");
  });

  it("goes on where a point may still turn out better than the leader, and gives up one that is plainly worse", () => {
    const leader = point("l", 0, [1, 1.2, 0.8]);
    expect(names(nextRepeats([leader, point("worse", -5, [9, 9.1])], 3, 1))).toBe("l");
    expect(names(nextRepeats([leader, point("near", -5, [1.1, 0.9])], 3, 1))).toBe("near");
    expect(names(nextRepeats([leader, point("high", 1.5)], 3, 1))).toBe("l");
    expect(names(nextRepeats([leader, point("low", 0.5)], 3, 1))).toBe("low");
  });

  it("is nothing once the leader is known well and nobody challenges it", () => {
    const runs = Array.from({ length: mostRepeats(2) }, (_, i) => i % 2);
    expect(nextRepeats([point("l", 0, runs), point("out", -9, [], true)], 2, 3)).toEqual([]);
  });
});

it("is the same to the last digit in whatever order the runs came", () => {
  const runs = [0.1, 0.7, 1e9, -1e9, 0.3, 1 / 3];
  const bests = [runs, runs.toReversed(), runs.toSorted((a, b) => a - b)].map((order) =>
    meanBest([point("a", 0, order)], 2),
  );
  expect(new Set(bests.map((best) => best?.mean)).size).toBe(1);
  expect(new Set(bests.map((best) => best?.halfWidth)).size).toBe(1);
});
