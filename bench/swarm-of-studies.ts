import type { Pruner } from "../study/pruner.ts";
import type { Sampler } from "../study/sampler.ts";
import { createStudy, type Study } from "../study/study.ts";
import type { FinishedTrial } from "../study/trial.ts";
import { type LoadedObjective, runTrial } from "./load-objective.ts";

export interface SwarmPlan {
  readonly peers: number;
  readonly rounds: number;
  readonly trialsPerRound: number;
  readonly sampler: () => Sampler;
  readonly pruner: () => Pruner;
  /** All chance of the run comes from it. */
  readonly seed: number;
}

/**
 * What a swarm's tabs do, without the tabs: each peer has a study of its own, takes in at the start of every round what
 * the others finished in the rounds before, and runs its trials one after the other. Returns the trials in order.
 */
export function runSwarm(objective: LoadedObjective, plan: SwarmPlan): FinishedTrial[] {
  const studies = Array.from({ length: plan.peers }, (_, peer) =>
    createStudy({
      directions: ["minimize"],
      sampler: plan.sampler(),
      pruner: plan.pruner(),
      seed: plan.seed,
      log: `seed-${plan.seed}-peer-${peer}`,
    }),
  );
  const told: FinishedTrial[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    const known = told.slice();
    for (const study of studies) {
      for (const trial of known) if (trial.log !== study.log) study.addForeign(trial);
      for (let t = 0; t < plan.trialsPerRound; t++) told.push(runNext(study, objective));
    }
  }
  return told;
}

function runNext(study: Study, objective: LoadedObjective): FinishedTrial {
  const [proposal] = study.ask(1);
  if (!proposal) throw new Error("The study proposed nothing");
  return study.tell(runTrial(objective, proposal, { directions: ["minimize"], pruner: study.prunerSnapshot() }));
}

/** The complete trial with the lowest value. */
export function bestOf(trials: readonly FinishedTrial[]): FinishedTrial & { readonly value: number } {
  let best: (FinishedTrial & { readonly value: number }) | null = null;
  for (const trial of trials) {
    const [value] = trial.values;
    if (trial.state !== "complete" || value === undefined) continue;
    if (!best || value < best.value) best = { ...trial, value };
  }
  if (!best) throw new Error("No trial completed");
  return best;
}
