import type { Task } from "../control/task.ts";
import type { TaskRandom } from "../neuro/neuro.js";
import type { Learner } from "./learner.js";
import type { Rollout } from "./rollout.js";

export declare function newWorker(
  task: Task,
  random: TaskRandom,
  steps: number,
  learner: Learner,
): { readonly rollout: Rollout; play(ended: (reward: number, length: number) => void): void };
