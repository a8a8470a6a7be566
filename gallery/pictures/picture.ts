/**
 * A small drawing, 96 wide and 64 high, without colours of its own: who shows it fills and strokes each path in the colours of
 * its page, light or dark. Nothing comes nearer to an edge than 2.
 */
export type Picture = readonly PicturePath[];

export interface PicturePath {
  /** As in SVG. */
  readonly d: string;
  /** Ground and distance are thin lines, a body is filled, what moves is a thick line, and what it is about a filled spot. */
  readonly as: "line" | "body" | "limb" | "spot";
}

/** Of a path. */
export const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

/** Of a path. */
export const box = (x: number, y: number, width: number, height: number): string =>
  `M${x} ${y}h${width}v${height}h${-width}z`;

/** Of a path: straight from point to point. */
export const lineThrough = (points: readonly (readonly [x: number, y: number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${tenths(x)} ${tenths(y)}`).join("");

/** Finer is not seen. */
const tenths = (at: number): number => Math.round(10 * at) / 10;
