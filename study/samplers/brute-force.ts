/** Tries everything there is, once: for spaces small enough, conditional ones too, that need not be listed beforehand. */

import { hashText } from "../bytes/hash.ts";
import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import type { Rng } from "../rng.ts";
import type { RunningPoint, SampleRequest, Sampler } from "../sampler.ts";
import {
  contains,
  type Distribution,
  isSingle,
  type ParamDistribution,
  type ParamValue,
  toInternal,
} from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { uniformValue } from "../space/transform.ts";
import { isVector } from "../space/vector-distribution.ts";
import { ChoiceTree, type Claims, MAX_NODES, type Way } from "./brute-force/choice-tree.ts";
import { valueCount } from "./grid/finite-values.ts";
import { ownDistribution } from "./shared/own-distribution.ts";

/** Own trials looked at for one that is held. */
const MAX_LOOKS = 200;
/** Ways looked for that differ somewhere from those being gone right now, once all known ones are. */
const MAX_DRAWS = 64;

/**
 * Throws `MisuseError` for a float without a step, and for a list. A new way is gone by one trial at a time: so `optimize` in parallel
 * runs the first trial alone, then as many as ways are known. Where a range depends on other parameters, a value that the
 * last range lacks is drawn at random.
 */
export function bruteForceSampler(): Sampler {
  const trees = new WeakMap<History, TreeReader>();
  const readerOf = (history: History): TreeReader => {
    let reader = trees.get(history);
    if (reader === undefined) {
      reader = new TreeReader();
      trees.set(history, reader);
    }
    return reader;
  };
  const treeOf = (history: History): ChoiceTree => readerOf(history).update(history);
  return {
    name: "brute force",
    usesRunning: true,
    sample(request) {
      checkFinite(request);
      const { space, running, rng, isMine } = request;
      const tree = treeOf(request.history);
      const claims = tree.claimsOf(running);
      if (!tree.isAllClaimed(claims)) {
        let [way, values] = draw(tree, space, rng, claims);
        if (isMine === undefined) return { values, mixtures: null };
        for (let k = 0; k < MAX_DRAWS && !isMine(pieceOf(way)); k++) [way, values] = draw(tree, space, rng, claims);
        return { values, mixtures: null, isOthers: !isMine(pieceOf(way)) };
      }
      if (isMine !== undefined) return { values: draw(tree, space, rng)[1], mixtures: null, isOthers: true };
      let [way, values] = draw(tree, space, rng);
      for (let k = 0; k < MAX_DRAWS && isRunning(way, space, values, running); k++)
        [way, values] = draw(tree, space, rng);
      return { values, mixtures: null };
    },
    isExhausted: (history, running = []) => treeOf(history).isTakenBy(running) && !readerOf(history).hasLists,
    progress(history) {
      const tree = treeOf(history);
      return { tried: tree.size, fault: tree.isFull ? TOO_LARGE : null };
    },
    noteDropped: (history, trial) => readerOf(history).enter(trial),
  };
}

const TOO_LARGE = `Brute force can tell ${MAX_NODES} values apart, and here are more, so it would never end; give trials or a stop rule.`;

/** The tree of a history; each row is read once. */
class TreeReader {
  readonly #tree = new ChoiceTree();
  /** Whether trials have lists, of which nobody knows when all were tried. */
  hasLists = false;
  #revision = -1;
  #row = 0;

  update(history: History): ChoiceTree {
    // Entering a trial again changes nothing, and what was tried stays so.
    if (this.#revision !== history.revision) this.#row = 0;
    this.#revision = history.revision;
    for (; this.#row < history.size; this.#row++) {
      const row = this.#row;
      const space = history.space(row);
      if (space !== history.trialSpace(row)) this.hasLists = true;
      this.#tree.enter(space, (i) => history.param(row, i));
    }
    return this.#tree;
  }

  enter({ space, params }: RunningPoint): void {
    this.#tree.enter(space, (i) => toInternal(space.distributions[i] as Distribution, params[i] ?? null));
  }
}

/** An untried and unclaimed way, and values for everything asked for: at random what the way does not say. */
function draw(tree: ChoiceTree, space: SearchSpace, rng: Rng, claims?: Claims): [Way, ParamValue[]] {
  const way = tree.untried(rng, claims);
  const values = space.names.map((name, i): ParamValue => {
    const distribution = space.distributions[i] as Distribution;
    const value = way.values.get(name);
    return value !== undefined && contains(distribution, value) ? value : uniformValue(distribution, rng);
  });
  return [way, values];
}

/** The piece of work that a way is. */
const pieceOf = ({ values }: Way): number => hashText(JSON.stringify([...values]));

/** Whether a running trial goes the same way; where more may follow, whether everything is the same. */
function isRunning(
  way: Way,
  space: SearchSpace,
  values: readonly ParamValue[],
  running: readonly RunningPoint[],
): boolean {
  if (way.values.size === 0) return false;
  const names = way.isWhole ? space.names.filter((name) => way.values.has(name)) : space.names;
  const wanted = names.map((name) => values[space.names.indexOf(name)]);
  return running.some((point) => names.every((name, i) => point.params[point.space.names.indexOf(name)] === wanted[i]));
}

function checkFinite(request: SampleRequest): void {
  const { space } = request;
  const list = ownList(request);
  if (list !== null) {
    throw new MisuseError(
      `Brute force cannot try every list that ${JSON.stringify(list)} may be; choose another sampler, or suggest numbers.`,
    );
  }
  const i = space.distributions.findIndex((distribution) => !Number.isFinite(valueCount(distribution)));
  if (i < 0) return;
  const name = space.names[i] as string;
  const own = ownDistribution(request, name);
  if (own === null || Number.isFinite(valueCount(own))) return;
  throw new MisuseError(`Brute force cannot try every value of ${JSON.stringify(name)}; give it a step.`);
}

/** A parameter of this log's latest trial that may be several lists; null if there is none. */
function ownList({ history, log, number }: SampleRequest): string | null {
  let row = -1;
  for (let own = number - 1; own >= Math.max(0, number - MAX_LOOKS) && row < 0; own--)
    row = history.rowOf({ log, number: own });
  if (row < 0 || history.trialSpace(row) === history.space(row)) return null;
  const { names, distributions } = history.trialSpace(row);
  return names.find((_, i) => mayBeSeveral(distributions[i])) ?? null;
}

const mayBeSeveral = (distribution: ParamDistribution | undefined): boolean =>
  distribution !== undefined && isVector(distribution) && !isSingle(distribution);
