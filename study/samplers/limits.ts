// Stands apart from the samplers, so that a study's text is judged without their code.

/** More combinations than a study has room for; their order takes 4 MB. */
export const MAX_GRID_POINTS = 1_000_000;
/** More would take TPE seconds for each proposal. */
export const MAX_CANDIDATES = 10_000;
/** Sorting more points a generation would take seconds. */
export const MAX_EVOLUTION_POPULATION = 10_000;
/** More would not be a generation of CMA-ES in a study's lifetime. */
export const MAX_CMAES_POPULATION = 100_000;
/** Every point is compared with every direction once a generation: a hundredth of a second for a hundred points. */
export const MAX_DIRECTIONS = 10_000;

/** How many reference directions so many divisions of each axis make. */
export function directionCount(objectives: number, divisions: number): number {
  let count = 1;
  for (let k = 1; k < objectives; k++) count = (count * (divisions + k)) / k;
  return Math.round(count);
}
