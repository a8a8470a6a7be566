/**
 * Deb and Jain 2014 (NSGA-III): where many objectives make most points equals, a population stays spread by keeping
 * points near every one of a set of reference directions. Section and algorithm numbers are the paper's.
 */
import { finiteLosses, type Losses, lossesAt } from "../../pareto/losses.ts";
import { choice, type Rng } from "../../rng.ts";
import { frontsOf, type Survival } from "./survival.ts";

/** Whole fronts while they fit; of the next one points from the emptiest niches (algorithm 1). */
export const nichingSurvival = (references: readonly Float64Array[]): Survival => ({
  select(losses, violations, size, rng) {
    const chosen: number[] = [];
    for (const front of frontsOf(losses, violations)) {
      if (chosen.length + front.length <= size) chosen.push(...front);
      else {
        const niches = nichesOf(lossesAt(losses, [...chosen, ...front]), references);
        const picked = pickFromNiches(niches, chosen.length, size - chosen.length, references.length, rng);
        chosen.push(...picked.map((i) => front[i] as number));
      }
      if (chosen.length >= size) break;
    }
    return chosen;
  },
});

interface Niches {
  /** The reference direction nearest to each point, and how far it is. */
  readonly niche: Int32Array;
  readonly distance: Float64Array;
}

/** Section IV-C and IV-D: points in units of the front's intercepts, each with the direction it is nearest to. */
function nichesOf(losses: Losses, references: readonly Float64Array[]): Niches {
  const { at, count, objectives } = normalized(finiteLosses(losses));
  const niche = new Int32Array(count);
  const distance = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < count; i++) {
    const point = at.subarray(i * objectives, (i + 1) * objectives);
    references.forEach((reference, r) => {
      const apart = distanceToLine(point, reference);
      if (apart >= (distance[i] as number)) return;
      distance[i] = apart;
      niche[i] = r;
    });
  }
  return { niche, distance };
}

/** Algorithm 4: `count` of the points after the first `taken`, as places among them. */
function pickFromNiches({ niche, distance }: Niches, taken: number, count: number, niches: number, rng: Rng): number[] {
  const members = new Int32Array(niches);
  for (let i = 0; i < taken; i++) members[niche[i] as number] = (members[niche[i] as number] as number) + 1;
  const waiting = new Map<number, number[]>();
  for (let i = taken; i < niche.length; i++) {
    const known = waiting.get(niche[i] as number);
    if (known === undefined) waiting.set(niche[i] as number, [i]);
    else known.push(i);
  }
  const picked: number[] = [];
  while (picked.length < count && waiting.size > 0) {
    const fewest = Math.min(...[...waiting.keys()].map((r) => members[r] as number));
    const r = choice(
      rng,
      [...waiting.keys()].filter((key) => members[key] === fewest),
    );
    const points = waiting.get(r) as number[];
    const point =
      fewest === 0
        ? points.reduce((best, i) => ((distance[i] as number) < (distance[best] as number) ? i : best))
        : choice(rng, points);
    points.splice(points.indexOf(point), 1);
    if (points.length === 0) waiting.delete(r);
    members[r] = fewest + 1;
    picked.push(point - taken);
  }
  return picked;
}

function distanceToLine(point: Float64Array, direction: Float64Array): number {
  let [dot, length2] = [0, 0];
  for (let j = 0; j < point.length; j++) {
    dot += (point[j] as number) * (direction[j] as number);
    length2 += (direction[j] as number) ** 2;
  }
  let sum = 0;
  for (let j = 0; j < point.length; j++)
    sum += ((point[j] as number) - (dot / length2) * (direction[j] as number)) ** 2;
  return sum;
}

/** Algorithm 2: from the ideal point, in units of the hyperplane's intercepts (or of the worst losses, without one). */
function normalized({ at, count, objectives }: Losses): Losses {
  const moved = at.slice();
  const worst = new Float64Array(objectives);
  for (let j = 0; j < objectives; j++) {
    let ideal = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) ideal = Math.min(ideal, at[i * objectives + j] as number);
    for (let i = 0; i < count; i++) {
      const loss = (at[i * objectives + j] as number) - ideal;
      moved[i * objectives + j] = loss;
      worst[j] = Math.max(worst[j] as number, loss);
    }
  }
  const points = { at: moved, count, objectives };
  const scale = intercepts(points) ?? worst;
  for (let k = 0; k < moved.length; k++) {
    moved[k] = (moved[k] as number) / ((scale[k % objectives] as number) || 1);
  }
  return points;
}

/** How much worse another objective has to be to count as much as the axis' own (equation 4's weights). */
const OFF_AXIS = 1e6;
const SMALLEST_INTERCEPT = 1e-12;

/** Where the plane through the extreme points cuts the axes; null if there is no such plane. */
function intercepts({ at, count, objectives }: Losses): Float64Array | null {
  const extremes = Array.from({ length: objectives }, (_, axis) => {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < count; i++) {
      let most = 0;
      for (let j = 0; j < objectives; j++) {
        most = Math.max(most, (at[i * objectives + j] as number) * (j === axis ? 1 : OFF_AXIS));
      }
      if (most < least) [best, least] = [i, most];
    }
    return [...at.subarray(best * objectives, (best + 1) * objectives), 1];
  });
  const plane = solve(extremes);
  if (plane === null || !plane.every((x) => 1 / x > SMALLEST_INTERCEPT && Number.isFinite(1 / x))) return null;
  return Float64Array.from(plane, (x) => 1 / x);
}

/** Gauss and Jordan: x of the augmented rows, or null if they are (nearly) dependent. */
function solve(rows: readonly (readonly number[])[]): number[] | null {
  const matrix = rows.map((row) => [...row]);
  const n = matrix.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column; i < n; i++) {
      if (Math.abs(matrix[i]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = i;
    }
    const row = matrix[pivot] as number[];
    const divisor = row[column] as number;
    if (!(Math.abs(divisor) > SMALLEST_INTERCEPT)) return null;
    matrix[pivot] = matrix[column] as number[];
    matrix[column] = row.map((x) => x / divisor);
    for (let i = 0; i < n; i++) {
      const factor = matrix[i]?.[column] ?? 0;
      if (i === column || factor === 0) continue;
      matrix[i] = (matrix[i] as number[]).map((x, k) => x - factor * (matrix[column]?.[k] as number));
    }
  }
  return matrix.map((row) => row[n] as number);
}

/** Das and Dennis 1998: all points of the unit simplex whose coordinates are multiples of 1 / `divisions`. */
export function referenceDirections(objectives: number, divisions: number): Float64Array[] {
  const directions: Float64Array[] = [];
  const direction = new Float64Array(objectives);
  const fill = (j: number, left: number): void => {
    if (j === objectives - 1) {
      direction[j] = left / divisions;
      directions.push(direction.slice());
      return;
    }
    for (let k = 0; k <= left; k++) {
      direction[j] = k / divisions;
      fill(j + 1, left - k);
    }
  };
  fill(0, divisions);
  return directions;
}
