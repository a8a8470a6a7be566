import { bbob } from "../../gallery/bbob/bbob.ts";
import { runProposal } from "../../study/testing/run-trials.ts";
import { askOne, boxSpace, completed, minimizingStudy, valuesFor } from "../shared/box-study.ts";
import { makeSampler } from "../shared/samplers.ts";
import { type HpoTask, hpoObjective } from "./hpo-task.ts";

interface BbobRun {
  readonly suite: "bbob";
  readonly f: number;
  readonly dim: number;
  readonly instance: number;
}

interface HpoRun {
  readonly suite: "hpo";
  readonly name: string;
  readonly task: HpoTask;
}

/** One study of one sampler on one problem. */
export type QualityRun = (BbobRun | HpoRun) & {
  readonly sampler: string;
  readonly seed: number;
  /** Trials after which the best value is noted, ascending; the last is the budget. */
  readonly checkpoints: readonly number[];
};

export interface QualityResult {
  /** At each checkpoint the best value so far; of BBOB how far it is above the optimum. */
  readonly best: readonly number[];
  readonly cpuMs: number;
}

/** Evaluates trial after trial, and notes the best at the checkpoints. */
function follow(checkpoints: readonly number[], evaluateNext: () => number): number[] {
  const best: number[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (let trial = 1; best.length < checkpoints.length; trial++) {
    lowest = Math.min(lowest, evaluateNext());
    if (trial === checkpoints[best.length]) best.push(lowest);
  }
  return best;
}

/** Ask, evaluate, tell, strictly one after the other. */
function bbobBests(run: QualityRun & BbobRun): number[] {
  const { f, dim, instance, seed } = run;
  const { fopt, evaluate } = bbob(f, dim, instance);
  const space = boxSpace(dim);
  const study = minimizingStudy(makeSampler(run.sampler), seed, `f${f}-d${dim}-i${instance}-s${seed}`);
  return follow(run.checkpoints, () => {
    const proposal = askOne(study);
    const params = valuesFor(proposal, space);
    const value = evaluate(params as readonly number[]);
    study.tell(completed(proposal, space, params, value));
    return value - fopt;
  });
}

function hpoBests(run: QualityRun & HpoRun): number[] {
  const objective = hpoObjective(run.task);
  const study = minimizingStudy(makeSampler(run.sampler), run.seed, `${run.name}-s${run.seed}`);
  return follow(run.checkpoints, () => {
    const outcome = runProposal(study, askOne(study), objective);
    const [value] = outcome.values;
    if (outcome.state !== "complete" || value === undefined) throw new Error(`${run.name}: ${outcome.error?.message}`);
    study.tell(outcome);
    return value;
  });
}

/** Does one run; everything but the time repeats exactly. */
export function qualityRun(run: QualityRun): QualityResult {
  const before = process.threadCpuUsage();
  const best = run.suite === "bbob" ? bbobBests(run) : hpoBests(run);
  const { user, system } = process.threadCpuUsage(before);
  return { best, cpuMs: (user + system) / 1000 };
}
