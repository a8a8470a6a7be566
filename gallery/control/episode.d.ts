import type { Orchard, OrchardScene } from "./orchard.js";
import type { Motion, Random, Task } from "./task.ts";

/** Where an episode is: one of its beginning, then one of every step. Nothing but what JSON can say. */
export type EpisodeFrame = MotionFrame | OrchardFrame;

interface FrameOfAny {
  /** Steps so far: 0 of the beginning. */
  readonly step: number;
  /** The sum of the rewards so far. */
  readonly reward: number;
}

export interface MotionFrame extends FrameOfAny {
  readonly task: "CartPole-v0" | "CartPole-v1" | "Acrobot-v1" | "MountainCarContinuous-v0" | "Pendulum-v1";
  /** As the task's own file says: of CartPole place, speed, angle and its speed; and so on. */
  readonly state: readonly number[];
}

export interface OrchardFrame extends FrameOfAny {
  readonly task: "Orchard";
  readonly scene: OrchardScene;
}

/**
 * The rewards of one episode, added up. `act` says what to do of what is observed; `random` is a source of the episode's own;
 * `show`, if there is one, is given a frame of the beginning and one of every step.
 */
export declare function runEpisode(task: Task, act: (observation: Float32Array) => number, random: Random): number;
export declare function runEpisode(
  task: Motion | Orchard,
  act: (observation: Float32Array) => number,
  random: Random,
  show: ((frame: EpisodeFrame) => void) | undefined,
): number;
