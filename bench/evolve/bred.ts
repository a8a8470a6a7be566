import { proposalOf } from "../../study/evolution/bred.ts";
import { Evolution } from "../../study/evolution/evolution.ts";
import { type EvolutionSettings, valueOf } from "../../study/evolution/settings.ts";
import type { TrialSetting } from "../../study/trial/suggest.ts";
import { type LoadedObjective, runTrial } from "../shared/load-objective.ts";

/** What a study of generations came to, alone on one core. */
export interface Bred {
  readonly champion: readonly number[];
  /** As the study itself knows it. */
  readonly value: number;
  /** Of episodes that no trial of the study had. */
  readonly freshMean: number;
  readonly evaluations: number;
  readonly cpuSeconds: number;
}

/** As many as a re-test has. */
const FRESH_EPISODES = 30;

/** Breeds so many generations, each cell run as a trial with the objective's own text. Failures of a trial are errors here. */
export function breed(objective: LoadedObjective, settings: EvolutionSettings, generations: number): Bred {
  const before = process.threadCpuUsage();
  const evolution = new Evolution(settings);
  const setting: TrialSetting = {
    directions: [settings.maximize ? "maximize" : "minimize"],
    pruner: { kind: "nop" },
  };
  const usedSeeds = new Set<number>();
  let evaluations = 0;
  const scoreOf = (genome: readonly number[], seed: number): number => {
    const task = { generation: evolution.generation, cell: 0, genome, seed };
    const { values, error } = runTrial(objective, proposalOf(task, evaluations, settings.sigma), setting);
    if (values[0] === undefined) throw new Error(error?.message ?? "A trial gave no value.");
    return values[0];
  };
  while (evolution.generation < generations) {
    for (const cell of evolution.missing()) {
      const { genome, seed } = evolution.taskOf(cell);
      usedSeeds.add(seed);
      evaluations += 1;
      evolution.note(cell, scoreOf(genome, seed));
    }
    evolution.close();
  }
  const { user, system } = process.threadCpuUsage(before);
  const champion = evolution.closed.at(-1)?.survivors[0];
  if (champion === undefined) throw new Error("No generation was bred.");
  const genome = evolution.genomeOf(champion.born, champion.slot);
  const scores = freshSeeds(usedSeeds).map((seed) => scoreOf(genome, seed));
  const freshMean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return {
    champion: genome,
    value: valueOf(champion),
    freshMean,
    evaluations,
    cpuSeconds: (user + system) / 1e6,
  };
}

function freshSeeds(used: ReadonlySet<number>): number[] {
  const seeds: number[] = [];
  for (let seed = 0; seeds.length < FRESH_EPISODES; seed++) if (!used.has(seed)) seeds.push(seed);
  return seeds;
}
