import { describe, expect, test } from "vitest";
import { History } from "../../history/history.ts";
import { rngFromSeed } from "../../rng.ts";
import type { SampleRequest } from "../../sampler.ts";
import { floatDistribution } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { finished } from "../../testing/run-trials.ts";
import { JointSpaces } from "./joint-spaces.ts";

const spaceOf = (...names: string[]): SearchSpace => ({
  names,
  distributions: names.map(() => floatDistribution(0, 1)),
});

/** What belongs together of x, y, z after these trials, own ones numbered from 0. */
function partsAfter(
  isGrouped: boolean,
  own: readonly SearchSpace[],
  foreign: readonly SearchSpace[] = [],
): readonly (readonly string[])[] {
  const directions = ["minimize"] as const;
  const history = new History({ directions });
  const add = (space: SearchSpace, number: number, log: string) =>
    history.add(finished({ number, space, params: space.names.map(() => 0.5), log }));
  foreign.forEach((space, number) => add(space, number, "stranger"));
  own.forEach((space, number) => add(space, number, "log"));
  const request: SampleRequest = {
    history,
    running: [],
    space: spaceOf("x", "y", "z"),
    rng: rngFromSeed(1),
    log: "log",
    stream: "log",
    number: own.length,
    directions,
  };
  return new JointSpaces(isGrouped).update(request).map(({ names }) => names);
}

const times = (count: number, space: SearchSpace): SearchSpace[] => Array.from({ length: count }, () => space);
const all = spaceOf("x", "y", "z");

describe("parameters that belong together", () => {
  test("are those all own trials had, whatever strangers tried", () => {
    const odd = [spaceOf("x"), spaceOf("q"), ...times(500, spaceOf("y", "q"))];
    expect(partsAfter(false, times(10, all), odd)).toEqual([["x", "y", "z"]]);
    expect(partsAfter(false, [...times(10, all), spaceOf("z", "y")])).toEqual([["y", "z"]]);
  });

  test("are those nineteen in twenty trials had, while a peer has hardly any own", () => {
    expect(partsAfter(false, [], [...times(40, all), spaceOf("x"), spaceOf("q")])).toEqual([["x", "y", "z"]]);
    expect(partsAfter(false, [], [...times(40, all), ...times(20, spaceOf("x"))])).toEqual([["x"]]);
  });

  test("do not count with another range", () => {
    const other: SearchSpace = { names: ["x", "y"], distributions: [floatDistribution(0, 2), floatDistribution(0, 1)] };
    expect(partsAfter(false, [...times(10, all), other])).toEqual([["y"]]);
  });

  test("are, in groups, those that always come together", () => {
    expect(partsAfter(true, [...times(5, spaceOf("x", "y")), ...times(5, spaceOf("x", "z"))])).toEqual([
      ["x"],
      ["y"],
      ["z"],
    ]);
    expect(partsAfter(true, [...times(5, spaceOf("x", "y")), ...times(5, spaceOf("z"))])).toEqual([["x", "y"], ["z"]]);
    expect(partsAfter(true, times(10, all), [spaceOf("x")])).toEqual([["x", "y", "z"]]);
  });

  test("are none before the first trial", () => {
    expect(partsAfter(false, [])).toEqual([]);
    expect(partsAfter(true, [])).toEqual([]);
  });
});
