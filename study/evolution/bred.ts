import { EMPTY_SPACE } from "../space/search-space.ts";
import { seedsDistribution } from "../space/vector-distribution.ts";
import type { Proposal } from "../trial/proposal.ts";
import type { FinishedTrial, LogId } from "../trial/trial.ts";
import type { Evolution } from "./evolution.ts";
import { type CellTask, type ClosedGeneration, MAX_OPEN_GENERATIONS, valueOf } from "./settings.ts";

/** What the one parameter of a champion is called, whatever the objective calls it. */
export const GENOME_PARAM = "genome";

/** What the jail runs for a cell; `number` is this run's own. */
export const proposalOf = ({ generation, cell, genome, seed }: CellTask, number: number, sigma: number): Proposal => ({
  number,
  seed,
  space: EMPTY_SPACE,
  values: [],
  fixed: null,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
  bred: { generation, cell, genome, sigma },
});

const CHAMPION_SPACE = { names: [GENOME_PARAM], distributions: [seedsDistribution(MAX_OPEN_GENERATIONS)] };

/**
 * A closed generation's champion as a trial: what stands in the history for the generation, and follows from it alone, so that
 * nobody tells it. Null where every trial of the generation failed.
 */
export function championTrial(
  evolution: Evolution,
  { generation, survivors }: ClosedGeneration,
  log: LogId,
  startMs: number | null = null,
  durationMs = 0,
): FinishedTrial | null {
  const champion = survivors[0];
  if (champion === undefined || Number.isNaN(valueOf(champion))) return null;
  return {
    log,
    number: generation,
    state: "complete",
    values: [valueOf(champion)],
    space: CHAMPION_SPACE,
    params: [evolution.genomeOf(champion.born, champion.slot)],
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    error: null,
    checkpoint: null,
    durationMs,
    startMs,
    foreignKnown: 0,
    repeatOf: null,
  };
}
