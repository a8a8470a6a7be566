/**
 * Which points of a noisy study to run again, and which is the best. A point's first value is what it was chosen for, so the lowest
 * of many first values is mostly luck: it counts for choosing what to repeat, and never for the mean that is shown.
 */
import type { TrialId } from "../trial/trial.ts";
import { studentQuantile } from "./student.ts";

/** What is known of one noisy point; losses, so less is better. */
export interface NoisyPoint {
  /** The first trial with these parameters. */
  readonly origin: TrialId;
  /** Of a history: the row that stands for it. */
  readonly row: number;
  /** NaN where it is not known, or says nothing. */
  readonly first: number;
  /** What its fresh-chance repeats came to. */
  readonly runs: readonly number[];
  /** Of a history: their rows, in the same order. */
  readonly runRows: readonly number[];
  /** Of a history: rows of repeats that nobody vouches for, which say nothing yet. */
  readonly doubtedRows: readonly number[];
  /** Which repeats there are. */
  readonly filled: ReadonlySet<number>;
  /** A run of it failed or violated a constraint: it is no best, and not repeated any more. */
  readonly isOut: boolean;
}

/** The best of a noisy study: the mean of a point's repeats. */
export interface MeanBest {
  readonly point: NoisyPoint;
  readonly mean: number;
  /** Half the width of the interval that holds the true mean with CONFIDENCE; endless after a single repeat. */
  readonly halfWidth: number;
  readonly runs: number;
}

export const CONFIDENCE = 0.95;
/** Of all trials, those that may be repeats. */
export const REPEAT_SHARE = 1 / 3;
/** The point that leads is repeated so many times as often as a study asks: then its mean is known twice as well. */
const MOST_FACTOR = 4;
/** The noise of all repeated points together weighs as much as so many runs of a point of its own. */
const POOLED_RUNS = 4;

/** Repeats of one point at most. */
export const mostRepeats = (repeats: number): number => MOST_FACTOR * repeats;

/** Whether one more repeat keeps their share of all trials. */
export const hasRoomForRepeat = (repeats: number, all: number): boolean => repeats + 1 <= REPEAT_SHARE * (all + 1);

/** The same to the last digit in whatever order the values came. */
export const meanOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b).reduce((sum, value) => sum + value, 0) / values.length;

/** Sum of squares around the mean. */
function scatterOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.toSorted((a, b) => a - b).reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** The best mean of those with at least `repeats` repeats that count; ties go to the smallest id. Null while there is none. */
export function meanBest(
  points: readonly NoisyPoint[],
  repeats: number,
  counts: (point: NoisyPoint) => boolean = () => true,
): MeanBest | null {
  let best: NoisyPoint | null = null;
  let bestMean = Number.POSITIVE_INFINITY;
  let contenders = 0;
  for (const point of points) {
    if (point.isOut || point.runs.length < repeats) continue;
    contenders += 1;
    if (!counts(point)) continue;
    const mean = meanOf(point.runs);
    if (best !== null && (mean > bestMean || (mean === bestMean && point.origin > best.origin))) continue;
    [best, bestMean] = [point, mean];
  }
  if (best === null) return null;
  return {
    point: best,
    mean: bestMean,
    halfWidth: halfWidthOf(best.runs, noiseOf(points), contenders),
    runs: best.runs.length,
  };
}

/**
 * Half of an interval that holds the true mean. The lowest of several means is low by luck, too: so it is one that would hold for all
 * of `contenders` at once (Sidak). A few runs say little of their noise: the other points' is taken in with it, as in the moderated t
 * of G. K. Smyth, "Linear models and empirical Bayes methods" (2004).
 */
function halfWidthOf(runs: readonly number[], noise: PooledNoise, contenders: number): number {
  const { variance, freedom } = moderated(runs, noise);
  if (freedom < 1) return Number.POSITIVE_INFINITY;
  const each = 1 - CONFIDENCE ** (1 / contenders);
  return studentQuantile(each / 2, freedom) * Math.sqrt(variance / runs.length);
}

interface PooledNoise {
  readonly variance: number;
  readonly freedom: number;
}

/** Of points that have two repeats or more. */
function noiseOf(points: readonly NoisyPoint[]): PooledNoise {
  let [scatter, freedom] = [0, 0];
  for (const { runs } of points) {
    if (runs.length < 2) continue;
    scatter += scatterOf(runs);
    freedom += runs.length - 1;
  }
  return { variance: freedom === 0 ? 0 : scatter / freedom, freedom };
}

/** The noise of these runs, with that of all points as if it were some more of them. */
function moderated(runs: readonly number[], pooled: PooledNoise): PooledNoise {
  const weight = Math.min(POOLED_RUNS, pooled.freedom);
  const freedom = runs.length - 1 + weight;
  return { variance: freedom === 0 ? 0 : (scatterOf(runs) + weight * pooled.variance) / freedom, freedom };
}

/**
 * Repeats to come, the one that says most first: a race to the leader's place. Whoever is in it runs on until its mean is known or
 * it is plainly worse than the leader's; then the point whose first value is the lowest enters, as long as that is lower than the
 * leader's mean; where nobody is left to challenge it, the leader itself. `pending`: how many of a point run already.
 */
export function nextRepeats(
  points: readonly NoisyPoint[],
  repeats: number,
  count: number,
  pending: ReadonlyMap<TrialId, number> = new Map(),
): NoisyPoint[] {
  const leader = meanBest(points, repeats);
  const noise = noiseOf(points);
  const racers = points
    .filter((point) => !point.isOut && point.runs.length < repeats && mayLead(point, leader, noise))
    .sort((a, b) => b.runs.length - a.runs.length || firstOf(a) - firstOf(b) || (a.origin < b.origin ? -1 : 1));
  const wanted: NoisyPoint[] = [];
  const take = (point: NoisyPoint, most: number): void => {
    const left = most - point.runs.length - (pending.get(point.origin) ?? 0);
    for (let i = 0; i < left && wanted.length < count; i++) wanted.push(point);
  };
  for (const racer of racers) take(racer, repeats);
  if (leader !== null) take(leader.point, mostRepeats(repeats));
  return wanted;
}

const firstOf = ({ first }: NoisyPoint): number => (Number.isFinite(first) ? first : Number.POSITIVE_INFINITY);

/** Whether a point may turn out better than the leader: a point that was run once by its value, any other by its repeats. */
function mayLead(point: NoisyPoint, leader: MeanBest | null, noise: PooledNoise): boolean {
  const { runs, first } = point;
  if (leader === null) return true;
  if (runs.length === 0) return first < leader.mean;
  return meanOf(runs) - Math.sqrt(moderated(runs, noise).variance / runs.length) < leader.mean;
}
