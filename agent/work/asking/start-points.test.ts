import { expect, it } from "vitest";
import { floatDistribution } from "../../../study/space/distribution.ts";
import { finished } from "../../../study/testing/run-trials.ts";
import { Leases } from "../leases.ts";
import { Division } from "./division.ts";
import { StartPoints } from "./start-points.ts";

const space = { names: ["x"], distributions: [floatDistribution(-10, 10)] };

function twoPoints(): StartPoints {
  const division = new Division("log", new Leases(), 0, true);
  return new StartPoints({ points: [{ x: 1 }, { x: 99 }], trialTimeoutMs: 1_000, division });
}

it("a trial that only says that it is at a start point does not stand for it", () => {
  const points = twoPoints();
  points.note(finished({ number: 0, startPoint: 0, space, params: [2] }));
  points.note(finished({ number: 1, startPoint: 7, space, params: [1] }));
  expect(points.openCount).toBe(2);
  points.note(finished({ number: 2, startPoint: 0, space, params: [1] }));
  expect(points.openCount).toBe(1);
});

it("one whose range has no such value was run there as far as that is possible", () => {
  const points = twoPoints();
  points.note(finished({ number: 0, startPoint: 1, space, params: [-3] }));
  expect(points.openCount).toBe(1);
});
