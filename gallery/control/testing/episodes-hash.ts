import { newAcrobot } from "../acrobot.js";
import { newCartPole } from "../cart-pole.js";
import type { TaskFile } from "../control-source.ts";
import { newMountainCar } from "../mountain-car.js";
import { newOrchard } from "../orchard.js";
import { newPendulum } from "../pendulum.js";
import type { Maths, Random, Task } from "../task.ts";
import { balances, chases, pumps, swings, swingsUp } from "./players.ts";

/** The tasks from their files; an objective has some of these from a text. */
export const makers = { newCartPole, newAcrobot, newMountainCar, newPendulum, newOrchard };

export interface Setup {
  readonly name: string;
  readonly file: TaskFile;
  readonly make: (from: typeof makers, maths: Maths) => Task;
  readonly act: (seen: Float32Array) => number;
}

/** Each task with a policy that is no chance. */
export const setups: readonly Setup[] = [
  {
    name: "CartPole-v0",
    file: "cart-pole",
    make: (from, maths) => from.newCartPole(maths, { maxSteps: 200 }),
    act: balances,
  },
  { name: "CartPole-v1", file: "cart-pole", make: (from, maths) => from.newCartPole(maths), act: balances },
  { name: "Acrobot-v1", file: "acrobot", make: (from, maths) => from.newAcrobot(maths), act: pumps },
  {
    name: "MountainCarContinuous-v0",
    file: "mountain-car",
    make: (from, maths) => from.newMountainCar(maths),
    act: swings,
  },
  { name: "Pendulum-v1", file: "pendulum", make: (from, maths) => from.newPendulum(maths), act: swingsUp },
  { name: "Orchard", file: "orchard", make: (from) => from.newOrchard(), act: chases },
];

/** Of `episodesHash` with the library's sine, cosine and chance, in every engine. */
export const KNOWN_HASHES: Readonly<Record<string, string>> = {
  "CartPole-v0": "2b31431c",
  "CartPole-v1": "148ec19d",
  "Acrobot-v1": "02f2a3cb",
  "MountainCarContinuous-v0": "d7309a9c",
  "Pendulum-v1": "a579e29a",
  Orchard: "600ef82f",
};

const EPISODES = 100;

/** Every bit that is observed and rewarded in 100 episodes (Fowler, Noll and Vo's hash, word by word). */
export function episodesHash(
  { make, act }: Setup,
  library: Maths & { readonly newRandom: (seed: number) => Random },
  from = makers,
): string {
  const task = make(from, library);
  const words = new Uint32Array(task.observation.buffer);
  const reward = new Float64Array(1);
  const rewardWords = new Uint32Array(reward.buffer);
  let hash = 0x811c9dc5;
  const add = (word: number): void => {
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  };
  for (let seed = 0; seed < EPISODES; seed++) {
    task.reset(library.newRandom(seed));
    while (!task.done) {
      task.step(act(task.observation));
      reward[0] = task.reward;
      words.forEach(add);
      rewardWords.forEach(add);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
