/** What a point promises: ln of the expected improvement, plus ln of the chance that it keeps every constraint. */
import { logExpectedImprovement, logNegativeProbability, type Slopes } from "./acquisition.ts";
import type { ConstraintModel } from "./feasibility.ts";
import type { GpModel } from "./model.ts";
import type { Surrogate } from "./surrogate.ts";

/**
 * Points less likely to be feasible, in ln, are for where there is nothing else: once the model is sure of the objective,
 * ln of the improvement falls so far everywhere that any breach would look cheap.
 */
const LEAST_CHANCE = Math.log(0.05);
/** What a point loses for each e-fold it falls short: more than it could gain by improving. */
const STEEPNESS = 100;

const shortfall = (chance: number): number => STEEPNESS * Math.max(0, LEAST_CHANCE - chance);

export class Utility {
  readonly #losses: Surrogate;
  readonly #constraints: readonly ConstraintModel[];
  readonly #slopes: Slopes = { value: 0, byMean: 0, byVariance: 0 };
  readonly #prediction = { mean: 0, variance: 0 };
  #spent = 0;
  readonly #meanGradient: Float64Array;
  readonly #varianceGradient: Float64Array;

  /** `constraints` predict in the losses' coordinates. */
  constructor(losses: Surrogate, constraints: readonly ConstraintModel[]) {
    this.#losses = losses;
    this.#constraints = constraints;
    this.#meanGradient = new Float64Array(losses.model.shape.dimensions);
    this.#varianceGradient = new Float64Array(losses.model.shape.dimensions);
  }

  /** Multiplications all calls so far have taken, or about so many. */
  get spent(): number {
    return this.#spent;
  }

  value(x: Float64Array): number {
    const mapped = this.#losses.map(x);
    let value = 0;
    // Without a feasible point yet there is nothing to improve on: feasibility alone counts.
    if (Number.isFinite(this.#losses.best)) {
      this.#count(this.#losses.model, 1);
      this.#losses.model.predict(mapped, this.#prediction);
      this.#improvement();
      value = this.#slopes.value;
    }
    let chance = 0;
    for (const { model, limit } of this.#constraints) {
      this.#count(model, 1);
      model.predict(mapped, this.#prediction);
      this.#feasibility(limit);
      chance += this.#slopes.value;
    }
    return value + chance - shortfall(chance);
  }

  /** Minus the value, and minus its gradient: for a minimiser. */
  loss(x: Float64Array, gradient: Float64Array): number {
    const mapped = this.#losses.map(x);
    gradient.fill(0);
    let chance = 0;
    for (const { model, limit } of this.#constraints) {
      this.#count(model, 2);
      model.predictGradients(mapped, this.#prediction, this.#meanGradient, this.#varianceGradient);
      this.#feasibility(limit);
      chance += this.#slopes.value;
      this.#descend(gradient);
    }
    if (chance < LEAST_CHANCE) scale(gradient, 1 + STEEPNESS);
    let value = shortfall(chance) - chance;
    if (Number.isFinite(this.#losses.best)) {
      this.#count(this.#losses.model, 2);
      this.#losses.model.predictGradients(mapped, this.#prediction, this.#meanGradient, this.#varianceGradient);
      this.#improvement();
      value -= this.#slopes.value;
      this.#descend(gradient);
    }
    return value;
  }

  #improvement(): void {
    const { mean, variance } = this.#prediction;
    logExpectedImprovement(this.#losses.best, mean, variance, this.#slopes);
  }

  #feasibility(limit: number): void {
    const { mean, variance } = this.#prediction;
    logNegativeProbability(mean - limit, variance, this.#slopes);
  }

  #count({ size, shape }: GpModel, passes: number): void {
    this.#spent += passes * size * (size / 2 + 2 * shape.dimensions + 15);
  }

  #descend(gradient: Float64Array): void {
    const { byMean, byVariance } = this.#slopes;
    for (let d = 0; d < gradient.length; d++) {
      const slope = byMean * (this.#meanGradient[d] as number) + byVariance * (this.#varianceGradient[d] as number);
      gradient[d] = (gradient[d] as number) - slope * this.#losses.stretch(d);
    }
  }
}

function scale(gradient: Float64Array, by: number): void {
  for (let d = 0; d < gradient.length; d++) gradient[d] = (gradient[d] as number) * by;
}
