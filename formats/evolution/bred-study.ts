import type { StudySpec } from "../../study/spec/spec.ts";
import type { EvolutionSettings } from "./settings.ts";

/** Of each of a generation's ten best: Such et al.'s, which IBM's `distributed-evolutionary-ml` lacks. */
export const VALIDATION_EPISODES = 30;
/** Each takes a core of its own, and the seed lists twenty studies from one network. */
export const MAX_SIDE_BY_SIDE = 16;
/** What a number adds to a seed, at most: "16 of 16: ". */
export const NUMBERED_SEED = 10;

/** What its author may not expect of a study by a settings file. */
export const RETEST_NOTE = `Each generation's best play ${VALIDATION_EPISODES} episodes more before they are champions, where the original trusts one.`;

type Bred = Pick<StudySpec, "budget"> & {
  readonly sampler: Extract<StudySpec["sampler"], { readonly name: "deepga" }>;
};

/** How the study of a settings file breeds. `sigma`: as suits the objective's network, which the file does not know. */
export function bredStudy(settings: EvolutionSettings, sigma: number): Bred {
  const { population, survivors, champions, generations } = settings;
  const validationEpisodes = VALIDATION_EPISODES;
  return {
    sampler: { name: "deepga", population, survivors, champions, sigma, validationEpisodes },
    budget: { kind: "generations", generations, trialsPerRound: 1 },
  };
}

/**
 * Studies side by side, of which each has a name and, where one is given, a seed of its own, so that none says anything about
 * another; without a seed, chance follows from the study itself, which its name makes another one.
 */
export function numbered<T extends { readonly name: string; readonly seed?: string | null }>(
  study: T,
  count: number,
): readonly T[] {
  if (count === 1) return [study];
  const seed = study.seed ?? null;
  return Array.from({ length: count }, (_, i) => {
    const number = `${i + 1} of ${count}`;
    return { ...study, name: `${study.name} ${number}`, seed: seed === null ? null : `${number}: ${seed}` };
  });
}

/** A core at least for each of `count` studies, which then share what there is: a study that nobody runs would wait for ever. */
export function dividedCores(cores: number, count: number): readonly number[] {
  const each = Math.floor(cores / count);
  return Array.from({ length: count }, (_, i) => (cores === 0 ? 0 : Math.max(1, each + (i < cores % count ? 1 : 0))));
}
