import type { History } from "../../history/history.ts";
import type { RunningPoint, Sample, SampleRequest } from "../../sampler.ts";
import { choiceIndex, type Distribution, firstValue, isSingle, type ParamValue } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { uniformValue } from "../../space/transform.ts";
import { fromCoordinate, toUnit } from "../shared/unit-cube.ts";
import { type Breeding, breed } from "./breeding.ts";
import type { Crossover } from "./crossovers.ts";
import { Generations } from "./generations.ts";
import { GenomeReader, type ParamGenome, type ParamMutation, paramBreeding } from "./param-genome.ts";
import type { Survival } from "./survival.ts";

export interface EvolutionRules {
  readonly populationSize: number;
  readonly crossingProbability: number;
  /** Per parameter; null is one parameter of each child on average. */
  readonly mutationProbability: number | null;
  readonly mutationEta: number | null;
  readonly crossover: Crossover;
  readonly survival: Survival;
}

/** How often a child that is known already, or runs now, is changed: a space of few points has nothing else. */
const MAX_CHANGES = 8;
/** Running points a child is compared with: more than a swarm that shares one evolution runs. */
const MAX_RUNNING = 512;

/** One history's evolution of parameters. */
export class ParamEvolution {
  readonly #rules: EvolutionRules;
  readonly #generations: Generations;
  #space: SearchSpace | null = null;
  #generation = -1;
  #reader = new GenomeReader({ names: [], distributions: [] });
  #breeding: Breeding<ParamGenome> | null = null;
  #genomes = new Map<number, ParamGenome>();
  #running = new WeakMap<RunningPoint, ParamGenome>();

  constructor(rules: EvolutionRules) {
    this.#rules = rules;
    this.#generations = new Generations(rules.populationSize, rules.survival);
  }

  sample({ history, running, space, rng }: SampleRequest): Sample {
    this.#generations.update(history, rng);
    if (this.#generations.parents.length === 0) {
      return { values: space.distributions.map((distribution) => uniformValue(distribution, rng)), mixtures: null };
    }
    const breeding = this.#prepare(space);
    const pick = (): ParamGenome => this.#genome(history, this.#generations.pick(rng));
    let child = breed(breeding, pick, this.#rules.crossingProbability, rng);
    let values = valuesOf(space, child, rng);
    for (let k = 0; k < MAX_CHANGES && this.#isKnown(history, running, genomeOf(space, values)); k++) {
      child = breeding.mutate(child, rng, true);
      values = valuesOf(space, child, rng);
    }
    return { values, mixtures: null };
  }

  #prepare(space: SearchSpace): Breeding<ParamGenome> {
    if (this.#breeding === null || this.#space !== space) {
      const { crossover, mutationProbability, mutationEta: eta } = this.#rules;
      const open = space.distributions.filter((distribution) => !isSingle(distribution)).length;
      const mutation: ParamMutation = { probability: mutationProbability ?? 1 / Math.max(1, open), eta };
      this.#space = space;
      this.#reader = new GenomeReader(space);
      this.#breeding = paramBreeding(space, crossover, mutation);
      this.#genomes = new Map();
      this.#running = new WeakMap();
    }
    if (this.#generation !== this.#generations.number) {
      this.#generation = this.#generations.number;
      this.#genomes = new Map();
    }
    return this.#breeding;
  }

  #genome(history: History, row: number): ParamGenome {
    let genome = this.#genomes.get(row);
    if (genome === undefined) {
      genome = this.#reader.read(history, row);
      this.#genomes.set(row, genome);
    }
    return genome;
  }

  /** Whether a parent, a trial of the growing generation or a running one has these genes. */
  #isKnown(history: History, running: readonly RunningPoint[], genome: ParamGenome): boolean {
    for (const row of this.#generations.parents) if (isSame(this.#genome(history, row), genome)) return true;
    for (const row of this.#generations.pending) if (isSame(this.#genome(history, row), genome)) return true;
    for (const point of running.slice(-MAX_RUNNING)) {
      let known = this.#running.get(point);
      if (known === undefined) {
        known = this.#reader.readRunning(point);
        this.#running.set(point, known);
      }
      if (isSame(known, genome)) return true;
    }
    return false;
  }
}

/** What a parent lacks is left open: only what both have must be the same. */
function isSame(a: ParamGenome, b: ParamGenome): boolean {
  for (let d = 0; d < a.length; d++) {
    const gene = a[d] as number;
    if (gene !== b[d] && !Number.isNaN(gene)) return false;
  }
  return true;
}

function valuesOf(space: SearchSpace, genome: ParamGenome, rng: SampleRequest["rng"]): ParamValue[] {
  return space.distributions.map((distribution, d) => {
    if (isSingle(distribution)) return firstValue(distribution);
    const gene = genome[d] as number;
    return Number.isNaN(gene) ? uniformValue(distribution, rng) : fromCoordinate(distribution, gene);
  });
}

const genomeOf = (space: SearchSpace, values: readonly ParamValue[]): ParamGenome =>
  Float64Array.from(values, (value, d) => {
    const distribution = space.distributions[d] as Distribution;
    return distribution.kind === "categorical"
      ? choiceIndex(distribution, value)
      : toUnit(distribution, value as number);
  });
