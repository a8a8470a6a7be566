import { newAcrobot } from "../../gallery/control/acrobot.js";
import { newCartPole } from "../../gallery/control/cart-pole.js";
import { newMountainCar } from "../../gallery/control/mountain-car.js";
import { newOrchard } from "../../gallery/control/orchard.js";
import { newPendulum } from "../../gallery/control/pendulum.js";
import type { Motion, Random } from "../../gallery/control/task.ts";
import type { Json } from "../../study/spec/spec.ts";
import { mersenneLike } from "./fake-chance.ts";
import type { Scenario } from "./scenario.ts";

interface Episode {
  readonly frames: readonly Json[];
  readonly value: number;
}

/** An episode of one who knows the task, the same one for the same seed. */
export function episodeOf(scenario: Scenario, seed: number): Episode {
  const chance = mersenneLike(seed);
  const random: Random = { uniform: chance, below: (n) => Math.floor(n * chance()) };
  switch (scenario) {
    case "generations-acrobot":
      return moved(newAcrobot(Math), ([, , turn1 = 0, turn2 = 0]) => (turn1 + 0.4 * turn2 > 0 ? 0 : 2), random);
    case "generations-mountain-car":
      return moved(newMountainCar(Math), ([, speed = 0]) => (speed >= 0 ? 1 : -1), random);
    case "generations-minimize":
    case "generations-pendulum":
      return moved(newPendulum(Math), swingUp, random);
    case "generations-orchard":
      return picked(random);
    case "generations-silent":
      return { frames: [], value: 412 };
    case "generations-strange":
      return { frames: [{ task: "Tetris", step: 0, reward: 0, board: [] }, 7, "x"], value: 412 };
    default:
      return moved(newCartPole(Math), balance, random);
  }
}

const balance = ([place = 0, speed = 0, lean = 0, turn = 0]: readonly number[]): number =>
  0.35 * place + 0.6 * speed + 8 * lean + 1.6 * turn > 0 ? 1 : 0;

/** Energy until it is near the top, then held there. */
function swingUp([angle = 0, turn = 0]: readonly number[]): number {
  const near = Math.atan2(Math.sin(angle), Math.cos(angle));
  if (Math.abs(near) < 0.6) return -(10 * near + 2.4 * turn);
  const energy = turn * turn + 30 * (Math.cos(angle) - 1);
  return energy < 0 ? Math.sign(turn) * 2 : -Math.sign(turn) * 1;
}

function moved(task: Motion, act: (state: readonly number[]) => number, random: Random): Episode {
  task.reset(random);
  let reward = 0;
  const frameOf = (): Json => ({ task: task.name, step: task.steps, reward, state: [...task.state] });
  const frames = [frameOf()];
  while (!task.done) {
    task.step(act([...task.state]));
    reward += task.reward;
    frames.push(frameOf());
  }
  return { frames, value: reward };
}

/** Runs after the lowest apple. */
function picked(random: Random): Episode {
  const task = newOrchard();
  task.reset(random);
  let reward = 0;
  const frameOf = (): Json => {
    const { things, net, ...scene } = task.scene();
    const all = things.map(({ kind, row, column }): Json => ({ kind, row, column }));
    return { task: "Orchard", step: task.steps, reward, scene: { ...scene, net: { ...net }, things: all } };
  };
  const frames = [frameOf()];
  while (!task.done) {
    const { picker, things } = task.scene();
    const apple = things.findLast(({ kind }) => kind === "apple");
    task.step(apple === undefined || apple.column === picker ? 0 : apple.column < picker ? 1 : 2);
    reward += task.reward;
    frames.push(frameOf());
  }
  return { frames, value: reward };
}
