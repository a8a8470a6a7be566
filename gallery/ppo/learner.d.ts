import type { Network } from "../gradient/network.js";
import type { PpoOptions } from "./ppo.js";
import type { Rollout } from "./rollout.js";

export interface LossSums {
  policy_loss: number;
  vf_loss: number;
  entropy: number;
  kl: number;
}

export interface Learner {
  readonly policy: Network;
  readonly critic: Network;
  /** Adds the gradient of one step's loss, as one of `count` that are averaged, and its parts to `sums`. */
  learnFrom(rollout: Rollout, t: number, count: number, sums: LossSums): void;
  step(): void;
}

export declare function newLearner(settings: Required<PpoOptions>, inputs: number, actions: number): Learner;
