import { integer, type Rng } from "../../rng.ts";
import type { RunningPoint } from "../../sampler.ts";
import { type Distribution, fromInternal, type ParamValue, sameDistribution } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { placeOf, valueAt, valueCount } from "../grid/finite-values.ts";

/** About 50 MB; beyond, trials are no longer entered, so some may be repeated. */
export const MAX_NODES = 500_000;
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

/** Per node the untried values that running trials have there, and how many untried ways beneath it are theirs. */
export type Claims = ReadonlyMap<Node, { readonly places: ReadonlySet<number>; readonly count: number }>;

const NO_CLAIMS: Claims = new Map();

/**
 * The define-by-run space as trials have shown it: which parameter follows which values, and what of it is untried. Where
 * trials disagree, most of them count: no single stranger's trial misleads the search.
 */
export class ChoiceTree {
  readonly #root = leaf();
  #nodes = 0;
  #isFull = false;
  #trials = 0;

  /** Values entered, each after those that led to it. */
  get size(): number {
    return this.#nodes;
  }

  /** Whether trials were not entered because there are too many. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Whether every way that is left is claimed; so it is if none is left. */
  isAllClaimed(claims: Claims): boolean {
    return openAt(this.#root, claims) <= 0;
  }

  /** Whether every way that is left is gone by one of these. Before the first trial has ended its way is all that is known. */
  isTakenBy(running: readonly RunningPoint[]): boolean {
    if (this.#trials === 0) return running.length > 0;
    return this.#root.open <= running.length && this.isAllClaimed(this.claimsOf(running));
  }

  /** The untried ways that running trials go. What lies beyond one nobody knows before its trial has ended. */
  claimsOf(running: readonly RunningPoint[]): Claims {
    const claims = new Map<Node, { readonly places: Set<number>; count: number }>();
    for (const { space, params } of running) {
      const path: Node[] = [];
      let node: Node | undefined = this.#root;
      while (node?.parameter != null) {
        path.push(node);
        const { name, distribution }: NonNullable<Node["parameter"]> = node.parameter;
        const value = params[space.names.indexOf(name)];
        const place = value === undefined ? -1 : placeOf(distribution, value);
        if (place < 0) break;
        const child: Node | undefined = node.children.get(place);
        if (child === undefined && claims.get(node)?.places.has(place) !== true) {
          for (const passed of path) {
            const claim = claims.get(passed) ?? { places: new Set(), count: 0 };
            claims.set(passed, { ...claim, count: claim.count + 1 });
          }
          claims.get(node)?.places.add(place);
        }
        node = child;
      }
    }
    return claims;
  }

  /** Enters a trial's suggestions, in their order, as internal values. */
  enter({ names, distributions }: SearchSpace, internal: (i: number) => number): void {
    if (names.length === 0) return;
    this.#isFull ||= this.#nodes + names.length > MAX_NODES;
    if (this.#isFull) return;
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
   * A way to a value nobody has tried or claimed: half by the number of untried ways, half every value alike (Optuna). Without
   * values if there is none.
   */
  untried(rng: Rng, claims: Claims = NO_CLAIMS): Way {
    const values = new Map<string, ParamValue>();
    let isWhole = false;
    let node: Node | undefined = this.#root;
    while (node?.parameter != null && openAt(node, claims) > 0) {
      const { name, distribution } = node.parameter;
      const place = nextPlace(node, valueCount(distribution), rng, claims);
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

const openAt = (node: Node, claims: Claims): number => node.open - (claims.get(node)?.count ?? 0);

function nextPlace(node: Node, count: number, rng: Rng, claims: Claims): number {
  const taken = claims.get(node)?.places ?? new Set();
  const fresh = count - node.children.size - taken.size;
  const open = [...node.children].filter(([, child]) => openAt(child, claims) > 0);
  const isFlat = rng.next() < 0.5;
  let left = rng.next() * (isFlat ? fresh + open.length : openAt(node, claims));
  for (const [place, child] of open) {
    left -= isFlat ? 1 : openAt(child, claims);
    if (left < 0) return place;
  }
  const isKnown = (place: number): boolean => node.children.has(place) || taken.has(place);
  return fresh > 0 ? freshPlace(isKnown, count, rng) : (open.at(-1)?.[0] ?? 0);
}

function freshPlace(isKnown: (place: number) => boolean, count: number, rng: Rng): number {
  let place = integer(rng, 0, count - 1);
  for (let k = 0; k < MAX_DRAWS && isKnown(place); k++) place = integer(rng, 0, count - 1);
  while (isKnown(place)) place = (place + 1) % count;
  return place;
}
