import { neuro } from "../../gallery/neuro/neuro.js";
import type { EvalPlan } from "./eval-plan.ts";

/** What one step of a network costs us, in microseconds of CPU time, and what the network did. */
export interface OurEvals {
  /** One observation, one call, one action. */
  readonly single: number;
  /** Genome after genome, the episodes of each side by side. */
  readonly sideBySide: number;
  /** All genomes in step with each other. */
  readonly inStep: number;
  readonly actions: readonly number[];
  readonly batchActions: readonly number[];
}

const ROUNDS = 5;
/** Enough for a thread's CPU time, which may come in ticks of some milliseconds, to be known to a hundredth or two. */
const MS_PER_ROUND = 300;

/** The quickest of some rounds, which others on the machine disturbed least; the first finds cold code and does not count. */
export function microsPerStep(steps: number, run: () => void): number {
  let repeats = 0;
  const until = performance.now() + MS_PER_ROUND;
  do {
    run();
    repeats += 1;
  } while (performance.now() < until);
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.threadCpuUsage();
    for (let i = 0; i < repeats; i++) run();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / (repeats * steps);
  });
  return Math.min(...times);
}

export function ourEvals({ shape, weights, observations }: EvalPlan): OurEvals {
  const genomes = weights.length;
  const [one] = weights;
  if (one === undefined) throw new Error("a plan has genomes");
  const single = neuro.newPolicy(shape);
  single.load(one);
  const actions: number[] = [];
  const oneByOne = (): void => {
    for (let i = 0; i < observations.length; i++) actions[i] = single.act(observations[i] as Float32Array) as number;
  };

  const shared = neuro.newPolicy(shape, { lanes: genomes });
  shared.load(one);
  const sideBySide = (): void => {
    for (let from = 0; from < observations.length; from += genomes) {
      for (let lane = 0; lane < genomes; lane++) shared.see(lane, observations[from + lane] as Float32Array);
      shared.decide();
    }
  };

  const own = neuro.newPolicy(shape, { lanes: genomes, ownWeights: true });
  weights.forEach((weights, lane) => own.load(weights, lane));
  const batchActions: number[] = [];
  const inStep = (): void => {
    for (let from = 0; from < observations.length; from += genomes) {
      for (let lane = 0; lane < genomes; lane++) own.see(lane, observations[from + lane] as Float32Array);
      own.decide();
      for (let lane = 0; lane < genomes; lane++) batchActions[from + lane] = own.choices[lane] as number;
    }
  };
  return {
    single: microsPerStep(observations.length, oneByOne),
    sideBySide: microsPerStep(observations.length, sideBySide),
    inStep: microsPerStep(observations.length, inStep),
    actions,
    batchActions,
  };
}
