import type { History } from "../../history/history.ts";
import type { Sample, SampleRequest } from "../../sampler.ts";
import { type Distribution, firstValue, isSingle, type ParamValue } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { PointReader } from "../shared/point-reader.ts";
import { TrialLosses } from "../shared/trial-losses.ts";
import { fromCoordinate } from "../shared/unit-cube.ts";
import { LocalSearch } from "./local-search.ts";

/** A local search over one history's trials, read once each, in the order of arrival. */
export class NumericSearch {
  #revision = -1;
  #row = 0;
  #reader: PointReader | null = null;
  #search = new LocalSearch(1);
  #losses = new TrialLosses();
  #compactions = 0;
  #judgements = 0;
  #failedRows: number[] = [];

  /** Reads what is new; starts over if earlier rows or the space changed, but for failed trials that ran again. */
  update(history: History, shared: SearchSpace): void {
    const point = new Float64Array(shared.names.length);
    const isJudged = this.#judgements !== history.judgements;
    if (this.#reader?.space !== shared || isJudged || this.#compactions !== history.compactions) {
      this.#reader = new PointReader(shared);
      this.#search = new LocalSearch(shared.names.length);
      this.#losses = new TrialLosses();
      this.#failedRows = [];
      this.#compactions = history.compactions;
      this.#judgements = history.judgements;
      this.#row = 0;
    } else if (this.#revision !== history.revision) {
      this.#failedRows = this.#failedRows.filter((row) => {
        if (history.isCounted(row)) return true;
        if (this.#read(history, row, point)) this.#search.forgive(point);
        return false;
      });
    }
    this.#revision = history.revision;
    for (; this.#row < history.size; this.#row++) {
      const row = this.#row;
      if (!history.isCounted(row) || !this.#read(history, row, point)) continue;
      const { state, number, foreignKnown } = history.get(row);
      if (state === "failed") this.#failedRows.push(row);
      const loss = this.#losses.lossOf(history, row);
      this.#search.observe({ point, loss, state, arrival: row, known: number + foreignKnown });
    }
  }

  /** A failed trial may lack parameters that it had not asked for yet. */
  #read(history: History, row: number, point: Float64Array): boolean {
    if (this.#reader === null) return false;
    if (this.#reader.read(history, row, point)) return true;
    return history.state(row) === "failed" && this.#reader.readPart(history, row, point);
  }

  /** Whether the neighbourhood of the best point has been searched, so that a look elsewhere is worth as much. */
  get hasEnded(): boolean {
    return this.#search.hasEnded;
  }

  /** After `update` with the same history. */
  sample({ space, running, rng }: SampleRequest): Sample {
    const reader = this.#reader;
    if (reader === null) throw new Error("There is nothing to search before update().");
    const busy: Float64Array[] = [];
    for (const point of running) {
      const coordinates = new Float64Array(reader.dimensions);
      if (reader.readRunning(point, coordinates)) busy.push(coordinates);
    }
    return { values: valuesAt(this.#search.propose(busy, rng), space, reader.space), mixtures: null };
  }
}

/** The values of a point of the unit cube over `shared`, in the order of `space`. */
function valuesAt(point: Float64Array, space: SearchSpace, shared: SearchSpace): ParamValue[] {
  const places = new Map(shared.names.map((name, d) => [name, d]));
  return space.names.map((name, i) => {
    const distribution = space.distributions[i] as Distribution;
    if (isSingle(distribution)) return firstValue(distribution);
    return fromCoordinate(distribution, point[places.get(name) ?? 0] ?? 0.5);
  });
}
