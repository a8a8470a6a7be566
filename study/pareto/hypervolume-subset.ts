/**
 * Hypervolume subset selection: the points that together cover most, found greedily (at least 63 % of the best subset's
 * volume), each time the one that adds most. What a point adds only falls as others are taken (Minoux 1978), so most
 * need no new look.
 */
import { type Box, boxVolume, exclusiveVolume } from "./box-union.ts";
import { boxTo } from "./hypervolume.ts";
import { finiteLosses, type Losses } from "./losses.ts";

/**
 * `size` points in the order taken; among equals the first. Points that add nothing come last, in the order given.
 * Infinite losses count as one range beyond the finite ones.
 */
export function hypervolumeSubset(losses: Losses, reference: ArrayLike<number>, size: number): number[] {
  const withCorner = new Float64Array(losses.at.length + losses.objectives);
  withCorner.set(losses.at);
  withCorner.set(reference, losses.at.length);
  const finite = finiteLosses({ ...losses, at: withCorner, count: losses.count + 1 });
  const corner = finite.at.subarray(losses.at.length);
  const boxes = Array.from({ length: losses.count }, (_, i) => boxTo(finite, i, corner));
  const bounds = boxes.map((box) => (box.every((side) => side > 0) ? boxVolume(box) : 0));
  const taken: number[] = [];
  const covered: Box[] = [];
  while (taken.length < Math.min(size, losses.count)) {
    const best = nextBest(boxes, bounds, covered, losses.objectives);
    if (best < 0) break;
    taken.push(best);
    covered.push(boxes[best] as Box);
    bounds[best] = -1;
  }
  for (let i = 0; i < losses.count && taken.length < size; i++) if ((bounds[i] as number) >= 0) taken.push(i);
  return taken;
}

/** The point that adds most to what is covered, or -1 if none adds anything. Sharpens bounds from the largest down. */
function nextBest(boxes: readonly Box[], bounds: number[], covered: readonly Box[], dimensions: number): number {
  const isExact = new Uint8Array(bounds.length);
  for (;;) {
    let best = -1;
    for (let i = 0; i < bounds.length; i++) {
      if ((bounds[i] as number) > 0 && (best < 0 || (bounds[i] as number) > (bounds[best] as number))) best = i;
    }
    if (best < 0 || covered.length === 0 || isExact[best] === 1) return best;
    const box = boxes[best] as Box;
    bounds[best] = Math.min(bounds[best] as number, exclusiveVolume(box, covered, dimensions));
    isExact[best] = 1;
  }
}
