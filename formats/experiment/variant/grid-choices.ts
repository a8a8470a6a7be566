import type { ConfigGrid, ConfigMap, ConfigNode, ConfigPath } from "../config-node.ts";

/** One option of every grid. */
export interface GridChoice {
  /** Without grids: in place of each stands its option. */
  readonly config: ConfigMap;
  /** Where the grids stood. */
  readonly paths: readonly ConfigPath[];
}

interface PlacedGrid {
  readonly path: ConfigPath;
  readonly grid: ConfigGrid;
}

/**
 * Every choice of options, one after the other: the grid with the first path varies fastest. Grids inside of options come
 * after those around them have chosen, and vary faster.
 */
export function* gridChoices(config: ConfigMap): Generator<GridChoice> {
  const grids = gridsIn(config, []).toSorted((a, b) => pathOrder(a.path, b.path));
  if (grids.length === 0) {
    yield { config, paths: [] };
    return;
  }
  const places = grids.map(() => 0);
  const paths = grids.map(({ path }) => path);
  do {
    const options = new Map<ConfigGrid, ConfigNode>();
    for (const [i, { grid }] of grids.entries()) {
      const option = grid.options[places[i] ?? 0];
      if (option !== undefined) options.set(grid, option);
    }
    for (const inner of gridChoices(withOptions(config, options) as ConfigMap))
      yield { config: inner.config, paths: [...paths, ...inner.paths] };
  } while (turn(places, grids));
}

/** As an odometer whose first wheel is the fastest; false when all are at their beginning again. */
function turn(places: number[], grids: readonly PlacedGrid[]): boolean {
  for (const [i, { grid }] of grids.entries()) {
    const next = (places[i] ?? 0) + 1;
    places[i] = next < grid.options.length ? next : 0;
    if (next < grid.options.length) return true;
  }
  return false;
}

/** The grids that stand in no other's options. */
function gridsIn(node: ConfigNode, path: ConfigPath): readonly PlacedGrid[] {
  if (node.kind === "grid") return [{ path, grid: node }];
  return partsOf(node).flatMap(([step, part]) => gridsIn(part, [...path, step]));
}

/** What stands under the keys of a map, or in the places of a list. */
export function partsOf(node: ConfigNode): readonly (readonly [string | number, ConfigNode])[] {
  if (node.kind === "map") return [...node.entries];
  return node.kind === "list" ? [...node.items.entries()] : [];
}

function withOptions(node: ConfigNode, options: ReadonlyMap<ConfigGrid, ConfigNode>): ConfigNode {
  if (node.kind === "grid") return options.get(node) ?? node;
  if (node.kind === "list") return { ...node, items: node.items.map((item) => withOptions(item, options)) };
  if (node.kind !== "map") return node;
  return { ...node, entries: new Map(Array.from(node.entries, ([key, part]) => [key, withOptions(part, options)])) };
}

/** As Python orders tuples. */
export function pathOrder(a: ConfigPath, b: ConfigPath): number {
  for (const [i, step] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (step !== other) return step < other ? -1 : 1;
  }
  return a.length - b.length;
}
