import { describe, expect, test } from "vitest";
import { History } from "../../history/history.ts";
import { lossesFrom } from "../../pareto/losses.ts";
import { rngFromSeed } from "../../rng.ts";
import { floatDistribution, intDistribution } from "../../space/distribution.ts";
import { finished } from "../../testing/run-trials.ts";
import { directionCount } from "../limits.ts";
import { type Breeding, breed } from "./breeding.ts";
import { crossoverOf } from "./crossovers.ts";
import { Generations } from "./generations.ts";
import { nichingSurvival, referenceDirections } from "./niching.ts";
import { paramBreeding } from "./param-genome.ts";
import { crowdingSurvival } from "./survival.ts";

const rng = rngFromSeed("genetic");
const none = (count: number) => new Float64Array(count);

describe("survival", () => {
  test("by crowding keeps the first front, and of the next the loneliest, ends first", () => {
    const losses = lossesFrom([
      [1, 9],
      [2, 8],
      [9, 1],
      [0, 0],
      [5, 4],
    ]);
    expect(crowdingSurvival.select(losses, none(5), 4, rng)).toEqual([3, 0, 2, 4]);
  });

  test("by niching keeps one point for every direction before a second one", () => {
    const losses = lossesFrom([
      [0, 1],
      [0.01, 0.99],
      [0.02, 0.98],
      [0.5, 0.5],
      [1, 0],
      [0.98, 0.02],
    ]);
    const survival = nichingSurvival(referenceDirections(2, 2));
    expect(survival.select(losses, none(6), 3, rng).toSorted((a, b) => a - b)).toEqual([0, 3, 4]);
  });

  test("bears infinite losses and points that are all alike", () => {
    const directions = nichingSurvival(referenceDirections(3, 3));
    for (const survival of [crowdingSurvival, directions]) {
      const infinite = lossesFrom([
        [Infinity, 0, 1],
        [-Infinity, 2, 1],
        [Infinity, Infinity, Infinity],
        [0, 1, -Infinity],
      ]);
      expect(new Set(survival.select(infinite, none(4), 2, rng)).size).toBe(2);
      expect(survival.select(lossesFrom(Array.from({ length: 9 }, () => [1, 1, 1])), none(9), 4, rng)).toHaveLength(4);
    }
  });
});

test("reference directions are all multiples of a part that add up to one", () => {
  const directions = referenceDirections(3, 4);
  expect(directions).toHaveLength(15);
  expect(directionCount(3, 4)).toBe(15);
  for (const direction of directions) expect(direction.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
  expect(new Set(directions.map(String)).size).toBe(15);
});

describe("generations", () => {
  const historyOf = (count: number) => {
    const history = new History({ directions: ["minimize", "minimize"] });
    for (let number = 0; number < count; number++) {
      const x = ((number * 37) % 101) / 101;
      history.add(finished({ number, values: [x, (1 - x) ** 2 + (number % 7)], params: [x] }));
    }
    return history;
  };

  test("come from trials in the order of arrival, however often one looks", () => {
    const all = historyOf(100);
    const often = new Generations(20, crowdingSurvival);
    const growing = new History({ directions: ["minimize", "minimize"] });
    for (let row = 0; row < all.size; row++) {
      growing.add(all.get(row));
      often.update(growing, rng);
    }
    const once = new Generations(20, crowdingSurvival);
    once.update(all, rng);
    expect(once.parents).toHaveLength(20);
    expect(often.parents).toEqual(once.parents);
    expect(often.number).toBe(once.number);
  });

  test("leave out failed trials, and wait for a full one", () => {
    const generations = new Generations(20, crowdingSurvival);
    const history = historyOf(19);
    for (let number = 19; number < 60; number++) history.add(finished({ number, state: "failed", values: [] }));
    generations.update(history, rng);
    expect(generations.parents).toEqual([]);
    expect(generations.pending).toHaveLength(19);
  });

  test("of a long history are fewer and larger, and find the same front", () => {
    const generations = new Generations(20, crowdingSurvival);
    generations.update(historyOf(10_000), rng);
    expect(generations.number).toBeLessThan(210);
    expect(generations.parents).toHaveLength(20);
    expect(generations.parents.every((row) => row % 7 === 0)).toBe(true);
  });
});

describe("parameters", () => {
  const space = {
    names: ["a", "b", "n"],
    distributions: [floatDistribution(0, 1), floatDistribution(1, 100, { log: true }), intDistribution(0, 9)],
  };
  const names = ["uniform", "blx-alpha", "sbx", "vsbx", "spx", "undx"] as const;

  test.each(names)("crossed by %s stay inside, spread around their parents, and differ", (name) => {
    const breeding = paramBreeding(space, crossoverOf(name, 2), { probability: 0, eta: null });
    const parents = [Float64Array.of(0.2, 0.3, 0.5), Float64Array.of(0.4, 0.9, 0.6), Float64Array.of(0.3, 0.5, 0.4)];
    const children = Array.from({ length: 2000 }, () => breeding.cross(parents.slice(0, breeding.parents), rng));
    expect(children.flatMap((child) => [...child]).every((gene) => gene >= 0 && gene <= 1)).toBe(true);
    expect(new Set(children.map(String)).size).toBeGreaterThan(3);
    const mean = children.reduce((sum, child) => sum + (child[0] ?? 0), 0) / children.length;
    expect(mean).toBeCloseTo(0.3, 1);
  });

  test("mutated polynomially move little and evenly, and reach the bounds", () => {
    const breeding = paramBreeding(space, crossoverOf("sbx", 2), { probability: 1, eta: 20 });
    const moves = Array.from({ length: 4000 }, () => breeding.mutate(Float64Array.of(0.5, 0.02, 0.98), rng, false));
    const mean = (d: number) => moves.reduce((sum, child) => sum + (child[d] ?? 0), 0) / moves.length;
    expect(mean(0)).toBeCloseTo(0.5, 2);
    expect(moves.filter((child) => Math.abs((child[0] ?? 0) - 0.5) < 0.05).length).toBeGreaterThan(2000);
    for (const child of moves) expect(child.every((gene) => gene >= 0 && gene <= 1)).toBe(true);
    expect(Math.min(...moves.map((child) => child[1] ?? 1))).toBeLessThan(0.002);
    expect(Math.max(...moves.map((child) => child[2] ?? 0))).toBeGreaterThan(0.998);
  });

  test("that one parent lacks come from the other; that none has stay open", () => {
    const breeding = paramBreeding(space, crossoverOf("undx", 2), { probability: 0, eta: null });
    const lacking = [Float64Array.of(0.2, NaN, NaN), Float64Array.of(0.4, 0.9, NaN), Float64Array.of(0.3, 0.5, NaN)];
    const child = breeding.cross(lacking, rng);
    expect(child[1]).toBe(0.9);
    expect(child[2]).toBeNaN();
  });
});

test("other genomes breed by the same rules: a list of seeds grows by one when it mutates", () => {
  const seeds: Breeding<readonly number[]> = {
    parents: 2,
    cross: ([a = [], b = []]) => (a.length > b.length ? a : b),
    mutate: (genome) => [...genome, genome.length],
  };
  const pool = [[0], [0, 1], [0, 1, 2]];
  let at = 0;
  const pick = () => pool[at++ % pool.length] as number[];
  expect(breed(seeds, pick, 1, rng)).toEqual([0, 1, 2].slice(0, 2).concat(2));
  expect(breed(seeds, pick, 0, rng)).toEqual([0, 1, 2, 3]);
});
