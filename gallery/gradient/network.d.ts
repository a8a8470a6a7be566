export interface Network {
  readonly weights: Float64Array;
  readonly gradient: Float64Array;
  /** Of the last `run`; the same array for ever. */
  readonly outputs: Float64Array;
  /** The loss's slopes in them, to be filled in before `back`. */
  readonly outputSlopes: Float64Array;
  run(observation: ArrayLike<number>): Float64Array;
  /** Adds the loss's gradient to `gradient`. */
  back(): void;
}

/** A network of dense layers that learns: of `sizes` inputs, hidden units and outputs. */
export declare function newNetwork(
  sizes: readonly number[],
  activation: "relu" | ((x: number) => number),
  random: { uniform(): number },
  lastScale?: number,
): Network;
