import { shown } from "../option-checks.ts";
import { DEFAULT_SIGMA } from "../trial/proposal.ts";

/** The best slots of a generation that are run again, to tell the good from the lucky (Such et al. 2017). */
export const RETESTED = 10;
/** A hundred times the usual; the results of such a generation are half a megabyte. */
export const MAX_POPULATION = 100_000;
/** Beyond what anybody has published (625); all of a thousand generations are held. */
export const MAX_SURVIVORS = 1_000;
/** Trials of a generation's re-test; 300 are usual. */
export const MAX_RETESTS = 100_000;
/** Wider steps than any network's weights. */
export const MAX_SIGMA = 1e6;
/** A genome grows by a seed with every generation, and has no more than so many. */
export const MAX_OPEN_GENERATIONS = 1_000;

/** How generations are bred: truncation selection, mutation only (Such et al. 2017, algorithm 1). */
export interface EvolutionSettings {
  /** N: slots of a generation, from 3 to `MAX_POPULATION`. */
  readonly population: number;
  /** T: the best slots, of which the next generation's parents are drawn. Below `population`, at most `MAX_SURVIVORS`. */
  readonly survivors: number;
  /** How many of the survivors go on unchanged: 1 or more, below `survivors`. */
  readonly champions: number;
  /** What each seed after the first adds to every weight: sigma times N(0, 1). */
  readonly sigma: number;
  /**
   * Episodes of the re-test that chooses the champions. 0: none; as in IBM's distributed-evolutionary-ml, the champions' scores
   * of a single episode are kept, however lucky it was, and stand in the ranking of the next generation without being run again.
   */
  readonly validationEpisodes: number;
  /** Everything that chance decides follows from it. */
  readonly seed: string;
  readonly maximize: boolean;
}

/** All but what every study has. */
export type EvolutionOptions = Omit<EvolutionSettings, "seed" | "maximize">;

/** As in IBM's distributed-evolutionary-ml, with the re-test of Such et al. that it lacks. */
export const DEFAULT_EVOLUTION: EvolutionOptions = {
  population: 1_000,
  survivors: 20,
  champions: 3,
  sigma: DEFAULT_SIGMA,
  validationEpisodes: 30,
};

/** Why nothing can be bred so, in a clause that says what to do; null if it can. */
export function evolutionFault(options: EvolutionOptions): string | null {
  const { population, survivors, champions, sigma, validationEpisodes } = options;
  for (const key of ["population", "survivors", "champions", "validationEpisodes"] as const) {
    const least = key === "validationEpisodes" ? 0 : 1;
    if (Number.isInteger(options[key]) && options[key] >= least) continue;
    return `${key} must be a whole number from ${least}, but is ${shown(options[key])}`;
  }
  if (!(champions < survivors && survivors < population)) {
    return `there must be fewer champions (${champions}) than survivors (${survivors}), and fewer survivors than the population (${population})`;
  }
  if (population > MAX_POPULATION) return `the population is ${population}, of which ${MAX_POPULATION} fit`;
  if (survivors > MAX_SURVIVORS) return `survivors are ${survivors}, of which ${MAX_SURVIVORS} fit`;
  const retests = retestedSlots(options) * validationEpisodes;
  if (retests > MAX_RETESTS) {
    return `the re-test of a generation has ${retests} trials, of which ${MAX_RETESTS} fit: take fewer validationEpisodes or champions`;
  }
  if (Number.isFinite(sigma) && sigma > 0 && sigma <= MAX_SIGMA) return null;
  return `sigma must be a number above 0, at most ${MAX_SIGMA}, but is ${shown(sigma)}`;
}

/** How many slots are run again: the best, and no fewer than become champions. */
export const retestedSlots = ({ population, champions, validationEpisodes }: EvolutionOptions): number =>
  validationEpisodes === 0 ? 0 : Math.min(population, Math.max(RETESTED, champions));

/**
 * What is evaluated in a generation: `slot` for a slot's first episode, `population + slot * validationEpisodes + episode` for
 * an episode of its re-test. A cell never changes its meaning, whatever becomes known in between.
 */
export type Cell = number;

/** One genome, one episode. The same task gives the same score on every machine, if the objective is repeatable. */
export interface CellTask {
  readonly generation: number;
  readonly cell: Cell;
  /** Unsigned 32-bit seeds, the first of which initialises the weights. */
  readonly genome: readonly number[];
  /** For the episode's chance. Unsigned 32 bit. */
  readonly seed: number;
}

/** One of a closed generation whose genome may have children. */
export interface Survivor {
  /** The generation in which its genome had this slot: the closed one, but for a champion whose old score was kept. */
  readonly born: number;
  readonly slot: number;
  /** Of its first episode; NaN where the trial failed. */
  readonly score: number;
  /** Of its re-test; null where it had none, NaN where a trial of it failed. */
  readonly mean: number | null;
}

/** What is kept of a generation whose slots have all been run. */
export interface ClosedGeneration {
  readonly generation: number;
  /** The champions, the best first, and then the others, the best first. */
  readonly survivors: readonly Survivor[];
  /** Trials that it took: those of the re-test, too. */
  readonly evaluations: number;
  /** Of them, trials that gave no number. */
  readonly failed: number;
  /** Of all results: 16 hexadecimal digits, equal where they are. */
  readonly digest: string;
}

/** The champion's value: the mean of its re-test, or where there is none the score of its one episode. */
export const valueOf = ({ score, mean }: Survivor): number => mean ?? score;
