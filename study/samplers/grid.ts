/**
 * Every combination of the given values once, in random order. All peers have one order, each starts at its own place in
 * it and leaves out what others have done or do now: so they share the grid without a word between them.
 */

import { hashText } from "../bytes/hash.ts";
import { MisuseError } from "../errors.ts";
import type { History } from "../history/history.ts";
import { checkOptionNames } from "../option-checks.ts";
import { rngFromSeed } from "../rng.ts";
import type { EndProgress, RunningPoint, SampleRequest, Sampler } from "../sampler.ts";
import {
  type CategoricalChoice,
  categoricalDistribution,
  contains,
  type Distribution,
  fromInternal,
  type ParamValue,
} from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { uniformValue } from "../space/transform.ts";
import { fitted, GridFit, isNear } from "./grid/grid-fit.ts";
import { MAX_GRID_POINTS } from "./limits.ts";

/** Combinations that trials without some of the parameters stand for: looked up one by one, once each. */
const MAX_STOOD_FOR = 10_000;
/** Places tried by chance before the order is gone through: peers that do the latter meet. */
const MAX_PROBES = 64;
/** Combinations looked at for one that is this peer's. */
const MAX_LOOKS = 20_000;

export interface GridOptions {
  /** Names the order, which peers must share (by default 0). */
  readonly seed?: number | string;
}

/**
 * Parameters that are not in `values` are drawn at random. Throws `MisuseError` for values that a trial has shown to be
 * outside their parameter's range, and after a hundred trials that asked for none of the names.
 */
export function gridSampler(
  values: Readonly<Record<string, readonly CategoricalChoice[]>>,
  options: GridOptions = {},
): Sampler {
  checkOptionNames("gridSampler", options, ["seed"]);
  const { seed = 0 } = options;
  const grid = new Grid(values, seed);
  const progress = new WeakMap<History, GridProgress>();
  const progressOf = (history: History): GridProgress => {
    let known = progress.get(history);
    if (known === undefined) {
      known = new GridProgress(grid);
      progress.set(history, known);
    }
    known.update(history);
    return known;
  };
  return {
    name: "grid",
    usesRunning: true,
    space: grid.space,
    sample(request) {
      const { space, rng } = request;
      const known = progressOf(request.history);
      known.check(request);
      const next = known.next(request);
      const point = grid.valuesAt(next.number);
      const sampled = space.names.map((name, i): ParamValue => {
        const distribution = space.distributions[i] as Distribution;
        const value = fitted(distribution, point.get(name));
        return value !== undefined && contains(distribution, value) ? value : uniformValue(distribution, rng);
      });
      return { values: sampled, mixtures: null, isOthers: next.isOthers };
    },
    isExhausted: (history, running = []) => progressOf(history).isDone(running),
    progress: (history) => progressOf(history).state,
    noteDropped: (history, trial) => progressOf(history).note(trial),
  };
}

/** The place of a value; of a number also that of one which differs by rounding only. */
function placeAmong(values: readonly CategoricalChoice[], value: ParamValue): number {
  const place = values.indexOf(value as CategoricalChoice);
  if (place >= 0 || typeof value !== "number") return place;
  return values.findIndex((other) => typeof other === "number" && isNear(other, value));
}

/** Combinations by number, as digits of one place value per parameter. */
class Grid {
  readonly space: SearchSpace;
  readonly count: number;
  readonly order: Uint32Array;
  readonly values: readonly (readonly CategoricalChoice[])[];

  constructor(values: Readonly<Record<string, readonly CategoricalChoice[]>>, seed: number | string) {
    const names = Object.keys(values).toSorted();
    if (names.length === 0) throw new MisuseError("The grid has no parameters; give { name: [values, ...], ... }.");
    const distributions = names.map((name) => categoricalDistribution(values[name] ?? []));
    this.space = { names, distributions };
    this.values = distributions.map((distribution) => distribution.choices);
    this.count = this.values.reduce((count, choices) => count * choices.length, 1);
    if (this.count > MAX_GRID_POINTS) {
      throw new MisuseError(
        `The grid has ${this.count} combinations, more than ${MAX_GRID_POINTS}; give fewer values.`,
      );
    }
    const rng = rngFromSeed(seed, "grid");
    this.order = Uint32Array.from({ length: this.count }, (_, i) => i);
    for (let i = this.count - 1; i > 0; i--) {
      const j = Math.floor(rng.next() * (i + 1));
      const other = this.order[j] as number;
      this.order[j] = this.order[i] as number;
      this.order[i] = other;
    }
  }

  valuesAt(number: number): Map<string, CategoricalChoice> {
    let left = number;
    const point = new Map<string, CategoricalChoice>();
    this.values.forEach((choices, d) => {
      point.set(this.space.names[d] as string, choices[left % choices.length] ?? null);
      left = Math.floor(left / choices.length);
    });
    return point;
  }

  /** Places of the parameters' values: -1 for one that is not on the grid, null for one that is not there. */
  placesOf(valueOf: (name: string) => ParamValue | undefined): (number | null)[] {
    return this.space.names.map((name, d) => {
      const value = valueOf(name);
      return value === undefined ? null : placeAmong(this.values[d] ?? [], value);
    });
  }

  /** The numbers of all combinations with these places; none if a value is not on the grid, or too many match. */
  matching(places: readonly (number | null)[]): number[] {
    let numbers = [0];
    let weight = 1;
    for (let d = 0; d < places.length; d++) {
      const place = places[d] as number | null;
      const size = this.values[d]?.length ?? 1;
      if (place === -1) return [];
      if (place !== null) numbers = numbers.map((number) => number + place * weight);
      else if (numbers.length * size > MAX_STOOD_FOR) return [];
      else numbers = numbers.flatMap((number) => Array.from({ length: size }, (_, k) => number + k * weight));
      weight *= size;
    }
    return numbers;
  }
}

/** What of a grid a history has; a trial that went without a parameter stands for all its values. */
class GridProgress {
  readonly #grid: Grid;
  readonly #visited: Uint8Array;
  readonly #partial = new Set<string>();
  #revision = -1;
  #row = 0;
  #at = 0;
  #jumps = 0;
  #left: number;
  #whole: SearchSpace | null = null;
  readonly #fit: GridFit;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#visited = new Uint8Array(grid.count);
    this.#left = grid.count;
    this.#fit = new GridFit(grid.space.names, grid.values);
  }

  /** Combinations tried, and what of the grid could not be, once it is tried out. */
  get state(): EndProgress {
    return { tried: this.#grid.count - this.#left, fault: null, doubt: this.#left === 0 ? this.#fit.fault : null };
  }

  /** Throws `MisuseError`, or warns, if the grid is not one of what trials ask for. */
  check(request: SampleRequest): void {
    this.#fit.check(request);
  }

  /** Reads a trial that has no row. */
  note(trial: RunningPoint): void {
    if (trial.space.names.length > 0) this.#visit(this.#placesIn(trial));
  }

  update(history: History): void {
    // What was visited stays so, whatever became of its row.
    if (this.#revision !== history.revision) this.#row = 0;
    this.#revision = history.revision;
    for (; this.#row < history.size; this.#row++) {
      const row = this.#row;
      const { names, distributions } = history.space(row);
      if (names.length === 0) continue;
      const places = this.#grid.placesOf((name) => {
        const i = names.indexOf(name);
        return i < 0 ? undefined : fromInternal(distributions[i] as Distribution, history.param(row, i));
      });
      this.#visit(places);
    }
  }

  /**
   * The next combination nobody has tried or tries: those behind each other in the order until others have been there,
   * then somewhere else each time. With all tried or running, or others', one of those again.
   */
  next({ running, stream, number, isMine }: SampleRequest): { number: number; isOthers: boolean } {
    const { count, order } = this.#grid;
    if (this.#left === 0) {
      return { number: order[(hashText(stream) + number) % count] as number, isOthers: isMine !== undefined };
    }
    const busy = this.#busy(running);
    const isFree = (at: number): boolean => {
      const point = order[at] as number;
      return this.#visited[point] === 0 && !busy.has(point) && (isMine === undefined || isMine(point));
    };
    if (this.#jumps === 0) this.#jumpFrom(stream);
    // Two that go on from one place would stay side by side, so after the first run every trial is a jump.
    if (this.#jumps > 1 || !isFree(this.#at)) {
      for (let k = 0; k < MAX_PROBES; k++) {
        this.#jumpFrom(stream);
        if (isFree(this.#at)) break;
      }
    }
    // What is others' costs a look at everybody: the next request goes on from there.
    const most = isMine === undefined ? count : Math.min(count, MAX_LOOKS);
    for (let k = 0; k < most && !isFree(this.#at); k++) this.#at = (this.#at + 1) % count;
    const isOthers = isMine !== undefined && !isFree(this.#at);
    const chosen = order[this.#at] as number;
    this.#at = (this.#at + 1) % count;
    return { number: chosen, isOthers };
  }

  /** Whether every combination has been tried, or is being tried by one of these. */
  isDone(running: readonly RunningPoint[]): boolean {
    if (this.#left === 0 || running.length === 0) return this.#left === 0;
    if (this.#left > running.length && running.every(({ space }) => this.#isWhole(space))) return false;
    return this.#left === this.#busy(running).size;
  }

  /** Whether a trial with these parameters is one combination at most. Nearly all have one space object. */
  #isWhole(space: SearchSpace): boolean {
    if (space === this.#whole) return true;
    if (!this.#grid.space.names.every((name) => space.names.includes(name))) return false;
    this.#whole = space;
    return true;
  }

  /** Combinations that these will have tried, and nobody has. */
  #busy(running: readonly RunningPoint[]): Set<number> {
    const busy = new Set<number>();
    for (const point of running) {
      const places = this.#placesIn(point);
      if (places.every((place) => place === null)) continue;
      for (const number of this.#grid.matching(places)) if (this.#visited[number] === 0) busy.add(number);
    }
    return busy;
  }

  #jumpFrom(stream: string): void {
    this.#at = hashText(stream, this.#jumps) % this.#grid.count;
    this.#jumps += 1;
  }

  #placesIn({ space, params }: RunningPoint): (number | null)[] {
    return this.#grid.placesOf((name) => params[space.names.indexOf(name)]);
  }

  #visit(places: readonly (number | null)[]): void {
    this.#fit.enter(places);
    if (places.includes(null)) {
      const key = places.join();
      if (this.#partial.has(key) || places.every((place) => place === null)) return;
      this.#partial.add(key);
    }
    for (const number of this.#grid.matching(places)) {
      if (this.#visited[number] === 1) continue;
      this.#visited[number] = 1;
      this.#left -= 1;
    }
  }
}
