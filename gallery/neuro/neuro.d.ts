/** A network: convolutions of 3 x 3 points (stride 1, no border) of a picture, dense hidden layers, outputs. */
export interface NetworkShape {
  /** How many numbers it sees, or a picture's [height, width, channels], row by row, the channels of a point together. */
  readonly inputs: number | readonly [number, number, number];
  /** Channels of each convolution, first to last. */
  readonly convolutions?: readonly number[];
  /** Units of each dense hidden layer. */
  readonly hidden?: readonly number[];
  readonly outputs: number;
  /** Of all layers but the last; tanh where it is left out. */
  readonly activation?: "tanh" | "relu";
  /** The number of the greatest output (as where this is left out), or the outputs as they are, or their tanh. */
  readonly output?: "argmax" | "linear" | "tanh";
}

type Numbers = ArrayLike<number>;

export interface Policy {
  readonly lanes: number;
  /** What all lanes see, each from `stride` times its number on: to be filled in one go, or where it arises. */
  readonly observations: Float32Array;
  readonly stride: number;
  /** Of each lane what `decide` chose; nothing where the output is not argmax. */
  readonly choices: Int32Array;
  /** Of each lane the outputs that `decide` came to. */
  readonly values: readonly Float32Array[];
  /** Takes the weights of `weightsOf`, for one lane where each has its own. */
  load(weights: Numbers, lane?: number): void;
  /** What the first lane does: the number of an action, or the list of outputs, which is written over by the next call. */
  act(observation: Numbers): number | Float32Array;
  /** What a lane sees before the next `decide`. */
  see(lane: number, observation: Numbers): void;
  /** All of the first `busy` lanes (or of all) at once: fills their `values`, and `choices` where the output is argmax. */
  decide(busy?: number): void;
}

/** Chance of a counter-based generator: one seed and stream always give the same, anywhere. */
export interface TaskRandom {
  /** In [0, 1), of 53 bits. */
  uniform(): number;
  /** A whole number from 0 to n - 1, n at most 2^32. */
  below(n: number): number;
  /** N(0, 1). */
  normal(): number;
}

/** For tests: the path without WebAssembly. */
interface Path {
  readonly plain?: boolean;
}

export declare const neuro: {
  /** The weights that a genome of 1 to 1,000 seeds stands for; throws a sentence where it is none. */
  readonly weightsOf: (genome: Numbers, shape: NetworkShape, sigma: number, path?: Path) => Float32Array;
  /** How many numbers a network of this shape has. */
  readonly weightCount: (shape: NetworkShape) => number;
  /** What a genome weighs when it travels, beside the weights it stands for. */
  readonly bytesOf: (genome: Numbers, shape: NetworkShape) => { readonly genome: number; readonly weights: number };
  /** A network that acts, `lanes` of them at once; make it once, outside of the objective. */
  readonly newPolicy: (
    shape: NetworkShape,
    options?: Path & { readonly lanes?: number; readonly ownWeights?: boolean },
  ) => Policy;
  /** Chance for a task; `stream` tells apart what one seed is used for. */
  readonly newRandom: (seed: number, stream?: number) => TaskRandom;
  readonly log: (x: number) => number;
  readonly exp: (x: number) => number;
  readonly sin: (x: number) => number;
  readonly cos: (x: number) => number;
  readonly tanh: (x: number) => number;
};
