export declare function newAdam(weights: Float64Array, gradient: Float64Array, learningRate: number): { step(): void };
