/**
 * The volume of a union of boxes that all have one corner in the origin: what hypervolume is made of. A box is its other
 * corner, finite and above 0 in every coordinate. Two and three dimensions by sweeps; more by While, Bradstreet and
 * Barone 2012 (WFG), which leaves one dimension away at each step.
 */
export type Box = Float64Array;

export function boxVolume(box: Box): number {
  let volume = 1;
  for (let j = 0; j < box.length; j++) volume *= box[j] as number;
  return volume;
}

/** Volume covered by at least one of the boxes, reading the first `dimensions` coordinates. */
export function unionVolume(boxes: readonly Box[], dimensions: number): number {
  if (boxes.length === 0) return 0;
  if (dimensions <= 1) return boxes.reduce((widest, box) => Math.max(widest, box[0] ?? 0), 0);
  if (dimensions === 2) return unionArea(boxes);
  if (dimensions === 3) return unionOf3(boxes);
  return unionByLimits(boxes, dimensions);
}

/** What `box` covers that none of `others` does. */
export function exclusiveVolume(box: Box, others: readonly Box[], dimensions: number): number {
  const limits = others.map((other) => box.map((side, j) => Math.min(side, other[j] as number)));
  return Math.max(0, boxVolume(box) - unionVolume(maximal(limits, dimensions), dimensions));
}

/** From the widest box on, each adds what it is higher than those before. */
function unionArea(boxes: readonly Box[]): number {
  const byWidth = boxes.toSorted((a, b) => (b[0] as number) - (a[0] as number));
  let [area, height] = [0, 0];
  for (const box of byWidth) {
    const gain = (box[1] as number) - height;
    if (gain <= 0) continue;
    area += gain * (box[0] as number);
    height += gain;
  }
  return area;
}

/** Slices of equal cross-section, from the deepest box down; the cross-section only grows. */
function unionOf3(boxes: readonly Box[]): number {
  const byDepth = boxes.toSorted((a, b) => (b[2] as number) - (a[2] as number));
  const stairs = new Stairs();
  let volume = 0;
  byDepth.forEach((box, i) => {
    stairs.enter(box[0] as number, box[1] as number);
    const next = byDepth[i + 1]?.[2] ?? 0;
    volume += stairs.area * ((box[2] as number) - next);
  });
  return volume;
}

/** The outline of a growing union of rectangles: widths fall as heights rise. */
class Stairs {
  readonly #widths: number[] = [];
  readonly #heights: number[] = [];
  area = 0;

  enter(width: number, height: number): void {
    const [widths, heights] = [this.#widths, this.#heights];
    let from = 0;
    while (from < widths.length && (widths[from] as number) > width) from++;
    if (from < widths.length && widths[from] === width && (heights[from] as number) >= height) return;
    const below = from > 0 ? (heights[from - 1] as number) : 0;
    if (below >= height) return;
    let [to, floor, covered] = [from, below, 0];
    while (to < widths.length && (heights[to] as number) <= height) {
      covered += (widths[to] as number) * ((heights[to] as number) - floor);
      floor = heights[to] as number;
      to++;
    }
    if (to < widths.length) covered += (widths[to] as number) * (height - floor);
    this.area += width * (height - below) - covered;
    widths.splice(from, to - from, width);
    heights.splice(from, to - from, height);
  }
}

/** Narrowest last side first: cut to it, a later box differs from it in the other sides only. */
function unionByLimits(boxes: readonly Box[], dimensions: number): number {
  const last = dimensions - 1;
  const sorted = boxes.toSorted((a, b) => (a[last] as number) - (b[last] as number));
  let volume = 0;
  sorted.forEach((box, i) => {
    const section = exclusiveVolume(box.subarray(0, last), sorted.slice(i + 1), last);
    volume += (box[last] as number) * section;
  });
  return volume;
}

/** The boxes that lie in no other; one of equal ones. */
function maximal(boxes: readonly Box[], dimensions: number): Box[] {
  const kept: Box[] = [];
  for (const box of boxes.toSorted((a, b) => compareBoxes(b, a, dimensions))) {
    if (!kept.some((other) => isInside(box, other, dimensions))) kept.push(box);
  }
  return kept;
}

function compareBoxes(a: Box, b: Box, dimensions: number): number {
  for (let j = 0; j < dimensions; j++) if (a[j] !== b[j]) return (a[j] as number) - (b[j] as number);
  return 0;
}

function isInside(box: Box, other: Box, dimensions: number): boolean {
  for (let j = 0; j < dimensions; j++) if ((box[j] as number) > (other[j] as number)) return false;
  return true;
}
