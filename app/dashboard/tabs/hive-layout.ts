import type { PeerSummary } from "../../../agent/view/snapshot.ts";

/** Axial coordinates of a honeycomb cell. */
export interface Cell {
  readonly q: number;
  readonly r: number;
}

const DIRECTIONS: readonly Cell[] = [
  { q: 1, r: 0 },
  { q: 0, r: 1 },
  { q: -1, r: 1 },
  { q: -1, r: 0 },
  { q: 0, r: -1 },
  { q: 1, r: -1 },
];

/** The first `count` cells of a honeycomb, centre first, ring by ring, no cell twice. */
export function spiral(count: number): readonly Cell[] {
  const cells: Cell[] = [{ q: 0, r: 0 }];
  for (let ring = 1; cells.length < count; ring++) {
    let cell: Cell = { q: 0, r: -ring };
    for (const step of DIRECTIONS) {
      for (let i = 0; i < ring; i++) {
        cells.push(cell);
        cell = { q: cell.q + step.q, r: cell.r + step.r };
      }
    }
  }
  return cells.slice(0, Math.max(0, count));
}

/** How many rings around the centre `count` cells need. */
export function ringsFor(count: number): number {
  let rings = 0;
  while (1 + 3 * rings * (rings + 1) < count) rings++;
  return rings;
}

/** Centre of a pointy-topped cell whose corners are `radius` away. */
export const cellCentre = ({ q, r }: Cell, radius: number): readonly [x: number, y: number] => [
  radius * Math.sqrt(3) * (q + r / 2),
  radius * 1.5 * r,
];

/** SVG path of a pointy-topped hexagon. */
export function hexPath(x: number, y: number, radius: number): string {
  const corners = Array.from({ length: 6 }, (_, k) => {
    const angle = (Math.PI / 3) * k - Math.PI / 2;
    return `${(x + radius * Math.cos(angle)).toFixed(2)} ${(y + radius * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${corners.join("L")}Z`;
}

/** The share of its cell's area that a tab fills which ran `trials`, if the busiest one ran `most`: nothing for none, and enough to be seen for one. */
export const fillOf = (trials: number, most: number): number =>
  trials <= 0 ? 0 : Math.round((0.25 + 0.75 * Math.min(1, trials / Math.max(1, most))) * 100) / 100;

/** Whether a tab runs trials right now, as far as its messages tell. */
export const isWorking = ({ online, done, cores }: PeerSummary): boolean => online && !done && cores > 0;

/** SVG path of the waggle run: three waves along the x axis, `width` wide, `height` to both sides of `y`. */
export function wavePath(y: number, width: number, height: number, x = 0): string {
  const quarter = width / 6;
  const start = x - width / 2;
  const humps = Array.from({ length: 6 }, (_, i) => {
    const [from, to] = [start + i * quarter, start + (i + 1) * quarter];
    const peak = y + (i % 2 === 0 ? -height : height) * 2;
    return `Q${((from + to) / 2).toFixed(2)} ${peak.toFixed(2)} ${to.toFixed(2)} ${y.toFixed(2)}`;
  });
  return `M${start.toFixed(2)} ${y.toFixed(2)}${humps.join("")}`;
}
