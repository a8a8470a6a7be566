import { createStudy } from "../../study/create-study.ts";
import { nopPruner } from "../../study/pruners/nop.ts";
import { runTrials } from "../../study/testing/run-trials.ts";
import { makeSampler } from "../shared/samplers.ts";
import { multiObjective, multiProblem } from "./multi-problems.ts";

/** One study. */
export interface MultiRun {
  readonly problem: string;
  readonly sampler: string;
  readonly seed: number;
  readonly trials: number;
}

/** The hypervolume in the end. Every trial is told to have taken a millisecond: a sampler that weighs its time hurries. */
export function multiRun({ problem: name, sampler, seed, trials }: MultiRun): number {
  const problem = multiProblem(name);
  const directions = problem.reference.map(() => "minimize" as const);
  const log = `${name}-${seed}`;
  const study = createStudy({ directions, sampler: makeSampler(sampler), pruner: nopPruner(), seed, log });
  runTrials(study, multiObjective(problem), trials);
  return study.hypervolume(problem.reference);
}
