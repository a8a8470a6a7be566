import { createStudy } from "../../study/create-study.ts";
import type { Pruner } from "../../study/pruner.ts";
import type { Sampler } from "../../study/sampler.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { type LoadedObjective, runTrial } from "./load-objective.ts";

export interface LonePlan {
  readonly trials: number;
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  /** All chance of the run comes from it. */
  readonly seed: number;
}

/** One study minimizes by itself, one trial after the other. Returns the trials in order. */
export function runAlone(objective: LoadedObjective, plan: LonePlan): FinishedTrial[] {
  const { sampler, pruner, seed } = plan;
  const study = createStudy({ directions: ["minimize"], sampler, pruner, seed, log: `alone-${seed}` });
  return Array.from({ length: plan.trials }, () => {
    const [proposal] = study.ask(1);
    if (!proposal) throw new Error("The study proposed nothing");
    return study.tell(runTrial(objective, proposal, { directions: ["minimize"], pruner: study.prunerSnapshot() }));
  });
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
