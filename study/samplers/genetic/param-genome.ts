import type { History } from "../../history/history.ts";
import type { Rng } from "../../rng.ts";
import type { RunningPoint } from "../../sampler.ts";
import { compatible, contains, type Distribution, isSingle, toInternal } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { toUnit } from "../shared/unit-cube.ts";
import type { Breeding } from "./breeding.ts";
import type { Crossover } from "./crossovers.ts";

/**
 * A trial's parameters as genes, in the order of a space: a number as its place in [0, 1] of the range, a category as
 * its index, and NaN where the trial has no such parameter.
 */
export type ParamGenome = Float64Array;

/** Reads trials as genomes of one space; parts of a branch that a trial did not take are missing. */
export class GenomeReader {
  readonly #space: SearchSpace;
  readonly #places = new WeakMap<SearchSpace, Int32Array>();

  constructor(space: SearchSpace) {
    this.#space = space;
  }

  read(history: History, row: number): ParamGenome {
    const places = this.#placesIn(history.space(row));
    return Float64Array.from(places, (place, d) => (place < 0 ? Number.NaN : this.#gene(d, history.param(row, place))));
  }

  readRunning({ space, params }: RunningPoint): ParamGenome {
    return Float64Array.from(this.#placesIn(space), (place, d) => {
      const [distribution, value] = [space.distributions[place], params[place]];
      const isReal = distribution !== undefined && value !== undefined && contains(distribution, value);
      return isReal ? this.#gene(d, toInternal(distribution, value)) : Number.NaN;
    });
  }

  #gene(d: number, internal: number): number {
    const distribution = this.#space.distributions[d] as Distribution;
    if (distribution.kind === "categorical") return internal >= 0 ? internal : Number.NaN;
    return Number.isFinite(internal) ? toUnit(distribution, internal) : Number.NaN;
  }

  #placesIn(space: SearchSpace): Int32Array {
    let places = this.#places.get(space);
    if (places === undefined) {
      const byName = new Map(space.names.map((name, i) => [name, i]));
      places = Int32Array.from(this.#space.names, (name, d) => {
        const place = byName.get(name) ?? -1;
        const [ours, theirs] = [this.#space.distributions[d], space.distributions[place]];
        return ours !== undefined && theirs !== undefined && compatible(ours, theirs) ? place : -1;
      });
      this.#places.set(space, places);
    }
    return places;
  }
}

/** A child outside the bounds is made again so often, as Optuna does without end; then it is drawn to them. */
const MAX_CROSSINGS = 10;

export interface ParamMutation {
  readonly probability: number;
  /** Deb's distribution index of polynomial mutation; null draws the parameter anew. */
  readonly eta: number | null;
}

/** Crosses numbers that all parents have by `crossover`, categories and the rest gene by gene. */
export function paramBreeding(
  space: SearchSpace,
  crossover: Crossover,
  mutation: ParamMutation,
): Breeding<ParamGenome> {
  const genes = space.distributions.flatMap((distribution, d) => (isSingle(distribution) ? [] : [d]));
  const mutateGene = (genome: ParamGenome, d: number, rng: Rng): void => {
    genome[d] = mutated(space.distributions[d] as Distribution, genome[d] as number, mutation.eta, rng);
  };
  return {
    parents: crossover.parents,
    cross(parents, rng) {
      const child = mixed(parents, rng);
      const shared = genes.filter(
        (d) => space.distributions[d]?.kind !== "categorical" && parents.every((parent) => !Number.isNaN(parent[d])),
      );
      const vectors = parents.map((parent) => Float64Array.from(shared, (d) => parent[d] as number));
      let crossed = crossover.cross(vectors, rng);
      for (let k = 1; k < MAX_CROSSINGS && !crossed.every(isInside); k++) crossed = crossover.cross(vectors, rng);
      shared.forEach((d, i) => (child[d] = Math.min(1, Math.max(0, crossed[i] as number))));
      return child;
    },
    mutate(genome, rng, isForced) {
      const child = genome.slice();
      for (const d of genes) if (rng.next() < mutation.probability) mutateGene(child, d, rng);
      if (isForced && genes.length > 0) mutateGene(child, genes[Math.floor(rng.next() * genes.length)] as number, rng);
      return child;
    },
  };
}

const isInside = (gene: number): boolean => gene >= 0 && gene <= 1;

/** Every gene from one of the parents that have it, the first two alike. */
function mixed(parents: readonly ParamGenome[], rng: Rng): ParamGenome {
  const [a, b] = [parents[0] as ParamGenome, parents[1] as ParamGenome];
  return a.map((gene, d) => {
    const other = b[d] as number;
    if (Number.isNaN(gene)) return other;
    return Number.isNaN(other) || rng.next() < 0.5 ? gene : other;
  });
}

/** NaN, hence drawn anew; or, for numbers, Deb and Goyal 1996, polynomial mutation within the bounds. */
function mutated(distribution: Distribution, gene: number, eta: number | null, rng: Rng): number {
  if (eta === null || distribution.kind === "categorical" || Number.isNaN(gene)) return Number.NaN;
  const u = rng.next();
  const power = 1 / (eta + 1);
  if (u < 0.5) {
    const delta = (2 * u + (1 - 2 * u) * (1 - gene) ** (eta + 1)) ** power - 1;
    return Math.max(0, gene + delta);
  }
  const delta = 1 - (2 * (1 - u) + 2 * (u - 0.5) * gene ** (eta + 1)) ** power;
  return Math.min(1, gene + delta);
}
