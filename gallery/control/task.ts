/** Chance for a task, as `neuro.newRandom(seed)` gives it. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
}

/** `neuro`, where scores have to be the same in every engine; `Math` does as well where they need not. */
export interface Maths {
  sin(x: number): number;
  cos(x: number): number;
}

/** What `step` takes: the number of a choice below `count`, or a number, clipped to its range. */
export type Action =
  | { readonly kind: "choice"; readonly count: number }
  | { readonly kind: "number"; readonly low: number; readonly high: number };

/**
 * Something to learn: an episode begins with `reset` and takes `step` after `step` until `done`. Nothing is allocated on
 * the way: `observation` and `state` are the same arrays for ever, written over by each step.
 */
export interface Task {
  readonly name: string;
  /** How many numbers are observed, or a picture's [height, width, channels], as a network's shape has them. */
  readonly inputs: number | readonly [number, number, number];
  readonly action: Action;
  /** An episode that has not terminated ends here. */
  readonly maxSteps: number;
  /** The reward per episode, as a mean over many, from which on a task of Gymnasium counts as solved there. */
  readonly solvedFrom: number | null;
  readonly observation: Float32Array;
  /** Of the episode so far. */
  readonly steps: number;
  /** Of the last step. */
  readonly reward: number;
  /** The task itself ended the episode, rather than its cap. */
  readonly terminated: boolean;
  /** Terminated, or at the cap. */
  readonly done: boolean;
  /** Begins an episode. A task that needs chance on the way goes on drawing from the same source. */
  reset(random: Random): void;
  step(action: number): void;
}

/** A task of a body in motion. Who writes into `state` after a `reset` begins from there. */
export interface Motion extends Task {
  readonly state: Float64Array;
}

/** Gymnasium computes with actions of 64 bits otherwise where a policy gives it such; ours are of 32, as its action spaces. */
export interface ForceOptions {
  readonly wide?: boolean;
}
