import { proposalOf } from "../../study/evolution/bred.ts";
import { Evolution } from "../../study/evolution/evolution.ts";
import type { ClosedGeneration } from "../../study/evolution/settings.ts";
import type { DeepGaChoice } from "../../study/samplers/choice.ts";
import type { StudySpec } from "../../study/spec/spec.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { evolutionOf } from "../work/bred/cell-work.ts";
import type { SimulatedObjective } from "../work/simulated-runner.ts";
import { baseSpec, studyId, type Tab, type TabOptions, type TestSwarm } from "./test-swarm.ts";

export const deepga: DeepGaChoice = {
  name: "deepga",
  population: 60,
  survivors: 10,
  champions: 3,
  sigma: 0.1,
  validationEpisodes: 4,
};
export const bredSpec = (generations: number, change: Partial<DeepGaChoice> = {}) =>
  ({
    sampler: { ...deepga, ...change },
    objectives: [{ name: "score", direction: "maximize", unit: "" }],
    budget: { kind: "generations", generations, trialsPerRound: 10 },
    seed: "a study",
  }) satisfies Partial<StudySpec>;

/** How many of a genome's seeds are below a half, with noise of the episode. */
export function scoreOf({ bred, seed }: Proposal): number {
  if (bred === undefined) throw new Error("A trial of another study.");
  return bred.genome.filter((one) => one < 2 ** 31).length + (seed % 1_000) / 1_000;
}

/** Counts what it runs: each cell should be run once. */
export class CountingObjective implements SimulatedObjective {
  runs = 0;
  readonly #durationMs: number;
  readonly #score: (proposal: Proposal) => number;

  constructor(durationMs: number, score = scoreOf) {
    this.#durationMs = durationMs;
    this.#score = score;
  }

  run(_: unknown, __: number, proposal: Proposal): number {
    this.runs++;
    return this.#score(proposal);
  }

  durationMs(): number {
    return this.#durationMs;
  }
}

/** What the generations of a study come to, run one cell after the other in one process. */
export function bredAlone(spec: Partial<StudySpec>, generations: number): readonly ClosedGeneration[] {
  const settings = evolutionOf({ ...baseSpec, ...spec }, studyId);
  if (settings === null) throw new Error("This study breeds nothing.");
  const evolution = new Evolution(settings);
  while (evolution.generation < generations) {
    for (const cell of Array.from(evolution.missing())) {
      evolution.note(cell, scoreOf(proposalOf(evolution.taskOf(cell), 0, settings.sigma)));
    }
    evolution.close();
  }
  return evolution.closed;
}

/** Tabs that breed together, of which the first begins the study. */
export async function breeders(
  swarm: TestSwarm,
  spec: Partial<StudySpec>,
  objectives: readonly CountingObjective[],
  options: TabOptions = {},
): Promise<Tab[]> {
  const tabs: Tab[] = [];
  for (const objective of objectives)
    tabs.push(
      await swarm.join({ spec, objective, ...options, ...(tabs.length === 0 ? { began: "now" as const } : {}) }),
    );
  return tabs;
}

export const objectivesOf = (count: number, durationMs: number): CountingObjective[] =>
  Array.from({ length: count }, () => new CountingObjective(durationMs));

export const closedOf = ({ agent }: Pick<Tab, "agent">): number => agent.snapshot().generations?.closed ?? 0;

/** Everything of the generations that tabs must agree on. */
export function outcomeOf({ agent }: Pick<Tab, "agent">, generations: number): unknown[] {
  return Array.from({ length: generations }, (_, i) => agent.genomesOf(i));
}

/** As `swarm.until`, for what is costly to look at: it happens up to a fifth of a second earlier than is found out. */
export async function soon(swarm: TestSwarm, what: () => boolean, withinMs: number): Promise<number> {
  const startMs = swarm.clock.nowMs();
  while (!what()) {
    if (swarm.clock.nowMs() - startMs >= withinMs)
      throw new Error(`Did not happen within ${withinMs} ms: ${what.toString()}`);
    await swarm.clock.advance(200);
  }
  return swarm.clock.nowMs() - startMs;
}
