import type { GridOption, PlacedGrid } from "./standing.ts";

/** An option of every grid, also of those in options that were chosen. */
export type GridChoice = readonly GridOption[];

/**
 * Every choice of options, one after the other: the grid with the first path varies fastest. Grids inside of options come
 * after those around them have chosen, and vary faster.
 */
export function* gridChoices(grids: readonly PlacedGrid[]): Generator<GridChoice> {
  const inOrder = grids.toSorted((a, b) => a.place.inPaths - b.place.inPaths);
  const places = inOrder.map(() => 0);
  do {
    const chosen = inOrder.flatMap(({ options }, i) => options[places[i] ?? 0] ?? []);
    const inner = chosen.flatMap(({ inside }) => inside.grids);
    if (inner.length === 0) yield chosen;
    else for (const within of gridChoices(inner)) yield [...chosen, ...within];
  } while (turn(places, inOrder));
}

/** As an odometer whose first wheel is the fastest; false when all are at their beginning again. */
function turn(places: number[], grids: readonly PlacedGrid[]): boolean {
  for (const [i, { options }] of grids.entries()) {
    const next = (places[i] ?? 0) + 1;
    places[i] = next < options.length ? next : 0;
    if (next < options.length) return true;
  }
  return false;
}
