/**
 * The default sampler: picks by what is asked for and known. Numbers and one objective go to a model-based local search,
 * which needs few trials; choices, conditions, constraints and very many cheap trials go to TPE.
 */
import { type Distribution, firstValue, isSingle, type ParamValue } from "../distribution.ts";
import type { History } from "../history.ts";
import type { Sample, SampleRequest, Sampler } from "../sampler.ts";
import type { SearchSpace } from "../trial.ts";
import { LocalSearch } from "./auto/local-search.ts";
import { isNumeric } from "./auto/numeric-space.ts";
import { PointReader } from "./point-reader.ts";
import { SharedSpace } from "./shared-space.ts";
import { tpeSampler } from "./tpe.ts";
import { fromCoordinate } from "./unit-cube.ts";

/** Above this a model's neighbourhood holds too few points per direction, and its matrices cost more than a trial. */
const MAX_MODELLED_PARAMS = 40;
/** From here on trials are many: thinking pays only where a trial takes longer than a thought. */
const MANY_TRIALS = 1_000;
const THOUGHT_MS = 20;
/** Of this many proposals one is TPE's once the first local search has ended. */
const GLOBAL_PERIOD = 3;

/** Chooses how to sample for each proposal. Keeps what it read of each history. */
export function autoSampler(): Sampler {
  const tpe = tpeSampler();
  const searches = new WeakMap<History, NumericSearch>();
  return {
    name: "auto",
    usesRunning: true,
    sample(request: SampleRequest): Sample {
      let search = searches.get(request.history);
      if (search === undefined) {
        search = new NumericSearch();
        searches.set(request.history, search);
      }
      return search.sample(request) ?? tpe.sample(request);
    },
  };
}

/** One history as the local search sees it. */
class NumericSearch {
  readonly #shared = new SharedSpace();
  #revision = -1;
  #row = 0;
  #reader: PointReader | null = null;
  #search = new LocalSearch(1);
  #isConstrained = false;

  /** Null where the search does not apply. */
  sample(request: SampleRequest): Sample | null {
    const { history, space, running, rng, directions } = request;
    if (directions.length !== 1) return null;
    const shared = this.#shared.update(history, space);
    if (shared.names.length === 0 || shared.names.length > MAX_MODELLED_PARAMS) return null;
    if (!isNumeric(space, shared) || areManyAndCheap(history)) return null;
    const reader = this.#readerFor(history, shared);
    this.#read(history, reader);
    if (this.#isConstrained) return null;
    if (this.#search.hasEnded && request.number % GLOBAL_PERIOD === 0) return null;
    const busy: Float64Array[] = [];
    for (const point of running) {
      const coordinates = new Float64Array(shared.names.length);
      if (reader.readRunning(point, coordinates)) busy.push(coordinates);
    }
    return { values: valuesAt(this.#search.propose(busy, rng), space, shared), mixtures: null };
  }

  #readerFor(history: History, shared: SearchSpace): PointReader {
    if (this.#reader === null || this.#reader.space !== shared || this.#revision !== history.revision) {
      this.#reader = new PointReader(shared);
      this.#search = new LocalSearch(shared.names.length);
      this.#revision = history.revision;
      this.#row = 0;
      this.#isConstrained = false;
    }
    return this.#reader;
  }

  #read(history: History, reader: PointReader): void {
    const point = new Float64Array(reader.dimensions);
    for (; this.#row < history.size; this.#row++) {
      const row = this.#row;
      if (!history.isCounted(row)) continue;
      if (history.violation(row) > 0) this.#isConstrained = true;
      if (history.state(row) === "complete" && reader.read(history, row, point)) {
        this.#search.observe(point, history.loss(row));
      }
    }
  }
}

/** The values of a point of the unit cube over `shared`, in the order of `space`. */
function valuesAt(point: Float64Array, space: SearchSpace, shared: SearchSpace): ParamValue[] {
  return space.names.map((name, i) => {
    const distribution = space.distributions[i] as Distribution;
    if (isSingle(distribution)) return firstValue(distribution);
    return fromCoordinate(distribution, point[shared.names.indexOf(name)] ?? 0.5);
  });
}

function areManyAndCheap(history: History): boolean {
  if (history.size < MANY_TRIALS) return false;
  const durations = Array.from({ length: 99 }, (_, i) => history.durationMs(history.size - 1 - i));
  durations.sort((a, b) => a - b);
  return (durations[49] ?? 0) < THOUGHT_MS;
}
