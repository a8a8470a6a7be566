import { compareLosses, dominates, type Losses, lexicographicOrder } from "./losses.ts";

/** The points nothing dominates, equal ones included, in the order given. */
export function nondominated(losses: Losses): number[] {
  const front: number[] = [];
  const distinct: number[] = [];
  for (const point of lexicographicOrder(losses)) {
    const last = distinct.at(-1);
    if (last !== undefined && compareLosses(losses, last, point) === 0) {
      front.push(point);
    } else if (!isBeaten(losses, distinct, point)) {
      front.push(point);
      distinct.push(point);
    }
  }
  return front.sort((a, b) => a - b);
}

/** With two losses the last of the front has the lowest second one: it alone decides. */
function isBeaten(losses: Losses, front: readonly number[], point: number): boolean {
  const first = losses.objectives <= 2 ? Math.max(0, front.length - 1) : 0;
  for (let k = first; k < front.length; k++) if (dominates(losses, front[k] as number, point)) return true;
  return false;
}
