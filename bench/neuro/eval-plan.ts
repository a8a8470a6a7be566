import type { NetworkShape } from "../../gallery/neuro/neuro.js";
import { neuro } from "../../gallery/neuro/neuro.js";

/** Networks and what they are to see, for both sides of the comparison. */
export interface EvalPlan {
  readonly name: string;
  readonly shape: NetworkShape;
  readonly sizes: readonly number[];
  readonly weights: readonly Float32Array[];
  readonly observations: readonly Float32Array[];
}

const GENOMES = 64;
const STEPS = 20;

/** 64 networks with hidden layers of tanh, and 20 observations for each. */
export function evalPlan(sizes: readonly number[]): EvalPlan {
  const [inputs = 0, ...further] = sizes;
  const shape: NetworkShape = { inputs, hidden: further.slice(0, -1), outputs: further.at(-1) ?? 0 };
  const random = neuro.newRandom(1);
  return {
    name: sizes.join("-"),
    shape,
    sizes,
    weights: Array.from({ length: GENOMES }, (_, i) => neuro.weightsOf([i, 1, 2], shape, 0.1)),
    observations: Array.from({ length: GENOMES * STEPS }, () =>
      Float32Array.from({ length: inputs }, () => random.normal()),
    ),
  };
}
