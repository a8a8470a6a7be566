import { type Distribution, fromInternal, type ParamValue, sameDistribution } from "../../distribution.ts";
import { integer, type Rng } from "../../rng.ts";
import type { SearchSpace } from "../../trial.ts";
import { placeOf, valueAt, valueCount } from "../grid/finite-values.ts";

/** About 50 MB; beyond, trials are no longer entered, so some may be repeated. */
const MAX_NODES = 500_000;
/** Draws of a value that was not tried before the values are gone through in order. */
const MAX_DRAWS = 16;

/** What was suggested after a certain prefix of suggestions; nothing (yet) if the trial ended there. */
interface Node {
  parameter: { readonly name: string; readonly distribution: Distribution } | null;
  readonly children: Map<number, Node>;
  /** Ways on from here that no trial has gone: 0 where a trial ended. */
  open: number;
  /** Trials that asked for this parameter here, less those that asked for another (Boyer and Moore 1981). */
  votes: number;
}

const leaf = (): Node => ({ parameter: null, children: new Map(), open: 0, votes: 0 });

/** A way nobody has gone: values by parameter, of which the last is new. */
export interface Way {
  readonly values: ReadonlyMap<string, ParamValue>;
  /** Whether other values in place of the last ended a trial: then nothing more will be asked for. */
  readonly isWhole: boolean;
}

/**
 * The define-by-run space as trials have shown it: which parameter follows which values, and what of it is untried. Where
 * trials disagree, most of them count: no single stranger's trial misleads the search.
 */
export class ChoiceTree {
  readonly #root = leaf();
  #nodes = 0;
  #trials = 0;

  /** Whether trials have been entered and no way on is left. */
  get isExhausted(): boolean {
    return this.#trials > 0 && this.#root.open === 0;
  }

  /** Enters a trial's suggestions, in their order, as internal values. */
  enter({ names, distributions }: SearchSpace, internal: (i: number) => number): void {
    if (this.#nodes + names.length > MAX_NODES || names.length === 0) return;
    const path: Node[] = [this.#root];
    let node = this.#root;
    for (let i = 0; i < names.length; i++) {
      const [name, distribution] = [names[i] as string, distributions[i] as Distribution];
      const place = placeOf(distribution, fromInternal(distribution, internal(i)));
      if (place < 0 || !Number.isFinite(valueCount(distribution))) return;
      if (node.parameter?.name === name && sameDistribution(node.parameter.distribution, distribution)) node.votes += 1;
      else if (node.votes > 0) {
        node.votes -= 1;
        return;
      } else {
        this.#change(path, valueCount(distribution) - node.open);
        Object.assign(node, { parameter: { name, distribution }, children: new Map(), votes: 1 });
      }
      let child = node.children.get(place);
      if (child === undefined) {
        child = leaf();
        node.children.set(place, child);
        this.#nodes += 1;
        this.#change(path, -1);
      }
      path.push(child);
      node = child;
    }
    this.#trials += 1;
  }

  /**
   * A way to a value nobody has tried: half by the number of untried ways, half every value alike (Optuna). Without
   * values if there is none.
   */
  untried(rng: Rng): Way {
    const values = new Map<string, ParamValue>();
    let isWhole = false;
    let node: Node | undefined = this.#root;
    while (node?.parameter != null && node.open > 0) {
      const { name, distribution } = node.parameter;
      const place = nextPlace(node, valueCount(distribution), rng);
      values.set(name, valueAt(distribution, place));
      isWhole = node.children.size > 0 && [...node.children.values()].every((child) => child.parameter === null);
      node = node.children.get(place);
    }
    return { values, isWhole };
  }

  #change(path: readonly Node[], by: number): void {
    for (const node of path) node.open += by;
  }
}

function nextPlace(node: Node, count: number, rng: Rng): number {
  const fresh = count - node.children.size;
  const open = [...node.children].filter(([, child]) => child.open > 0);
  const isFlat = rng.next() < 0.5;
  let left = rng.next() * (isFlat ? fresh + open.length : node.open);
  for (const [place, child] of open) {
    left -= isFlat ? 1 : child.open;
    if (left < 0) return place;
  }
  return fresh > 0 ? freshPlace(node, count, rng) : (open.at(-1)?.[0] ?? 0);
}

function freshPlace(node: Node, count: number, rng: Rng): number {
  let place = integer(rng, 0, count - 1);
  for (let k = 0; k < MAX_DRAWS && node.children.has(place); k++) place = integer(rng, 0, count - 1);
  while (node.children.has(place)) place = (place + 1) % count;
  return place;
}
