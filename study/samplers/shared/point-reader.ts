import type { History } from "../../history/history.ts";
import type { RunningPoint } from "../../sampler.ts";
import { compatible, contains, type ParamValue, toInternal } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { toUnit } from "./unit-cube.ts";

/**
 * Trials as points of one space: numbers as coordinates in [0, 1], categories as the index of the choice. A value outside
 * its range is drawn to the nearest bound.
 */
export class PointReader {
  readonly space: SearchSpace;
  readonly #places = new WeakMap<SearchSpace, readonly number[] | null>();

  constructor(space: SearchSpace) {
    this.space = space;
  }

  get dimensions(): number {
    return this.space.names.length;
  }

  /** Writes the row's point to `into` from `offset` on; false if the trial lacks a parameter or has it in another kind. */
  read(history: History, row: number, into: Float64Array, offset = 0): boolean {
    const places = this.#placesIn(history.space(row));
    if (places === null) return false;
    for (let d = 0; d < places.length; d++) {
      const coordinate = this.#coordinate(d, history.param(row, places[d] ?? 0));
      if (!Number.isFinite(coordinate)) return false;
      into[offset + d] = coordinate;
    }
    return true;
  }

  /** The same, with NaN for what the trial lacks: one that failed may have asked for a part only. False if that is nothing. */
  readPart(history: History, row: number, into: Float64Array): boolean {
    const space = history.space(row);
    let has = false;
    this.space.names.forEach((name, d) => {
      const place = space.names.indexOf(name);
      const [ours, theirs] = [this.space.distributions[d], space.distributions[place]];
      const isAlike = ours !== undefined && theirs !== undefined && compatible(ours, theirs);
      into[d] = isAlike ? this.#coordinate(d, history.param(row, place)) : Number.NaN;
      has ||= !Number.isNaN(into[d]);
    });
    return has;
  }

  /** The same for a trial that runs; false also if one of its values is none of its distribution. */
  readRunning({ space, params }: RunningPoint, into: Float64Array, offset = 0): boolean {
    const places = this.#placesIn(space);
    if (places === null) return false;
    for (let d = 0; d < places.length; d++) {
      const place = places[d] ?? 0;
      const distribution = space.distributions[place];
      const value: ParamValue | undefined = params[place];
      if (distribution === undefined || value === undefined || !contains(distribution, value)) return false;
      into[offset + d] = this.#coordinate(d, toInternal(distribution, value));
    }
    return true;
  }

  #coordinate(d: number, internal: number): number {
    const distribution = this.space.distributions[d];
    if (distribution === undefined) return Number.NaN;
    if (distribution.kind === "categorical") return internal >= 0 ? internal : Number.NaN;
    return Number.isFinite(internal) ? toUnit(distribution, internal) : Number.NaN;
  }

  #placesIn(space: SearchSpace): readonly number[] | null {
    let places = this.#places.get(space);
    if (places === undefined) {
      places = findPlaces(this.space, space);
      this.#places.set(space, places);
    }
    return places;
  }
}

/** Where the parameters of `wanted` are in `space`; null if one is missing there or of another kind. */
export function findPlaces(wanted: SearchSpace, space: SearchSpace): readonly number[] | null {
  const places = wanted.names.map((name) => space.names.indexOf(name));
  const fits = places.every((place, d) => {
    const [ours, theirs] = [wanted.distributions[d], space.distributions[place]];
    return ours !== undefined && theirs !== undefined && compatible(ours, theirs);
  });
  return fits ? places : null;
}
