/** What a point promises: ln of the expected improvement, plus ln of the chance that it is feasible at all. */
import { logExpectedImprovement, logNegativeProbability, type Slopes } from "./acquisition.ts";
import type { GpModel } from "./model.ts";
import type { Surrogate } from "./surrogate.ts";

export class Utility {
  readonly #losses: Surrogate;
  readonly #violations: GpModel | null;
  readonly #slopes: Slopes = { value: 0, byMean: 0, byVariance: 0 };
  readonly #prediction = { mean: 0, variance: 0 };
  readonly #meanGradient: Float64Array;
  readonly #varianceGradient: Float64Array;

  /** `violations` predicts below 0 where a point is feasible, in the losses' coordinates; null if all points are. */
  constructor(losses: Surrogate, violations: GpModel | null) {
    this.#losses = losses;
    this.#violations = violations;
    this.#meanGradient = new Float64Array(losses.model.shape.dimensions);
    this.#varianceGradient = new Float64Array(losses.model.shape.dimensions);
  }

  value(x: Float64Array): number {
    const mapped = this.#losses.map(x);
    let value = 0;
    // Without a feasible point yet there is nothing to improve on: feasibility alone counts.
    if (Number.isFinite(this.#losses.best)) {
      this.#losses.model.predict(mapped, this.#prediction);
      this.#improvement();
      value += this.#slopes.value;
    }
    if (this.#violations !== null) {
      this.#violations.predict(mapped, this.#prediction);
      this.#feasibility();
      value += this.#slopes.value;
    }
    return value;
  }

  /** Minus the value, and minus its gradient: for a minimiser. */
  loss(x: Float64Array, gradient: Float64Array): number {
    const mapped = this.#losses.map(x);
    gradient.fill(0);
    let value = 0;
    if (Number.isFinite(this.#losses.best)) {
      this.#losses.model.predictGradients(mapped, this.#prediction, this.#meanGradient, this.#varianceGradient);
      this.#improvement();
      value -= this.#slopes.value;
      this.#descend(gradient);
    }
    if (this.#violations !== null) {
      this.#violations.predictGradients(mapped, this.#prediction, this.#meanGradient, this.#varianceGradient);
      this.#feasibility();
      value -= this.#slopes.value;
      this.#descend(gradient);
    }
    return value;
  }

  #improvement(): void {
    const { mean, variance } = this.#prediction;
    logExpectedImprovement(this.#losses.best, mean, variance, this.#slopes);
  }

  #feasibility(): void {
    const { mean, variance } = this.#prediction;
    logNegativeProbability(mean, variance, this.#slopes);
  }

  #descend(gradient: Float64Array): void {
    const { byMean, byVariance } = this.#slopes;
    for (let d = 0; d < gradient.length; d++) {
      const slope = byMean * (this.#meanGradient[d] as number) + byVariance * (this.#varianceGradient[d] as number);
      gradient[d] = (gradient[d] as number) - slope * this.#losses.stretch(d);
    }
  }
}
