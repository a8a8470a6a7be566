/**
 * No point of a finite space twice (asked for in Optuna since 2020): if `base` repeats a finished or running trial, it is
 * asked again, then the nearest untried point is taken. Where a parameter has endless values `base` is left alone.
 */

import { hashText } from "../bytes/hash.ts";
import type { History } from "../history/history.ts";
import { checkBase } from "../option-checks.ts";
import { choice, type Rng } from "../rng.ts";
import type { RunningPoint, Sample, Sampler } from "../sampler.ts";
import type { Distribution, ParamValue } from "../space/distribution.ts";
import { contains, fromInternal } from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { placeOf, valueAt, valueCount } from "./grid/finite-values.ts";
import { isRunning } from "./shared/is-running.ts";

/** Askings of `base` for one proposal: most bases draw, and few draws in a row repeat while much is untried. */
const MAX_ASKINGS = 4;
/** Neighbours looked at for one proposal: all that differ in one parameter, and many that differ in more. */
const MAX_NEIGHBOURS = 2_000;
/** Points looked at for one proposal where no neighbour is free. */
const MAX_LOOKS = 4_000;
/** Different sets of parameters that trials of a conditional space had; more are not told apart. */
const MAX_BRANCHES = 64;

export function distinctSampler(base: Sampler): Sampler {
  checkBase("distinctSampler", base);
  const points = new WeakMap<History, TriedPoints>();
  const triedOf = (history: History): TriedPoints => {
    let tried = points.get(history);
    if (tried === undefined) {
      tried = new TriedPoints();
      points.set(history, tried);
    }
    tried.update(history);
    return tried;
  };
  const sampler: Sampler = {
    name: `distinct ${base.name}`,
    usesRunning: true,
    sample(request): Sample {
      const { history, space, running, rng, isMine } = request;
      let sample = base.sample(request);
      if (!space.distributions.every((distribution) => Number.isFinite(valueCount(distribution)))) return sample;
      const tried = triedOf(history);
      if (tried.hasLists) return sample;
      const isTaken = (values: readonly ParamValue[]) => tried.has(space, values) || isRunning(space, values, running);
      const isBarred = (values: readonly ParamValue[]) =>
        isTaken(values) || (isMine !== undefined && !isMine(hashText(keyOf(values))));
      for (let k = 1; k < MAX_ASKINGS && isBarred(sample.values); k++) sample = base.sample(request);
      if (!isBarred(sample.values)) return sample;
      const free = nearestFree(space, sample.values, isBarred, rng) ?? anyFree(space, isBarred, rng);
      if (free !== null) return { ...sample, values: free };
      return isMine === undefined ? sample : { ...sample, isOthers: true };
    },
    isExhausted: (history, running = []) =>
      triedOf(history).isComplete(running) || (base.isExhausted?.(history, running) ?? false),
    progress: (history) => base.progress?.(history) ?? null,
    noteDropped: (history, trial) => base.noteDropped?.(history, trial),
    // Only trials show whether the space is finite; a base that ends by itself does so here.
    mayBeEndless: base.isExhausted === undefined || base.mayBeEndless === true,
  };
  return base.space === undefined ? sampler : { ...sampler, space: base.space };
}

/** The first free point from a random one on, of as many as can be looked at for one proposal; null if none of them is. */
function anyFree(
  space: SearchSpace,
  isBarred: (values: readonly ParamValue[]) => boolean,
  rng: Rng,
): readonly ParamValue[] | null {
  const counts = space.distributions.map(valueCount);
  const total = counts.reduce((product, count) => product * count, 1);
  const places = counts.map((count) => Math.floor(rng.next() * count));
  for (let k = 0; k < Math.min(total, MAX_LOOKS); k++) {
    const values = space.distributions.map((distribution, i) => valueAt(distribution, places[i] ?? 0));
    if (!isBarred(values)) return values;
    // The next one, as a number counts up.
    for (let i = 0; i < places.length; i++) {
      const next = ((places[i] ?? 0) + 1) % (counts[i] ?? 1);
      places[i] = next;
      if (next !== 0) break;
    }
  }
  return null;
}

/** What trials tried, by the parameters they had: a branch not taken makes no difference. */
class TriedPoints {
  readonly #branches = new Map<string, { readonly space: SearchSpace; readonly keys: Set<string> }>();
  /** Whether trials had lists, which make a space endless even where none of them has a key. */
  hasLists = false;
  #revision = -1;
  #row = 0;

  update(history: History): void {
    // What was tried stays so, whatever became of its row.
    if (this.#revision !== history.revision) this.#row = 0;
    this.#revision = history.revision;
    for (; this.#row < history.size; this.#row++) {
      const space = history.space(this.#row);
      if (space !== history.trialSpace(this.#row)) this.hasLists = true;
      if (space.names.length === 0) continue;
      const branch = this.#branchOf(space);
      const params = space.names.map((_, i) =>
        fromInternal(space.distributions[i] as Distribution, history.param(this.#row, i)),
      );
      branch?.keys.add(keyOf(params));
    }
  }

  has(space: SearchSpace, values: readonly ParamValue[]): boolean {
    for (const branch of this.#branches.values()) {
      const restricted = branch.space.names.map((name) => values[space.names.indexOf(name)]);
      if (!restricted.includes(undefined) && branch.keys.has(keyOf(restricted as ParamValue[]))) return true;
    }
    return false;
  }

  /** Whether all trials had one finite space and tried all of it, but for what these try now. */
  isComplete(running: readonly RunningPoint[]): boolean {
    const [branch, ...others] = this.#branches.values();
    if (branch === undefined || others.length > 0 || this.hasLists) return false;
    const { names, distributions } = branch.space;
    const left = distributions.reduce((count, it) => count * valueCount(it), 1) - branch.keys.size;
    if (left > running.length) return false;
    const taken = new Set<string>();
    for (const { space, params } of running) {
      const values = names.map((name) => params[space.names.indexOf(name)]);
      if (!values.every((value, i) => value !== undefined && contains(distributions[i] as Distribution, value)))
        continue;
      const key = keyOf(values as ParamValue[]);
      if (!branch.keys.has(key)) taken.add(key);
    }
    return taken.size >= left;
  }

  #branchOf(space: SearchSpace) {
    const name = JSON.stringify(space.names);
    let branch = this.#branches.get(name);
    if (branch === undefined && this.#branches.size < MAX_BRANCHES) {
      branch = { space, keys: new Set() };
      this.#branches.set(name, branch);
    }
    return branch;
  }
}

const keyOf = (params: readonly ParamValue[]): string => JSON.stringify(params);

/** The free point that differs least: first in one parameter by few steps, then in more. Null if none was found. */
function nearestFree(
  space: SearchSpace,
  values: readonly ParamValue[],
  isTaken: (values: readonly ParamValue[]) => boolean,
  rng: Rng,
): ParamValue[] | null {
  const open = space.distributions.flatMap((distribution, i) => (valueCount(distribution) > 1 ? [i] : []));
  if (open.length === 0) return null;
  const moved = (from: readonly ParamValue[], i: number, by: number): ParamValue[] | null => {
    const distribution = space.distributions[i] as Distribution;
    const place = placeOf(distribution, from[i] ?? null) + by;
    if (place < 0 || place >= valueCount(distribution)) return null;
    return from.map((value, k) => (k === i ? valueAt(distribution, place) : value));
  };
  const widest = Math.max(...open.map((i) => valueCount(space.distributions[i] as Distribution)));
  let looks = 0;
  for (let by = 1; by < widest && looks < MAX_NEIGHBOURS / 2; by++) {
    for (const i of open) {
      for (const neighbour of [moved(values, i, by), moved(values, i, -by)]) {
        looks += 1;
        if (neighbour !== null && !isTaken(neighbour)) return neighbour;
      }
    }
  }
  // A walk: every step is one more parameter away, or further in the same.
  let at: readonly ParamValue[] = values;
  for (; looks < MAX_NEIGHBOURS; looks++) {
    const next = moved(at, choice(rng, open), rng.next() < 0.5 ? 1 : -1);
    if (next === null) continue;
    if (!isTaken(next)) return next;
    at = next;
  }
  return null;
}
