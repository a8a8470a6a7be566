import type { Task } from "../control/task.ts";
import type { Network } from "../gradient/network.js";
import type { neuro } from "../neuro/neuro.js";

/** All but the first two may be left out. */
export interface PpoOptions {
  readonly neuro: Pick<typeof neuro, "newRandom" | "exp" | "log" | "tanh">;
  /** A task of its own for each worker. */
  readonly newTask: () => Task;
  readonly seed?: number;
  /** How many play side by side. */
  readonly num_workers?: number;
  /** Of all workers together, between two times of learning. */
  readonly timesteps_per_batch?: number;
  /** How often all of these are gone through. */
  readonly num_sgd_iter?: number;
  readonly sgd_batchsize?: number;
  readonly lr?: number;
  readonly gamma?: number;
  readonly lambda?: number;
  readonly clip_param?: number;
  readonly vf_loss_coeff?: number;
  readonly entropy_coeff?: number;
  readonly hidden?: readonly number[];
  readonly activation?: "relu" | "tanh";
}

/** As a trainable reports it. */
export interface PpoResult {
  /** Of the last hundred episodes that ended, as `episode_len_mean`. */
  readonly episode_reward_mean: number;
  readonly episode_len_mean: number;
  readonly timesteps_total: number;
  readonly episodes_total: number;
  /** Means over the last pass. */
  readonly info: {
    readonly policy_loss: number;
    readonly vf_loss: number;
    readonly entropy: number;
    readonly kl: number;
  };
}

export declare const ppo: {
  /** Throws a sentence where the options cannot be. */
  readonly newTraining: (options: PpoOptions) => {
    readonly settings: Required<PpoOptions>;
    readonly policy: Network;
    /** What the policy does without chance. */
    readonly act: (observation: ArrayLike<number>) => number;
    iteration(): PpoResult;
  };
};
