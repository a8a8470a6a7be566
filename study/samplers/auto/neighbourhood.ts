import { LINEAR_SHARES, type WarpedLosses, warpLosses } from "./loss-warp.ts";
import type { TrialPoints } from "./trial-points.ts";
import type { TrustRegion } from "./trust-region.ts";

/** Closer than this to the centre (in radii), trials tell a wide region little; only the nearest few are used. */
const CROWDED = 0.03;

/** The trials nearest to a region's centre, in its coordinates, with their losses. */
export class Neighbourhood {
  /** Row-major; only the first `count` rows mean something. */
  readonly points: Float64Array;
  readonly count: number;
  /** Which of `points` has the least loss. */
  readonly best: number;
  readonly #gaps: Float64Array;
  readonly #warped = new Map<number, WarpedLosses>();

  /** At most `most` trials, which are more than one; failed ones only if asked for. */
  constructor(trials: TrialPoints, region: TrustRegion, centre: Float64Array, most: number, withFailed: boolean) {
    const { dimensions: D, size, coordinates, losses, failed } = trials;
    const all = new Float64Array(size * D);
    const distances = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      region.metric.toLocal(coordinates, i * D, centre, region.radius, all, i * D);
      let square = 0;
      for (let d = 0; d < D; d++) square += (all[i * D + d] as number) ** 2;
      distances[i] = square;
    }
    const places = Array.from(distances.keys()).filter((place) => withFailed || failed[place] === 0);
    const chosen = nearest(places, distances, most, D + 1);
    this.count = chosen.length;
    this.points = new Float64Array(chosen.length * D);
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    chosen.forEach((place, i) => {
      this.points.set(all.subarray(place * D, (place + 1) * D), i * D);
      const loss = losses[place] as number;
      if (loss < least) [best, least] = [i, loss];
    });
    this.best = best;
    // Halves first: the difference of two doubles may be beyond the largest.
    this.#gaps = Float64Array.from(chosen, (place) => 2 * ((losses[place] as number) / 2 - least / 2));
  }

  /** The lower quartile of the heights above the best, of those that are finite. */
  get relief(): number {
    const finite = this.#gaps.filter((gap) => gap < Number.MAX_VALUE).sort();
    return finite[Math.floor(finite.length / 4)] ?? 0;
  }

  warped(share: number): WarpedLosses {
    let warped = this.#warped.get(share);
    if (warped === undefined) {
      warped = warpLosses(this.#gaps, share);
      this.#warped.set(share, warped);
    }
    return warped;
  }

  /** Another share than the given one. */
  static otherShare(share: number, chance: number): number {
    const others = LINEAR_SHARES.filter((other) => other !== share);
    return others[Math.floor(chance * others.length)] ?? share;
  }
}

/** Those of the places with the `most` least distances; of those crowded around the centre at most `crowd` if not all have room. */
function nearest(places: number[], distances: Float64Array, most: number, crowd: number): number[] {
  const order = places.sort((a, b) => (distances[a] as number) - (distances[b] as number));
  if (order.length <= most) return order;
  const chosen: number[] = [];
  let crowded = 0;
  for (const place of order) {
    if (chosen.length === most) break;
    if (chosen.length > 0 && (distances[place] as number) < CROWDED ** 2 && ++crowded > crowd) continue;
    chosen.push(place);
  }
  return chosen;
}
