import { TestSwarm } from "../../agent/testing/test-swarm.ts";
import type { PrunerChoice } from "../../study/pruners/choice.ts";
import type { SamplerChoice } from "../../study/samplers/choice.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import type { Budget } from "../../study/spec/spec.ts";
import type { LoadedObjective } from "../shared/load-objective.ts";

export interface SwarmPlan {
  readonly tabs: number;
  readonly budget: Budget & { readonly kind: "rounds" };
  readonly sampler: SamplerChoice;
  readonly pruner: PrunerChoice;
  /** Virtual time one report of a trial takes. */
  readonly reportMs: number;
  /** All chance of the run comes from it. */
  readonly seed: number;
}

export interface SwarmResult {
  readonly best: number;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly trials: number;
  readonly pruned: number;
  /** Real time the objective took, all trials together. */
  readonly objectiveMs: number;
}

/** Virtual; far more than any of our budgets takes, so only a swarm that hangs reaches it. */
const LIMIT_MS = 3_600_000;

/**
 * Runs a study by whole simulated tabs: the agents, studies, swarm cores and signatures of the product on a simulated
 * network in virtual time, with trials that really run. Ends when every tab holds every trial and all name one best.
 */
export async function runSwarm(objective: LoadedObjective, plan: SwarmPlan): Promise<SwarmResult> {
  const { budget, sampler, pruner } = plan;
  const swarm = new TestSwarm(plan.seed);
  const expected = plan.tabs * budget.rounds * budget.trialsPerRound;
  let objectiveMs = 0;
  const timed = {
    run: (trial: Parameters<LoadedObjective["default"]>[0]) => {
      const startedMs = performance.now();
      try {
        return Number(objective.default(trial));
      } finally {
        objectiveMs += performance.now() - startedMs;
      }
    },
    durationMs: (trial: Parameters<LoadedObjective["default"]>[0]) => plan.reportMs * trial.intermediate.length,
  };
  const spec = { directions: ["minimize"] as const, budget, sampler, pruner };
  for (let tab = 0; tab < plan.tabs; tab++) await swarm.join({ spec, objective: timed });
  const snapshots = () => swarm.tabs.map(({ agent }) => agent.snapshot());
  await swarm.until(() => snapshots().every(({ heldCount }) => heldCount === expected), LIMIT_MS);
  const [first, ...others] = snapshots();
  if (!first?.best) throw new Error("No trial completed");
  const { value, params } = first.best;
  if (others.some(({ best }) => best?.value !== value)) throw new Error("The tabs do not agree on the best value");
  return { best: value, params, trials: first.trialCount, pruned: first.prunedCount, objectiveMs };
}
