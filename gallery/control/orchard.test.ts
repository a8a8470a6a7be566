import { describe, expect, it } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { runEpisode } from "./episode.js";
import { newOrchard } from "./orchard.js";
import type { Random } from "./task.ts";
import { chases, isAt, plans } from "./testing/players.ts";

const STAY = 0;
const LEFT = 1;
const RIGHT = 2;

/** Draws what a test says, in order, and then the middle. */
const scripted = (...draws: readonly number[]): Random => {
  let i = 0;
  return { uniform: () => 0.5, below: (n) => Math.min(n - 1, draws[i++] ?? Math.floor(n / 2)) };
};

function begun(...draws: readonly number[]) {
  const game = newOrchard();
  game.reset(scripted(...draws));
  return game;
}

const steps = (game: ReturnType<typeof newOrchard>, ...actions: readonly number[]) => {
  for (const action of actions) game.step(action);
  return game.scene();
};
const times = (n: number, action: number): number[] => Array.from({ length: n }, () => action);

const episodes = (act: (seen: Float32Array) => number, count: number): number[] =>
  Array.from({ length: count }, (_, seed) => runEpisode(newOrchard(), act, neuro.newRandom(seed)));
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe("the picker", () => {
  it("begins in the column that is drawn, and goes left and right as far as the walls", () => {
    const game = begun(1);
    expect(game.scene().picker).toBe(1);
    expect(steps(game, LEFT).picker).toBe(0);
    expect(steps(game, LEFT).picker).toBe(0);
    expect(steps(game, STAY).picker).toBe(0);
    expect(steps(game, ...times(9, RIGHT)).picker).toBe(9);
    expect(steps(game, RIGHT).picker).toBe(9);
  });

  it("holds a net of three points, of two beside a wall", () => {
    expect(begun(0).scene().net).toEqual({ from: 0, to: 1 });
    expect(begun(5).scene().net).toEqual({ from: 4, to: 6 });
    expect(begun(9).scene().net).toEqual({ from: 8, to: 9 });
  });
});

describe("things", () => {
  it("appear in the top row, an apple at the first step and every fourth, a stone at the third and every fourth", () => {
    const game = begun();
    const kinds = Array.from(
      { length: 9 },
      () => steps(game, STAY).things.find(({ row }) => row === 0)?.kind ?? "none",
    );
    expect(kinds).toEqual(["apple", "none", "stone", "none", "apple", "none", "stone", "none", "apple"]);
  });

  it("fall by one row a step", () => {
    const game = begun(5, 3, 8);
    steps(game, ...times(5, STAY));
    const { things } = steps(game, STAY);
    expect(things.map(({ kind, row }) => [kind, row])).toEqual([
      ["apple", 1],
      ["stone", 3],
      ["apple", 5],
    ]);
  });

  it("hang at most three columns from the apple before where they are apples, and anywhere where they are stones", () => {
    const game = newOrchard();
    const apples: number[] = [];
    const stones = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      game.reset(neuro.newRandom(seed));
      apples.push(game.scene().picker);
      const from = apples.length;
      while (!game.done) {
        game.step(plans(game.observation));
        const top = game.scene().things.find(({ row }) => row === 0);
        if (top?.kind === "apple") apples.push(top.column);
        if (top?.kind === "stone") stones.add(top.column);
      }
      const ways = apples.slice(from).map((column, i) => Math.abs(column - (apples[from + i - 1] ?? column)));
      expect(Math.max(...ways)).toBe(3);
      expect(Math.min(...ways)).toBe(0);
    }
    expect(stones.size).toBe(10);
    expect(new Set(apples).size).toBe(10);
  });
});

/** The picker stands in column 5; the first apple hangs in 2 + `apple`, the first stone in `stone`. */
const fallen = (apple: number, stone: number, stepCount: number) => {
  const game = begun(5, apple, stone);
  steps(game, ...times(stepCount - 1, STAY));
  const before = game.scene().energy;
  game.step(STAY);
  return { reward: game.reward, lost: before - game.scene().energy };
};

describe("after nine steps on its way an apple", () => {
  it.each([4, 5, 6])("in column %d, where the net is, is worth 1", (column) => {
    expect(fallen(column - 2, 0, 9)).toEqual({ reward: 0, lost: 0 });
    expect(fallen(column - 2, 0, 10)).toEqual({ reward: 1, lost: 0 });
  });

  it.each([3, 7])("in column %d, beside the net, is lost and costs energy", (column) => {
    expect(fallen(column - 2, 0, 10)).toEqual({ reward: 0, lost: 1 });
  });
});

describe("a stone", () => {
  it("that hits the picker costs twice the energy", () => {
    expect(fallen(3, 5, 12)).toEqual({ reward: 0, lost: 2 });
  });

  it.each([4, 6, 0])("in column %d falls through the net or past it", (column) => {
    expect(fallen(3, column, 12)).toEqual({ reward: 0, lost: 0 });
  });
});

describe("an episode", () => {
  it("terminates with the last of 30 points of energy", () => {
    const game = begun(0);
    let lost = 0;
    while (!game.done) {
      const before = game.energy;
      game.step(STAY);
      lost += before - game.energy;
      expect(game.terminated).toBe(lost === 30);
    }
    expect(lost).toBe(30);
    expect(game.steps).toBeLessThan(500);
  });

  it("ends after 500 steps, when 123 apples have come down", () => {
    const game = newOrchard();
    expect(runEpisode(game, plans, neuro.newRandom(1))).toBe(123);
    expect([game.steps, game.terminated]).toEqual([500, false]);
  });
});

describe("what is observed", () => {
  it("is 0 and 1 in three planes, and shows what the scene says at every step", () => {
    const game = newOrchard();
    game.reset(neuro.newRandom(4));
    while (!game.done) {
      game.step(chases(game.observation));
      const { net, things } = game.scene();
      const expected = new Float32Array(300);
      for (let column = net.from; column <= net.to; column++) expected[(9 * 10 + column) * 3] = 1;
      for (const { kind, row, column } of things) expected[(row * 10 + column) * 3 + (kind === "apple" ? 1 : 2)] = 1;
      expect(game.observation).toEqual(expected);
      expect(things.every(({ kind, row, column }) => isAt(game.observation, row, column, kind))).toBe(true);
    }
  });
});

describe("over many episodes", () => {
  it("chance gets less than a tenth of all apples", () => {
    const random = neuro.newRandom(1, 1);
    const chance = mean(episodes(() => random.below(3), 200));
    expect(chance).toBeGreaterThan(0);
    expect(chance).toBeLessThan(12.3);
  });

  it("who runs after apples and does not look out for stones may run out of energy on the way", () => {
    const scores = episodes(chases, 100);
    expect(Math.max(...scores)).toBe(123);
    expect(Math.min(...scores)).toBeLessThan(100);
  });

  it("who plans ahead catches every apple and meets no stone", () => {
    const game = newOrchard();
    for (let seed = 0; seed < 100; seed++) {
      expect(runEpisode(game, plans, neuro.newRandom(seed))).toBe(123);
      expect(game.energy).toBe(30);
    }
  });
});
