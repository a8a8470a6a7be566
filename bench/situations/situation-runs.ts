import { createStudy } from "../../study/create-study.ts";
import { runTrials } from "../../study/testing/run-trials.ts";
import { makeSampler } from "../shared/samplers.ts";
import { prunerOf, situationProblem } from "./situation-problems.ts";

/** One study. */
export interface SituationRun {
  readonly problem: string;
  readonly sampler: string;
  readonly seed: number;
  readonly trials: number;
}

/** What the best trial is worth; without one, infinity. */
export function situationRun({ problem: name, sampler, seed, trials }: SituationRun): number {
  const problem = situationProblem(name);
  const setting = { sampler: makeSampler(sampler), pruner: prunerOf(problem), seed, log: `${name}-${seed}` };
  const study = createStudy({ direction: "minimize", ...setting });
  const worths = new Map<number, number>();
  const objective: Parameters<typeof runTrials>[1] = (trial) => {
    const [returned, worth] = problem.evaluate(trial);
    worths.set(trial.number, worth);
    return returned;
  };
  runTrials(study, objective, trials);
  const best = study.best();
  return best === null ? Number.POSITIVE_INFINITY : (worths.get(best.number) ?? Number.POSITIVE_INFINITY);
}
