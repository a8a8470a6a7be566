/**
 * NSGA-III (Deb and Jain 2014) for three objectives and more: as NSGA-II, but kept spread by reference directions. As
 * Optuna's NSGAIIISampler, except that by default there are as many directions as the population has room for.
 */
import { MisuseError } from "../errors.ts";
import { checkOptionNames } from "../option-checks.ts";
import type { Sampler } from "../sampler.ts";
import { nichingSurvival, referenceDirections } from "./genetic/niching.ts";
import { directionCount, MAX_DIRECTIONS } from "./limits.ts";
import { EVOLUTION_OPTIONS, evolutionSampler, type Nsga2Options } from "./nsga2.ts";

export interface Nsga3Options extends Nsga2Options {
  /** Parts that each axis of the reference directions is cut into (Optuna's dividing_parameter, there 3). */
  readonly divisions?: number;
}

export function nsga3Sampler(given: Nsga3Options = {}): Sampler {
  checkOptionNames("nsga3Sampler", given, [...EVOLUTION_OPTIONS, "divisions"]);
  const { divisions, ...options } = given;
  if (divisions !== undefined && !(Number.isInteger(divisions) && divisions > 0)) {
    throw new MisuseError(
      `divisions must be a whole number above 0, not ${divisions}; leave it out for as many as fit.`,
    );
  }
  return evolutionSampler("nsga3", options, (objectives, populationSize) => {
    const parts = divisions ?? divisionsFor(objectives, populationSize);
    if (directionCount(objectives, parts) > MAX_DIRECTIONS) {
      throw new MisuseError(
        `${parts} divisions of ${objectives} objectives make more than ${MAX_DIRECTIONS} directions; take fewer.`,
      );
    }
    return nichingSurvival(referenceDirections(objectives, parts));
  });
}

/** The most that makes no more directions than there are points; at least one direction for each axis. */
function divisionsFor(objectives: number, populationSize: number): number {
  if (objectives === 1) return 1;
  let parts = 1;
  while (directionCount(objectives, parts + 1) <= populationSize) parts++;
  return parts;
}
