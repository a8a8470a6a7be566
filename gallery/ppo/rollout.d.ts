export interface Rollout {
  readonly observations: Float64Array;
  readonly actions: Int32Array;
  readonly logProbabilities: Float64Array;
  readonly rewards: Float64Array;
  readonly values: Float64Array;
  readonly ends: Uint8Array;
  readonly restValues: Float64Array;
  readonly advantages: Float64Array;
  readonly returns: Float64Array;
}

export declare function newRollout(steps: number, inputs: number): Rollout;
export declare function estimateAdvantages(rollout: Rollout, gamma: number, lambda: number): void;
export declare function standardize(rollouts: readonly Rollout[]): void;
