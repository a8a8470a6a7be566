import { describe, expect, it } from "vitest";
import { rngFromSeed } from "../../study/rng.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { ToldBest } from "./told-best.ts";

describe("the best trials told", () => {
  it.each(["minimize", "maximize"] as const)("are the best there are, with their segments (%s)", (direction) => {
    const best = new ToldBest(direction);
    const rng = rngFromSeed(1, direction);
    const values = Array.from({ length: 5_000 }, () => rng.next());
    values.forEach((value, number) => best.note(finished({ number, values: [value] }), number >> 3));
    const sign = direction === "maximize" ? -1 : 1;
    const expected = values
      .map((value, number) => ({ value, number }))
      .sort((a, b) => sign * (a.value - b.value))
      .slice(0, 200);
    expect(best.all.length).toBe(400);
    expect(best.all.slice(0, 200).map(({ number, index }) => [number, index])).toEqual(
      expected.map(({ number }) => [number, number >> 3]),
    );
  });

  it("are complete, feasible and finite, and none of a log whose owner signed two histories", () => {
    const best = new ToldBest("minimize");
    best.note(finished({ number: 0, values: [Number.NEGATIVE_INFINITY] }), 0);
    best.note(finished({ number: 1, values: [0], state: "pruned" }), 0);
    best.note(finished({ number: 2, values: [0], constraints: { heavy: 1 } }), 0);
    best.note(finished({ number: 3, values: [5], log: "liar" }), 0);
    best.note(finished({ number: 4, values: [6] }), 0);
    expect(best.all.map(({ number }) => number)).toEqual([3, 4]);
    best.forget(new Set(["liar"]));
    expect(best.all.map(({ number }) => number)).toEqual([4]);
  });
});
