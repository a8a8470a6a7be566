import { MisuseError } from "../errors.ts";
import { type Box, unionVolume } from "./box-union.ts";
import type { Losses } from "./losses.ts";

/**
 * The volume between the points and `reference`, which is worse than them: larger is better. Points that are not better
 * than the reference in every loss add nothing; a loss of -Infinity makes it infinite.
 */
export function hypervolume(losses: Losses, reference: ArrayLike<number>): number {
  if (reference.length !== losses.objectives) {
    throw new MisuseError(
      `The reference point has ${reference.length} values for ${losses.objectives} objectives; give one for each.`,
    );
  }
  const boxes: Box[] = [];
  for (let i = 0; i < losses.count; i++) {
    const box = boxTo(losses, i, reference);
    if (!box.every((side) => side > 0)) continue;
    if (box.includes(Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
    boxes.push(box);
  }
  return unionVolume(boxes, losses.objectives);
}

/** How much better than the reference the point is, loss by loss. */
export function boxTo({ at, objectives }: Losses, point: number, reference: ArrayLike<number>): Box {
  const box = new Float64Array(objectives);
  for (let j = 0; j < objectives; j++) box[j] = (reference[j] as number) - (at[point * objectives + j] as number);
  return box;
}

/** Optuna's reference point for TPE: a tenth worse than the worst, loss by loss, and never the worst itself. */
export function referencePoint({ at, count, objectives }: Losses): Float64Array {
  const worst = new Float64Array(objectives).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < objectives; j++) worst[j] = Math.max(worst[j] as number, at[i * objectives + j] as number);
  }
  return worst.map((loss) => Math.max(1.1 * loss, 0.9 * loss) || 1e-12);
}
