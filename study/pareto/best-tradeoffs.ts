/**
 * Which points of several objectives to keep when not all can be: of each objective the best one, then the Pareto front,
 * then what comes close to it. The choice depends on the points and their hashes alone, not on their order.
 *
 * Two objectives are ranked exactly (`ranks.ts`), each rank by hash. With more that takes minutes where nearly all points
 * are in one front. So there only the front comes first, exactly with three objectives, with more as far as
 * `MAX_COMPARISONS` go; then follow the others by the sum of their places, objective by objective (Borda).
 */
import { compareLosses, type Losses, lexicographicOrder } from "./losses.ts";
import { nondominatedRanks } from "./ranks.ts";

/** Of one loss with one other; half a second. All of the front of 200,000 even points in six objectives takes a third. */
const MAX_COMPARISONS = 2e8;

/** At most `count` points, the best first: nothing comes before a point that dominates it. */
export function bestTradeoffs(losses: Losses, hashes: ArrayLike<number>, count: number): Int32Array {
  const order = losses.objectives <= 2 ? orderByRank(losses, hashes) : orderByPlaces(losses, hashes, count);
  const ends = bestOfEach(losses, hashes).slice(0, count);
  const chosen = new Set(ends);
  for (let k = 0; k < order.length && chosen.size < count; k++) chosen.add(order[k] as number);
  return Int32Array.from(chosen);
}

const byHash =
  (hashes: ArrayLike<number>) =>
  (a: number, b: number): number =>
    (hashes[a] as number) - (hashes[b] as number) || a - b;

function orderByRank(losses: Losses, hashes: ArrayLike<number>): Int32Array {
  const ranks = nondominatedRanks(losses);
  const compareHashes = byHash(hashes);
  const order = Int32Array.from({ length: losses.count }, (_, i) => i);
  return order.sort((a, b) => (ranks[a] as number) - (ranks[b] as number) || compareHashes(a, b));
}

function orderByPlaces(losses: Losses, hashes: ArrayLike<number>, count: number): Int32Array {
  const places = Array.from({ length: losses.objectives }, (_, j) => placesOf(losses, j));
  const sums = sumsOf(places, losses.count);
  const compareHashes = byHash(hashes);
  const order = Int32Array.from({ length: losses.count }, (_, i) => i);
  order.sort((a, b) => (sums[a] as number) - (sums[b] as number) || compareHashes(a, b));
  const isFront = losses.objectives === 3 ? frontOfThree(losses, places) : frontAlong(order, losses, count);
  const front = order.filter((point) => isFront[point] === 1).sort(compareHashes);
  const others = order.filter((point) => isFront[point] !== 1);
  const all = new Int32Array(losses.count);
  all.set(front);
  all.set(others, front.length);
  return all;
}

function sumsOf(places: readonly Uint32Array[], count: number): Float64Array {
  const sums = new Float64Array(count);
  for (const column of places) for (let i = 0; i < count; i++) sums[i] = (sums[i] as number) + (column[i] as number);
  return sums;
}

/** For every point, how many different `j`th losses are lower. */
function placesOf({ at, count, objectives }: Losses, j: number): Uint32Array {
  const sorted = new Float64Array(count);
  for (let i = 0; i < count; i++) sorted[i] = at[i * objectives + j] as number;
  sorted.sort();
  let distinct = 0;
  for (let k = 0; k < count; k++) {
    if (k === 0 || sorted[k] !== sorted[distinct - 1]) sorted[distinct++] = sorted[k] as number;
  }
  const places = new Uint32Array(count);
  for (let i = 0; i < count; i++) places[i] = placeIn(sorted, distinct, at[i * objectives + j] as number);
  return places;
}

function placeIn(sorted: Float64Array, length: number, loss: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < loss) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * 1 for each point of the front, for three objectives in n log n steps (Kung, Luccio and Preparata 1975): what may dominate
 * a point comes before it in lexicographic order, so it is beaten if the lowest third loss up to its second one is not
 * above its own. `lowest` is a Fenwick tree of those minima.
 */
function frontOfThree(losses: Losses, [, seconds, thirds]: readonly Uint32Array[]): Uint8Array {
  const { count } = losses;
  const isFront = new Uint8Array(count);
  if (seconds === undefined || thirds === undefined) return isFront;
  const lowest = new Uint32Array(count + 1).fill(count);
  let before = -1;
  for (const point of lexicographicOrder(losses)) {
    const third = thirds[point] as number;
    const second = (seconds[point] as number) + 1;
    const isRepeat = before >= 0 && compareLosses(losses, before, point) === 0;
    let isBeaten = false;
    for (let k = second; k > 0 && !isBeaten; k -= k & -k) isBeaten = (lowest[k] as number) <= third;
    isFront[point] = isRepeat ? (isFront[before] as number) : Number(!isBeaten);
    for (let k = second; k <= count; k += k & -k) lowest[k] = Math.min(lowest[k] as number, third);
    before = point;
  }
  return isFront;
}

/** 1 for each of the first `most` points of the front, in an order in which none comes before what dominates it. */
function frontAlong(order: Int32Array, { at, count, objectives }: Losses, most: number): Uint8Array {
  const isFront = new Uint8Array(count);
  // Side by side: this loop is where the time goes.
  const front = new Float64Array(Math.min(most, count) * objectives);
  let [size, comparisons] = [0, 0];
  for (let k = 0; k < count && size < most && comparisons < MAX_COMPARISONS; k++) {
    const point = order[k] as number;
    const from = point * objectives;
    let member = 0;
    while (member < size && !isNowhereWorse(front, member * objectives, at, from, objectives)) member += 1;
    comparisons += member * objectives;
    // One that is nowhere worse is equal or dominates.
    const isEqual = member < size && isSame(front, member * objectives, at, from, objectives);
    if (member < size && !isEqual) continue;
    isFront[point] = 1;
    front.set(at.subarray(from, from + objectives), size * objectives);
    size += 1;
  }
  return isFront;
}

function isNowhereWorse(a: Float64Array, fromA: number, b: Float64Array, fromB: number, objectives: number): boolean {
  for (let j = 0; j < objectives; j++) if ((a[fromA + j] as number) > (b[fromB + j] as number)) return false;
  return true;
}

function isSame(a: Float64Array, fromA: number, b: Float64Array, fromB: number, objectives: number): boolean {
  for (let j = 0; j < objectives; j++) if (a[fromA + j] !== b[fromB + j]) return false;
  return true;
}

/** Of each objective the point with the lowest loss, by the other losses among equals: it is in the front. */
function bestOfEach(losses: Losses, hashes: ArrayLike<number>): number[] {
  const compareHashes = byHash(hashes);
  return Array.from({ length: losses.objectives }, (_, j) => {
    const loss = (point: number): number => losses.at[point * losses.objectives + j] as number;
    let best = 0;
    for (let point = 1; point < losses.count; point++) {
      if (loss(point) > loss(best)) continue;
      if (loss(point) < loss(best) || (compareLosses(losses, point, best) || compareHashes(point, best)) < 0) {
        best = point;
      }
    }
    return best;
  });
}
