/** Which trials a model is made of, and what each is worth as one number. */
import type { Rng } from "../../rng.ts";
import { compareTrials, type PooledTrial } from "./trial-pool.ts";

/** The best `best` and the newest `newest` trials, in order of arrival. */
export function bestAndNewest(trials: readonly PooledTrial[], best: number, newest: number): readonly PooledTrial[] {
  if (trials.length <= best + newest) return trials;
  const kept = new Set(trials.slice(-newest));
  for (const trial of trials.toSorted((a, b) => compareTrials(a, b))) {
    if (kept.size >= best + newest) break;
    kept.add(trial);
  }
  return trials.filter((trial) => kept.has(trial));
}

/** The best feasible, the least infeasible and the newest trials, `each` of them, in order of arrival. */
export function bothSides(trials: readonly PooledTrial[], each: number): readonly PooledTrial[] {
  if (trials.length <= 3 * each) return trials;
  const sorted = trials.toSorted((a, b) => compareTrials(a, b));
  const kept = new Set(trials.slice(-each));
  for (const isFeasible of [true, false]) {
    const side = sorted.filter(({ violation }) => (violation === 0) === isFeasible);
    for (const trial of side.slice(0, each)) kept.add(trial);
  }
  return trials.filter((trial) => kept.has(trial));
}

/**
 * The trials with one loss each, for one proposal; that of a pruned trial counts as the median of the others if it looks
 * better.
 */
export function withOneLoss(trials: readonly PooledTrial[], rng: Rng): readonly PooledTrial[] {
  const losses = scalarised(trials, rng);
  const complete = losses.filter((_, i) => trials[i]?.isPruned === false).sort();
  const median = complete[complete.length >> 1] ?? Number.NEGATIVE_INFINITY;
  return trials.map((trial, i) => {
    const loss = losses[i] as number;
    return { ...trial, losses: [trial.isPruned ? Math.max(loss, median) : loss] };
  });
}

/** The share of the plain weighted sum in a Chebyshev scalarisation (Knowles 2006). */
const AUGMENTATION = 0.05;

/**
 * Several objectives as one: an augmented Chebyshev norm of losses scaled to [0, 1], with weights drawn anew for every
 * proposal, so that proposals spread along the front (ParEGO, Knowles 2006).
 */
function scalarised(trials: readonly PooledTrial[], rng: Rng): Float64Array {
  const objectives = trials[0]?.losses.length ?? 1;
  const raw = Array.from({ length: objectives }, () => -Math.log(1 - rng.next()));
  const total = raw.reduce((sum, weight) => sum + weight, 0) || 1;
  const result = new Float64Array(trials.length).fill(Number.NEGATIVE_INFINITY);
  const sums = new Float64Array(trials.length);
  for (let k = 0; k < objectives; k++) {
    const finite = trials.map(({ losses }) => losses[k] as number).filter(Number.isFinite);
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    trials.forEach(({ losses }, i) => {
      const scaled = high > low ? ((losses[k] as number) / 2 - low / 2) / (high / 2 - low / 2) : 0;
      const weighted = (Math.min(2, Math.max(-1, scaled)) * (raw[k] as number)) / total;
      result[i] = Math.max(result[i] as number, weighted);
      sums[i] = (sums[i] as number) + weighted;
    });
  }
  return result.map((value, i) => value + AUGMENTATION * (sums[i] as number));
}
