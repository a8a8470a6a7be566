import type { newCartPole } from "../../control/cart-pole.js";
import type { neuro } from "../../neuro/neuro.js";
import type { ppo } from "../ppo.js";

export interface Libraries {
  readonly neuro: typeof neuro;
  readonly ppo: typeof ppo;
  readonly newCartPole: typeof newCartPole;
}

/** Of every bit of the policy's weights after three iterations with either activation (FNV-1a, word by word). */
export function ppoHash({ neuro, ppo, newCartPole }: Libraries): string {
  let hash = 0x811c9dc5;
  for (const activation of ["relu", "tanh"] as const) {
    const newTask = () => newCartPole(neuro, { maxSteps: 200 });
    const training = ppo.newTraining({ neuro, newTask, seed: 5, timesteps_per_batch: 400, activation });
    for (let i = 0; i < 3; i++) training.iteration();
    for (const word of new Uint32Array(training.policy.weights.buffer)) {
      hash = Math.imul(hash ^ word, 0x01000193);
      hash ^= hash >>> 15;
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** What every engine must come to. */
export const KNOWN_HASH = "09238b17";
