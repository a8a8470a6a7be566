import type { Rng } from "../../rng.ts";

/** How genomes of one kind have children: all that an evolution needs to know of them. */
export interface Breeding<Genome> {
  /** Parents that a crossing takes. */
  readonly parents: number;
  /** A new genome out of `parents`, whose first is the one it may stay closest to. */
  cross(parents: readonly Genome[], rng: Rng): Genome;
  /** A changed copy, or the genome itself. `isForced` changes at least one gene. */
  mutate(genome: Genome, rng: Rng, isForced: boolean): Genome;
}

/** Draws of one more, different parent; a population of copies has none. */
const MAX_DRAWS = 10;

/** A child of parents that `pick` chooses: crossed with probability `crossing`, else a copy; then mutated. */
export function breed<Genome>(breeding: Breeding<Genome>, pick: () => Genome, crossing: number, rng: Rng): Genome {
  const parents = [pick()];
  if (rng.next() < crossing) {
    while (parents.length < breeding.parents) {
      let next = pick();
      for (let draws = 0; draws < MAX_DRAWS && parents.includes(next); draws++) next = pick();
      parents.push(next);
    }
    return breeding.mutate(breeding.cross(parents, rng), rng, false);
  }
  return breeding.mutate(parents[0] as Genome, rng, false);
}
