import { MisuseError } from "../errors.ts";
import type { TrialContext } from "../trial/suggest.ts";

/** The attribute under which a trial keeps the error of its cross-validation. */
export const CROSS_VALIDATION_ERROR = "crossValidationError";

/**
 * For objectives that return the mean of k cross-validated `scores`: keeps with the trial how far that mean may be off,
 * sqrt((1/k + 1/(k-1)) var), where var is the scores' variance (Makarova et al. 2022, eq. 3, after Nadeau and Bengio 2003).
 */
export function reportCrossValidation(trial: TrialContext, scores: readonly number[]): void {
  const k = scores.length;
  if (k < 2 || !scores.every(Number.isFinite)) {
    throw new MisuseError("reportCrossValidation needs two or more finite scores; give the score of every fold.");
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / k;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / k;
  trial.setUserAttr(CROSS_VALIDATION_ERROR, Math.sqrt((1 / k + 1 / (k - 1)) * variance));
}
