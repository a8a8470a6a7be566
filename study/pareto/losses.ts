/** Points to be minimised: the `j`th loss of point `i` is `at[i * objectives + j]`. Never NaN, perhaps infinite. */
export interface Losses {
  readonly at: Float64Array;
  readonly count: number;
  readonly objectives: number;
}

export function lossesFrom(points: readonly (readonly number[])[], objectives = points[0]?.length ?? 0): Losses {
  const at = new Float64Array(points.length * objectives);
  points.forEach((point, i) => at.set(point, i * objectives));
  return { at, count: points.length, objectives };
}

/** Whether point `a` is nowhere worse than point `b` and somewhere better. */
export function dominates({ at, objectives }: Losses, a: number, b: number): boolean {
  let isBetter = false;
  for (let j = 0; j < objectives; j++) {
    const [lossA, lossB] = [at[a * objectives + j] as number, at[b * objectives + j] as number];
    if (lossA > lossB) return false;
    if (lossA < lossB) isBetter = true;
  }
  return isBetter;
}

/** Negative, zero or positive as point `a` comes before, with or after point `b` by first loss, then second, ... */
export function compareLosses({ at, objectives }: Losses, a: number, b: number): number {
  for (let j = 0; j < objectives; j++) {
    const [lossA, lossB] = [at[a * objectives + j] as number, at[b * objectives + j] as number];
    if (lossA !== lossB) return lossA < lossB ? -1 : 1;
  }
  return 0;
}

/** All points by first loss, then second, ..., then place: a point comes after everything that dominates it. */
export function lexicographicOrder(losses: Losses): Int32Array {
  const order = Int32Array.from({ length: losses.count }, (_, i) => i);
  return order.sort((a, b) => compareLosses(losses, a, b) || a - b);
}

/** The same points with infinite losses one range beyond the finite ones: for whoever measures distances. */
export function finiteLosses({ at, count, objectives }: Losses): Losses {
  const finite = at.slice();
  for (let j = 0; j < objectives; j++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let k = j; k < at.length; k += objectives) {
      const loss = at[k] as number;
      if (!Number.isFinite(loss)) continue;
      [low, high] = [Math.min(low, loss), Math.max(high, loss)];
    }
    if (low > high) [low, high] = [0, 0];
    const range = high - low || 1;
    for (let k = j; k < at.length; k += objectives) {
      finite[k] = Math.min(Math.max(at[k] as number, low - range), high + range);
    }
  }
  return { at: finite, count, objectives };
}

/** Some of the points, in the order of `points`. */
export function lossesAt({ at, objectives }: Losses, points: ArrayLike<number>): Losses {
  const some = new Float64Array(points.length * objectives);
  for (let i = 0; i < points.length; i++) {
    const from = (points[i] as number) * objectives;
    some.set(at.subarray(from, from + objectives), i * objectives);
  }
  return { at: some, count: points.length, objectives };
}
