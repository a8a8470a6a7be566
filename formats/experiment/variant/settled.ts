import type { ConfigGrid, ConfigMap, ConfigNode } from "../config-node.ts";
import type { Budget } from "../expression/budget.ts";
import type { GridChoice } from "./grid-choices.ts";
import type { PlacedEval, Varying, VaryingPlace } from "./standing.ts";

/** A configuration whose grids have chosen. */
export interface Settled {
  /** Without grids: in place of each stands its option. */
  readonly config: ConfigMap;
  /** What expressions it has, in the file's order. */
  readonly evals: readonly PlacedEval[];
  /** What the grids chose, and where. */
  readonly chosen: readonly { readonly place: VaryingPlace; readonly node: ConfigNode }[];
}

/** To choose an option, also for the grids around it, and put it in its place. */
const CHOICE_STEPS = 5;

/** Puts the options in the place of their grids; what has no grid in it stays the same for all variants. */
export function settled(config: ConfigMap, varying: Varying, choice: GridChoice, budget: Budget): Settled {
  const { evals } = varying.standing;
  if (choice.length === 0) return { config, evals, chosen: [] };
  budget.spend(CHOICE_STEPS * choice.length);
  const options = new Map<ConfigGrid, ConfigNode>(choice.map(({ grid, node }) => [grid, node]));
  const whole = new Settling(varying, options, budget);
  return {
    config: whole.map(config),
    evals: [evals, ...choice.map(({ inside }) => inside.evals)]
      .flat()
      .toSorted((a, b) => a.place.inFile - b.place.inFile),
    chosen: choice.map(({ grid, place }) => ({ place, node: options.get(grid) ?? grid })),
  };
}

class Settling {
  readonly #varying: Varying;
  /** Each settled itself as soon as it was put in its place. */
  readonly #options: Map<ConfigGrid, ConfigNode>;
  readonly #budget: Budget;

  constructor(varying: Varying, options: Map<ConfigGrid, ConfigNode>, budget: Budget) {
    this.#varying = varying;
    this.#options = options;
    this.#budget = budget;
  }

  map(map: ConfigMap): ConfigMap {
    if (!this.#varying.hasGrid(map)) return map;
    this.#budget.spend(map.entries.size);
    return { ...map, entries: new Map(Array.from(map.entries, ([key, part]) => [key, this.#node(part)])) };
  }

  #node(node: ConfigNode): ConfigNode {
    if (!this.#varying.hasGrid(node)) return node;
    if (node.kind === "map") return this.map(node);
    if (node.kind === "grid") {
      const option = this.#node(this.#options.get(node) ?? node);
      this.#options.set(node, option);
      return option;
    }
    if (node.kind !== "list") return node;
    this.#budget.spend(node.items.length);
    return { ...node, items: node.items.map((item) => this.#node(item)) };
  }
}
