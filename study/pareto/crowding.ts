import type { Losses } from "./losses.ts";

/**
 * How lonely each of `points` is among them (Deb et al. 2002, crowding distance): the gaps to its neighbours, loss by
 * loss, as shares of the finite range. Infinite at the ends. In the order of `points`.
 */
export function crowdingDistances({ at, objectives }: Losses, points: ArrayLike<number>): Float64Array {
  const count = points.length;
  const distances = new Float64Array(count);
  const order = Int32Array.from({ length: count }, (_, k) => k);
  for (let j = 0; j < objectives; j++) {
    const loss = (k: number): number => at[(points[k] as number) * objectives + j] as number;
    order.sort((a, b) => compareNumbers(loss(a), loss(b)) || a - b);
    const [first, last] = [loss(order[0] as number), loss(order[count - 1] as number)];
    if (!(first < last)) continue;
    const width = finiteWidth(order, loss);
    for (let k = 0; k < count; k++) {
      const before = k > 0 ? loss(order[k - 1] as number) : Number.NEGATIVE_INFINITY;
      const after = k < count - 1 ? loss(order[k + 1] as number) : Number.POSITIVE_INFINITY;
      const place = order[k] as number;
      distances[place] = (distances[place] as number) + (before === after ? 0 : (after - before) / width);
    }
  }
  return distances;
}

const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

function finiteWidth(order: Int32Array, loss: (k: number) => number): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const k of order) {
    if (!Number.isFinite(loss(k))) continue;
    low = Math.min(low, loss(k));
    high = Math.max(high, loss(k));
  }
  return high > low ? high - low : 1;
}
