import { describe, expect, test } from "vitest";
import type { SearchSpace } from "../../space/search-space.ts";
import { Domain } from "./domain.ts";
import type { PooledTrial } from "./trial-pool.ts";
import { TrustRegion } from "./trust-region.ts";

const SPACE: SearchSpace = {
  names: ["x", "y", "n"],
  distributions: [
    { kind: "float", low: 0, high: 1, log: false, step: null },
    { kind: "float", low: 0, high: 1, log: false, step: null },
    { kind: "int", low: 1, high: 100, log: false, step: 1 },
  ],
};

class Told {
  readonly region = new TrustRegion(new Domain(SPACE));
  readonly trials: PooledTrial[] = [];

  tell(loss: number, ...point: number[]): void {
    const row = this.trials.length;
    const [losses, constraints] = [[loss], {}];
    const trial = {
      row,
      point: Float64Array.from(point),
      losses,
      violation: 0,
      constraints,
      isPruned: false,
      isFailed: false,
      count: 1,
    };
    this.trials.push(trial);
    this.region.observe(trial, this.trials);
  }
}

describe("a trust region", () => {
  test("lies around the best trial, within the cube", () => {
    const told = new Told();
    told.tell(5, 0.1, 0.5, 0.5);
    told.tell(7, 0.9, 0.9, 0.9);
    const { lower, upper } = told.region.region();
    expect(Array.from(lower)).toEqual([0, 0.25, 0.25]);
    expect(Array.from(upper)).toEqual([0.35, 0.75, 0.75]);
  });

  test("grows with what gets better in it and shrinks with what does not", () => {
    const told = new Told();
    told.tell(5, 0.5, 0.5, 0.5);
    for (let i = 0; i < 3; i++) told.tell(6, 0.5, 0.5 + i / 100, 0.5);
    expect(told.region.radius).toBe(0.125);
    told.tell(6, 0.9, 0.5, 0.5);
    told.tell(4, 0.55, 0.5, 0.5);
    told.tell(3, 0.56, 0.5, 0.5);
    expect(told.region.radius).toBe(0.25);
    expect(told.region.centre?.losses).toEqual([3]);
  });

  test("starts anew around a better trial outside", () => {
    const told = new Told();
    told.tell(5, 0.1, 0.1, 0.5);
    for (let i = 0; i < 6; i++) told.tell(6, 0.1, 0.1, 0.5);
    told.tell(1, 0.9, 0.9, 0.5);
    expect(told.region.radius).toBe(0.25);
    expect(told.region.centre?.losses).toEqual([1]);
  });

  test("moves on to the best trial elsewhere where nothing is left, however often", () => {
    const told = new Told();
    told.tell(2, 0.9, 0.9, 0.5);
    told.tell(1, 0.1, 0.1, 0.5);
    for (let i = 0; i < 24; i++) told.tell(1.5, 0.1, 0.1, 0.5);
    expect(told.region.centre?.losses).toEqual([2]);
    for (let i = 0; i < 500; i++) told.tell(3, 0.1 + 0.8 * (i % 2), 0.1 + 0.8 * (i % 2), 0.5);
    expect(told.region.centre).not.toBeNull();
  });

  test("leaves a grid somewhere to go", () => {
    const told = new Told();
    told.tell(1, 0.5, 0.5, 0.505);
    for (let i = 0; i < 21; i++) told.tell(2, 0.5, 0.5, 0.505);
    const { lower, upper } = told.region.region();
    expect(told.region.radius).toBeLessThan(0.005);
    expect((upper[2] ?? 0) - (lower[2] ?? 0)).toBeCloseTo(0.03, 10);
  });
});
