import { describe, expect, it, test } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { newAcrobot } from "./acrobot.js";
import { newCartPole } from "./cart-pole.js";
import { runEpisode } from "./episode.js";
import { newMountainCar } from "./mountain-car.js";
import { newPendulum } from "./pendulum.js";
import type { Motion, Task } from "./task.ts";
import { episodesHash, KNOWN_HASHES, makers, setups } from "./testing/episodes-hash.ts";

const { newRandom } = neuro;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const scores = (task: Task, act: (seen: Float32Array) => number, episodes = 100): number[] =>
  Array.from({ length: episodes }, (_, seed) => runEpisode(task, act, newRandom(seed)));

/** Acts by chance: a choice as good as any other, or a number of its range. */
function anything({ action }: Task, seed = 5): () => number {
  const random = newRandom(seed, 1);
  if (action.kind === "choice") return () => random.below(action.count);
  return () => action.low + (action.high - action.low) * random.uniform();
}

describe.each(setups)("$name", (setup) => {
  const { name, act } = setup;
  const task = setup.make(makers, neuro);

  it("bears its name, and says how much it shows", () => {
    expect(task.name).toBe(name);
    const size = typeof task.inputs === "number" ? task.inputs : task.inputs.reduce((a, b) => a * b);
    expect(task.observation.length).toBe(size);
  });

  it("plays 100 known episodes to the last bit", () => {
    expect(episodesHash(setup, neuro)).toBe(KNOWN_HASHES[name]);
  });

  it("gives the same seed the same episode, whatever was played before, and another seed another one", () => {
    const first = scores(task, act, 3);
    scores(task, anything(task), 2);
    expect(scores(task, act, 3)).toEqual(first);
    const starts = [0, 1, 0].map((seed) => {
      task.reset(newRandom(seed));
      task.step(0);
      task.step(0);
      task.step(0);
      return [...task.observation].join();
    });
    expect(starts[0]).toBe(starts[2]);
    expect(starts[1]).not.toBe(starts[0]);
  });

  it("writes over the same array at every step", () => {
    const { observation } = task;
    task.reset(newRandom(1));
    task.step(0);
    expect(task.observation).toBe(observation);
  });

  it("is done when it terminates or at its cap, and at no step before", () => {
    for (let seed = 0; seed < 10; seed++) {
      const play = seed % 2 === 0 ? act : anything(task, seed);
      task.reset(newRandom(seed));
      expect([task.done, task.terminated, task.steps]).toEqual([false, false, 0]);
      while (!task.done) {
        expect(task.terminated).toBe(false);
        expect(task.steps).toBeLessThan(task.maxSteps);
        task.step(play(task.observation));
      }
      expect(task.terminated || task.steps === task.maxSteps).toBe(true);
    }
  });
});

test.each([
  ["CartPole-v0", 195, 30],
  ["CartPole-v1", 475, 30],
  ["Acrobot-v1", -100, -490],
  ["MountainCarContinuous-v0", 90, -30],
  ["Pendulum-v1", -150, -1100],
  ["Orchard", 115, 12],
])("%s pays a hand-written policy at least %d, and chance at most %d", (name, skilled, chance) => {
  const setup = setups.find((setup) => setup.name === name);
  const task = setup?.make(makers, neuro);
  if (setup === undefined || task === undefined) throw new Error(`There is no task ${name}.`);
  expect(mean(scores(task, setup.act))).toBeGreaterThanOrEqual(skilled);
  expect(mean(scores(task, anything(task)))).toBeLessThanOrEqual(chance);
});

test.each([
  ["CartPole-v0", 200, 195],
  ["CartPole-v1", 500, 475],
  ["Acrobot-v1", 500, -100],
  ["MountainCarContinuous-v0", 999, 90],
  ["Pendulum-v1", 200, null],
])("%s is capped at %d steps and solved from %d on, as in Gymnasium", (name, maxSteps, solvedFrom) => {
  const setup = setups.find((setup) => setup.name === name);
  expect(setup?.make(makers, neuro)).toMatchObject({ maxSteps, solvedFrom });
});

/** One step from a state, by an action. */
function after(task: Motion, state: readonly number[], action: number): Motion {
  task.reset(newRandom(0));
  task.state.set(state);
  task.step(action);
  return task;
}

describe("an episode terminates", () => {
  it.each([
    ["the cart leaves the track to the right", [2.39, 1, 0, 0], true],
    ["the cart leaves it to the left", [-2.39, -1, 0, 0], true],
    ["the pole leans over 12 degrees to the right", [0, 0, 0.2, 1], true],
    ["the pole leans over to the left", [0, 0, -0.2, -1], true],
    ["neither", [2.39, 0, 0.2, 0], false],
  ])("of CartPole where %s", (_, state, terminated) => {
    const task = after(newCartPole(neuro), state, 1);
    expect([task.terminated, task.done, task.reward]).toEqual([terminated, terminated, 1]);
  });

  it.each([
    ["the free end is over the bar", [3, 0, 0, 0], true, 0],
    ["hangs", [0, 0, 0, 0], false, -1],
  ])("of Acrobot where %s", (_, state, terminated, reward) => {
    const task = after(newAcrobot(neuro), state, 1);
    expect([task.terminated, task.done, task.reward]).toEqual([terminated, terminated, reward]);
  });

  it.each([
    ["reaches the flag", [0.44, 0.03], true],
    ["rolls back from it", [0.46, -0.03], false],
    ["is below it", [0.4, 0.03], false],
  ])("of MountainCar where the car %s", (_, state, terminated) => {
    const task = after(newMountainCar(neuro), state, 0);
    expect([task.terminated, task.reward]).toEqual([terminated, terminated ? 100 : 0]);
  });
});

describe("a force beyond the range", () => {
  it("moves the car no more than the greatest, but costs what it is", () => {
    const most = after(newMountainCar(neuro), [-0.5, 0], 1);
    const place = [...most.state];
    const beyond = after(newMountainCar(neuro), [-0.5, 0], 3);
    expect([...beyond.state].map((x, i) => Math.abs(x - (place[i] ?? 0)) < 1e-9)).toEqual([true, true]);
    expect(most.reward).toBeCloseTo(-0.1, 12);
    expect(beyond.reward).toBeCloseTo(-0.9, 12);
  });

  it("turns the pendulum no more than the greatest, and costs no more", () => {
    const most = after(newPendulum(neuro), [1, 0], 2);
    const [state, reward] = [[...most.state], most.reward];
    const beyond = after(newPendulum(neuro), [1, 0], 50);
    expect([[...beyond.state], beyond.reward]).toEqual([state, reward]);
  });
});

describe("a new episode", () => {
  const starts = (task: Motion): number[][] =>
    Array.from({ length: 2000 }, (_, seed) => {
      task.reset(newRandom(seed));
      return [...task.state];
    });

  it.each([
    ["CartPole", newCartPole(neuro), [0.05, 0.05, 0.05, 0.05], [0, 0, 0, 0]],
    ["Acrobot", newAcrobot(neuro), [0.1, 0.1, 0.1, 0.1], [0, 0, 0, 0]],
    ["Pendulum", newPendulum(neuro), [Math.PI, 1], [0, 0]],
    ["MountainCar", newMountainCar(neuro), [0.1, 0], [-0.5, 0]],
  ] as const)("of %s begins evenly anywhere in its range", (_, task, reach, middle) => {
    const drawn = starts(task);
    reach.forEach((most, i) => {
      const off = drawn.map((state) => (state[i] ?? Number.NaN) - (middle[i] ?? 0));
      expect(Math.max(...off.map(Math.abs))).toBeLessThanOrEqual(most + 1e-8);
      expect(Math.max(...off)).toBeGreaterThanOrEqual(0.99 * most);
      expect(Math.min(...off)).toBeLessThanOrEqual(-0.99 * most);
      // Of 2,000 uniform numbers: five standard errors.
      expect(Math.abs(mean(off))).toBeLessThanOrEqual((5 * most) / Math.sqrt(3 * 2000));
    });
  });
});
