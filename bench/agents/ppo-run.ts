import { newCartPole } from "../../gallery/control/cart-pole.js";
import { neuro } from "../../gallery/neuro/neuro.js";
import { type PpoOptions, ppo } from "../../gallery/ppo/ppo.js";
import { cpuClock } from "./cpu-seconds.ts";

export interface PpoPlan {
  readonly kind: "ppo";
  readonly options: Omit<PpoOptions, "neuro" | "newTask">;
  /** Stops at this mean reward, or after so many CPU seconds. */
  readonly reward: number;
  readonly seconds: number;
}

export interface PpoRun {
  readonly kind: "ppo";
  readonly reward: number;
  /** When the mean was first 195, which is CartPole-v0 solved; Infinity where it never was. */
  readonly solvedAfter: number;
  readonly cpuSeconds: number;
  readonly timesteps: number;
}

export const SOLVED = 195;

export function runPpo({ options, reward, seconds }: PpoPlan): PpoRun {
  const cpu = cpuClock();
  const training = ppo.newTraining({ ...options, neuro, newTask: () => newCartPole(neuro, { maxSteps: 200 }) });
  let solvedAfter = Infinity;
  for (;;) {
    const { episode_reward_mean: mean, timesteps_total: timesteps, episodes_total: episodes } = training.iteration();
    const cpuSeconds = cpu();
    if (mean >= SOLVED && episodes >= 100 && solvedAfter === Infinity) solvedAfter = cpuSeconds;
    if (mean >= reward || cpuSeconds >= seconds)
      return { kind: "ppo", reward: mean, solvedAfter, cpuSeconds, timesteps };
  }
}
