import { neuro } from "../../gallery/neuro/neuro.js";
import type { EvalPlan } from "./eval-plan.ts";

/** What one step of a network costs us, in microseconds of CPU time, and what the networks did. */
export interface OurEvals {
  /** One genome: one observation, one call, one action. */
  readonly single: number;
  /** All genomes, each through an episode of its own before the next, loading its weights included. */
  readonly inTurn: number;
  /** All genomes in step with each other. */
  readonly inStep: number;
  /** One genome, as many episodes of it side by side: as the elite is tested again. */
  readonly sideBySide: number;
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

/** Steps of an episode, as CartPole-v1 has them. */
const EPISODE = 500;
/** Lanes in one call: their weights stay near, where those of all genomes would not. */
const IN_STEP = 16;

export function ourEvals(plan: EvalPlan): OurEvals {
  const single = oneByOne(plan);
  const inStep = sixteenInStep(plan);
  return { ...single, ...inStep, inTurn: inTurn(plan), sideBySide: sideBySide(plan) };
}

function oneByOne({ shape, weights, observations }: EvalPlan): { single: number; actions: number[] } {
  const policy = neuro.newPolicy(shape);
  policy.load(weights[0] ?? []);
  const actions: number[] = [];
  const single = microsPerStep(observations.length, () => {
    for (let i = 0; i < observations.length; i++) actions[i] = policy.act(observations[i] as Float32Array) as number;
  });
  return { single, actions };
}

function inTurn({ shape, weights, observations }: EvalPlan): number {
  const policy = neuro.newPolicy(shape);
  let sum = 0;
  const micros = microsPerStep(weights.length * EPISODE, () => {
    for (const list of weights) {
      policy.load(list);
      for (let i = 0; i < EPISODE; i++) sum += policy.act(observations[i] as Float32Array) as number;
    }
  });
  if (Number.isNaN(sum)) throw new Error("an action is a number");
  return micros;
}

function sixteenInStep({ shape, weights, observations }: EvalPlan): { inStep: number; batchActions: number[] } {
  const genomes = weights.length;
  const groups = Array.from({ length: genomes / IN_STEP }, (_, group) => {
    const policy = neuro.newPolicy(shape, { lanes: IN_STEP, ownWeights: true });
    for (let lane = 0; lane < IN_STEP; lane++) policy.load(weights[group * IN_STEP + lane] ?? [], lane);
    return policy;
  });
  const steps = batches(observations, IN_STEP);
  const batchActions: number[] = [];
  const inStep = microsPerStep(observations.length, () => {
    for (const [group, policy] of groups.entries()) {
      for (let step = group; step < steps.length; step += groups.length) {
        policy.observations.set(steps[step] as Float32Array);
        policy.decide();
        for (let lane = 0; lane < IN_STEP; lane++) batchActions[step * IN_STEP + lane] = policy.choices[lane] as number;
      }
    }
  });
  return { inStep, batchActions };
}

function sideBySide({ shape, weights, observations }: EvalPlan): number {
  const policy = neuro.newPolicy(shape, { lanes: weights.length });
  policy.load(weights[0] ?? []);
  const steps = batches(observations, weights.length);
  return microsPerStep(observations.length, () => {
    for (const step of steps) {
      policy.observations.set(step);
      policy.decide();
    }
  });
}

/** The observations of one step after the other, each of `lanes` lanes in one list. */
function batches(observations: readonly Float32Array[], lanes: number): Float32Array[] {
  const inputs = observations[0]?.length ?? 0;
  return Array.from({ length: observations.length / lanes }, (_, step) => {
    const batch = new Float32Array(lanes * inputs);
    for (let lane = 0; lane < lanes; lane++) batch.set(observations[step * lanes + lane] ?? [], lane * inputs);
    return batch;
  });
}
