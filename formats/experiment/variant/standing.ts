import {
  type ConfigEval,
  type ConfigGrid,
  type ConfigMap,
  type ConfigNode,
  type ConfigPath,
  pathText,
} from "../config-node.ts";

/** Where a grid or an expression stands. */
export class VaryingPlace {
  readonly path: ConfigPath;
  /** Counts in the file's order. */
  readonly inFile: number;
  /** Counts in the order of the paths; two at the same path have the same. */
  inPaths = 0;
  #name: string | null = null;

  constructor(path: ConfigPath, inFile: number) {
    this.path = path;
    this.inFile = inFile;
  }

  /** `model.lr`; made once, and only if somebody asks. */
  get name(): string {
    this.#name ??= pathText(this.path);
    return this.#name;
  }
}

export interface PlacedEval {
  readonly node: ConfigEval;
  readonly place: VaryingPlace;
}

export interface PlacedGrid {
  readonly place: VaryingPlace;
  readonly options: readonly GridOption[];
}

export interface GridOption {
  readonly grid: ConfigGrid;
  readonly place: VaryingPlace;
  readonly node: ConfigNode;
  readonly inside: Standing;
}

/** What varies in a part of a configuration, but not what stands in the options of its grids. */
export interface Standing {
  readonly evals: readonly PlacedEval[];
  readonly grids: readonly PlacedGrid[];
}

/** What is the same for all variants: found once, however many of them there are. */
export class Varying {
  readonly standing: Standing;
  readonly #gridded = new Set<ConfigNode>();
  readonly #evals = new Map<ConfigEval, VaryingPlace>();
  readonly #places: VaryingPlace[] = [];

  constructor(config: ConfigMap) {
    this.standing = this.#standingIn(config, []);
    this.#orderPlaces();
  }

  /** Whether it is a grid, or has one in it. */
  hasGrid(node: ConfigNode): boolean {
    return this.#gridded.has(node);
  }

  placeOf(node: ConfigEval): VaryingPlace {
    const place = this.#evals.get(node);
    if (place === undefined) throw new Error("An expression stands nowhere in its configuration.");
    return place;
  }

  #standingIn(node: ConfigNode, path: ConfigPath): Standing {
    const found = { evals: [], grids: [] };
    this.#collect(node, path, found);
    return found;
  }

  #collect(node: ConfigNode, path: ConfigPath, found: { evals: PlacedEval[]; grids: PlacedGrid[] }): void {
    if (node.kind === "scalar") return;
    if (node.kind === "eval") {
      const place = this.#placeAt(path);
      this.#evals.set(node, place);
      found.evals.push({ node, place });
    } else if (node.kind === "grid") {
      this.#gridded.add(node);
      const place = this.#placeAt(path);
      const option = (each: ConfigNode): GridOption => ({
        grid: node,
        place,
        node: each,
        inside: this.#standingIn(each, path),
      });
      found.grids.push({ place, options: node.options.map(option) });
    } else
      for (const [step, part] of node.kind === "map" ? node.entries : node.items.entries()) {
        this.#collect(part, [...path, step], found);
        if (this.#gridded.has(part)) this.#gridded.add(node);
      }
  }

  #placeAt(path: ConfigPath): VaryingPlace {
    const place = new VaryingPlace(path, this.#places.length);
    this.#places.push(place);
    return place;
  }

  #orderPlaces(): void {
    let [before, count] = [this.#places[0], 0];
    for (const place of this.#places.toSorted((a, b) => pathOrder(a.path, b.path))) {
      if (before !== undefined && pathOrder(before.path, place.path) !== 0) count++;
      place.inPaths = count;
      before = place;
    }
  }
}

/** As Python orders tuples. */
function pathOrder(a: ConfigPath, b: ConfigPath): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [step, other] = [a[i] ?? 0, b[i] ?? 0];
    if (step !== other) return step < other ? -1 : 1;
  }
  return a.length - b.length;
}
