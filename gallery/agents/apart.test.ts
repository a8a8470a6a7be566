// Agents in places of their own, of which none ever knows another's slice: they train each other by two numbers a step.
import { expect, test } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { agents } from "./agents.js";

const settings = agents.settingsOf({ agents: 3, parameters: 8, hidden: 16, target: 2, communication: "sum" });
const { slices } = agents.newWorld(settings);
const SEED = 6;
const at = (values: ArrayLike<number>, i: number): number => values[i] ?? Number.NaN;
const isNear = (sum: number): boolean => Math.abs(settings.target - sum) < settings.tolerance;

/** What a place tells after each step. */
interface Told {
  /** What its slice adds up to. */
  readonly sum: number;
  /** How many of its parameters a bound holds. */
  readonly held: number;
}

function newPlace(k: number) {
  // Every place draws everything alike, and uses its own alone.
  const random = neuro.newRandom(SEED);
  const agent = slices.map((_, j) => agents.newAgent(settings, slices, j, random))[k];
  const { from = 0, to = 0 } = slices[k] ?? {};
  const world = agents.newWorld(settings);
  // Whatever reads a parameter of another place comes to nothing.
  const state = new Float64Array(settings.parameters).fill(Number.NaN);
  const held = new Int8Array(settings.parameters);
  const [changes, slopes] = [new Float64Array(settings.parameters), new Float64Array(settings.parameters)];
  const told = (): Told => ({
    sum: state.subarray(from, to).reduce((a, b) => a + b, 0),
    held: held.filter((side) => side !== 0).length,
  });

  return {
    agent,
    slice: () => state.subarray(from, to),
    begin(): Told {
      const start = Float64Array.from(state, () => 2 * random.uniform() - 1);
      state.set(start.subarray(from, to), from);
      held.fill(0);
      return told();
    },
    move(sum: number): Told {
      agent?.act({ state, sum }, changes);
      for (let i = from; i < to; i++) {
        const moved = at(state, i) + at(changes, i);
        held[i] = moved > 1 ? 1 : moved < -1 ? -1 : 0;
        state[i] = Math.min(1, Math.max(-1, moved));
      }
      return told();
    },
    learn(sum: number): void {
      agents.fillSlopes({ ...world, state, held, sum }, settings, slopes);
      agent?.learn(slopes);
    },
  };
}

test("a training of agents who tell each other what their slices add up to is the same to 1e-9", () => {
  const together = agents.newTraining(settings, neuro.newRandom(SEED));
  const results = Array.from({ length: 40 }, () => together.episode());
  const places = slices.map((_, k) => newPlace(k));
  const sumOf = (told: readonly Told[]): number => told.reduce((total, { sum }) => total + sum, 0);
  let frozen = 0;
  for (const expected of results) {
    let sum = sumOf(places.map((place) => place.begin()));
    let [steps, reward] = [0, 0];
    let isOver = false;
    while (steps < settings.steps && !isOver) {
      const told = places.map((place) => place.move(sum));
      sum = sumOf(told);
      for (const place of places) place.learn(sum);
      reward -= Math.abs(settings.target - sum);
      steps += 1;
      const isFrozen = told.reduce((total, { held }) => total + held, 0) === settings.parameters;
      frozen += isFrozen ? 1 : 0;
      isOver = isFrozen || isNear(sum);
    }
    expect({ steps, solved: isNear(sum) }).toEqual({ steps: expected.steps, solved: expected.solved });
    expect(Math.abs(reward - expected.reward)).toBeLessThan(1e-9);
  }
  expect(frozen).toBeGreaterThan(0);
  places.forEach(({ agent, slice }, k) => {
    const weights = agent?.network.weights ?? new Float64Array();
    expect(weights.length).toBe(together.agents[k]?.network.weights.length);
    weights.forEach((weight, i) => {
      expect(Math.abs(weight - at(together.agents[k]?.network.weights ?? [], i))).toBeLessThan(1e-9);
    });
    const { from = 0, to = 0 } = slices[k] ?? {};
    slice().forEach((value, i) => {
      expect(Math.abs(value - at(together.parameters.subarray(from, to), i))).toBeLessThan(1e-9);
    });
  });
});
