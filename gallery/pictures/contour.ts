import { lineThrough } from "./picture.ts";

/** What of a function of two numbers is drawn: its arguments at the edges of the picture. */
export interface Window {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** Of the picture, around which nothing is drawn. */
const MARGIN = 3;
const WIDTH = 96 - 2 * MARGIN;
const HEIGHT = 64 - 2 * MARGIN;
/** Side of a square, in the picture's units. */
const STEP = 1;

type Point = readonly [x: number, y: number];

/** Where a point of the window stands in the picture. */
export function placeOf([x, y]: Point, { left, right, bottom, top }: Window): Point {
  return [MARGIN + (WIDTH * (x - left)) / (right - left), MARGIN + (HEIGHT * (top - y)) / (top - bottom)];
}

/** The lines on which `of` has the value `level`, as one path: marching squares, a saddle decided by the mean of its corners. */
export function contour(of: (x: number, y: number) => number, level: number, window: Window): string {
  const { left, right, bottom, top } = window;
  const above = (across: number, down: number): number =>
    of(left + ((right - left) * across) / WIDTH, top - ((top - bottom) * down) / HEIGHT) - level;
  const pieces: [Point, Point][] = [];
  for (let down = 0; down < HEIGHT; down += STEP)
    for (let across = 0; across < WIDTH; across += STEP) {
      const corners = [
        [across, down],
        [across + STEP, down],
        [across + STEP, down + STEP],
        [across, down + STEP],
      ] as const;
      pieces.push(...piecesOf(corners.map(([x, y]) => ({ x: MARGIN + x, y: MARGIN + y, above: above(x, y) }))));
    }
  return joined(pieces).map(lineThrough).join("");
}

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly above: number;
}

/** The line through one square, or both where it is a saddle. */
function piecesOf(corners: readonly Corner[]): [Point, Point][] {
  const crossings = corners.flatMap((from, i): Point[] => {
    const to = corners[(i + 1) % corners.length];
    return to === undefined || from.above > 0 === to.above > 0 ? [] : [crossing(from, to)];
  });
  const [a, b, c, d] = crossings;
  if (a === undefined || b === undefined) return [];
  if (c === undefined || d === undefined) return [[a, b]];
  const middle = corners.reduce((sum, { above }) => sum + above, 0);
  const cutsFirst = middle > 0 !== (corners[0]?.above ?? 0) > 0;
  return cutsFirst
    ? [
        [d, a],
        [b, c],
      ]
    : [
        [a, b],
        [c, d],
      ];
}

/** From the lower corner on, so that both squares beside an edge find the very same point. */
function crossing(from: Corner, to: Corner): Point {
  const [low, high] = from.above < to.above ? [from, to] : [to, from];
  const share = low.above / (low.above - high.above);
  return [low.x + share * (high.x - low.x), low.y + share * (high.y - low.y)];
}

/** Pieces that meet become one line. */
function joined(pieces: readonly [Point, Point][]): Point[][] {
  const ends = new Map<string, [Point, Point][]>();
  for (const piece of pieces)
    for (const point of piece) ends.set(keyOf(point), [...(ends.get(keyOf(point)) ?? []), piece]);
  const left = new Set(pieces);
  const lines: Point[][] = [];
  for (const piece of pieces) {
    if (!left.delete(piece)) continue;
    const line: Point[] = [...piece];
    for (const turn of [0, 1]) {
      if (turn === 1) line.reverse();
      for (;;) {
        const end = line.at(-1);
        const next = end && ends.get(keyOf(end))?.find((other) => left.has(other));
        if (end === undefined || next === undefined) break;
        left.delete(next);
        line.push(keyOf(next[0]) === keyOf(end) ? next[1] : next[0]);
      }
    }
    lines.push(line);
  }
  return lines;
}

const keyOf = ([x, y]: Point): string => `${x} ${y}`;
