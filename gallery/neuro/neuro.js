import { newRandom } from "./counter-random.js";
import { cos, exp, log, sin, tanh } from "./exact-math.js";
import { bytesOf, weightCount, weightsOf } from "./genome.js";
import { newPolicy } from "./policy.js";

/** Deep neuroevolution for objectives: docs/neuroevolution.md. */
export const neuro = { weightsOf, weightCount, bytesOf, newPolicy, newRandom, log, exp, sin, cos, tanh };
