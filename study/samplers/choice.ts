import type { CategoricalChoice } from "../space/distribution.ts";
import type { CrossoverName } from "./genetic/crossovers.ts";

/** Options that a study's text can say; those that are functions, samplers or other studies' trials are for programs. */
export interface TpeChoice {
  readonly name: "tpe";
  readonly multivariate?: boolean;
  readonly group?: boolean;
  readonly constantLiar?: boolean;
  readonly startupTrials?: number;
  readonly candidates?: number;
  readonly priorWeight?: number;
}

export interface CmaesChoice {
  readonly name: "cmaes";
  readonly x0?: Readonly<Record<string, number>>;
  readonly sigma0?: number;
  readonly population?: number;
  readonly separable?: boolean;
  readonly restart?: "none" | "ipop" | "bipop";
  readonly tolerance?: number;
  readonly adaptLearningRate?: boolean;
}

export interface EvolutionChoice {
  readonly populationSize?: number;
  readonly crossover?: CrossoverName;
  readonly crossoverProbability?: number;
  readonly mutationProbability?: number;
  readonly mutation?: "redraw" | "polynomial";
}

/** A sampler that stands alone. Options left out have the sampler's defaults. */
export type SimpleSampler =
  | { readonly name: "auto" }
  | TpeChoice
  | CmaesChoice
  | { readonly name: "gp"; readonly startupTrials?: number }
  | ({ readonly name: "nsga2" } & EvolutionChoice)
  | ({ readonly name: "nsga3"; readonly divisions?: number } & EvolutionChoice)
  | { readonly name: "qmc"; readonly sequence?: "sobol" | "halton"; readonly scramble?: boolean }
  | { readonly name: "grid"; readonly values: Readonly<Record<string, readonly CategoricalChoice[]>> }
  | { readonly name: "brute-force" }
  | { readonly name: "random" };

/** Deep neuroevolution by seed lists (Such et al. 2017). */
export interface DeepGaChoice {
  readonly name: "deepga";
  readonly population: number;
  readonly survivors: number;
  readonly champions: number;
  readonly sigma: number;
  readonly validationEpisodes: number;
}

/** "distinct" tries no point twice; "partial-fixed" keeps some parameters where they are. */
export type SamplerChoice =
  | SimpleSampler
  | { readonly name: "distinct"; readonly sampler: SimpleSampler }
  | {
      readonly name: "partial-fixed";
      readonly fixed: Readonly<Record<string, CategoricalChoice>>;
      readonly sampler: SimpleSampler;
    }
  | DeepGaChoice;
