/** The likeliest hyperparameters of given data, by gradients from one start or several. */
import type { Effort } from "./effort.ts";
import { HyperLoss, type HyperPriors, hyperBox, priorMeans } from "./hyper-loss.ts";
import type { KernelShape } from "./kernel.ts";
import { minimise } from "./lbfgs.ts";

export interface FitOptions {
  /** Hyperparameters to start from, each in its turn; the prior's means if there is none. */
  readonly starts?: readonly Float64Array[];
  readonly maxIterations?: number;
  /** The search ends where this is used up, at the best found until then; unlimited if left out. */
  readonly effort?: Effort;
}

export interface Fit {
  readonly parameters: Float64Array;
  /** Infinity if nothing better than the first start was found. */
  readonly loss: number;
}

/** From here on a smaller change of the loss would not move a prediction anybody could see. */
const LOSS_TOLERANCE = 1e-3;
/** Iterations of one fit: warm-started ones need about ten. */
const MAX_FIT_ITERATIONS = 40;

/** The best of what each start leads to. `points` row by row. */
export function fitHyperparameters(
  shape: KernelShape,
  points: Float64Array,
  targets: Float64Array,
  priors: HyperPriors,
  options: FitOptions = {},
): Fit {
  const loss = new HyperLoss(shape, points, targets, priors);
  const { starts = [priorMeans(shape, priors)], maxIterations = MAX_FIT_ITERATIONS, effort } = options;
  // The minimiser never steps to Infinity, so that it soon ends where it is.
  const evaluate = (at: Float64Array, gradient: Float64Array): number =>
    effort?.spend(loss.cost) === false ? Number.POSITIVE_INFINITY : loss.evaluate(at, gradient);
  const box = hyperBox(shape, priors);
  let best: Fit = { parameters: starts[0] ?? priorMeans(shape, priors), loss: Number.POSITIVE_INFINITY };
  for (const start of starts) {
    const parameters = start.slice();
    const value = minimise(evaluate, parameters, box, {
      maxIterations,
      gradientTolerance: 1e-2,
      valueTolerance: LOSS_TOLERANCE,
    });
    if (value < best.loss) best = { parameters, loss: value };
  }
  return best;
}
