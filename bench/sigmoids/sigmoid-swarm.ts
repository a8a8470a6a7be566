// Ray Tune's random sigmoids on a swarm of simulated tabs: learning curves that differ in how fast and how far they rise.
import { TestSwarm } from "../../agent/testing/test-swarm.ts";
import { TrialPruned } from "../../study/errors.ts";
import type { PrunerChoice } from "../../study/pruners/choice.ts";
import { integer, rngFromSeed } from "../../study/rng.ts";
import type { TrialContext } from "../../study/trial/suggest.ts";

const SIGMOIDS = 100;
const SIGMOID_STEPS = 81;
/** What running every curve to its end takes. */
const FIFO_STEPS = SIGMOIDS * SIGMOID_STEPS;

export interface SigmoidPlan {
  readonly pruner: PrunerChoice;
  readonly tabs: number;
  /** Virtual time one step takes. */
  readonly stepMs: number;
  /** Virtual time after which the next tab joins. */
  readonly joinMs: number;
  /** The curves and all chance of the run follow from it. */
  readonly seed: number;
}

export interface SigmoidRun {
  /** All trials together, as a share of FIFO's, without those that ran again as checks. */
  readonly steps: number;
  /** And what checks took, as a share of that. */
  readonly checkSteps: number;
  /** Trials that ran: more than there are curves where two tabs began one at the same time. */
  readonly trials: number;
  /** Those that ran to the end. */
  readonly kept: number;
  /** By how much the best kept trial ends below the best that any could have, in parts of it. */
  readonly shortfall: number;
}

interface Sigmoid {
  readonly width: number;
  readonly height: number;
}

const valueAt = ({ width, height }: Sigmoid, step: number): number => Math.tanh(step / width) * height;

function sigmoids(seed: number): Sigmoid[] {
  const rng = rngFromSeed(seed, "sigmoids");
  return Array.from({ length: SIGMOIDS }, () => ({ width: integer(rng, 10, 99), height: integer(rng, 0, 100) }));
}

/** Virtual; far more than all curves take one after the other. */
const LIMIT_MS = 36_000_000;

/** Each curve is one point of a grid, run by whichever tab it falls to; ends when every tab has seen them all. */
export async function runSigmoids({ pruner, tabs, stepMs, joinMs, seed }: SigmoidPlan): Promise<SigmoidRun> {
  const curves = sigmoids(seed);
  const swarm = new TestSwarm(seed);
  const spec = {
    objectives: [{ name: "reward", direction: "maximize" as const, unit: "" }],
    sampler: { name: "grid" as const, values: { curve: curves.map((_, i) => i) } },
    budget: { kind: "open" as const, trialsPerRound: 10 },
    pruner,
  };
  let [steps, checkSteps, trials] = [0, 0, 0];
  const kept: number[] = [];
  const objective = {
    *pace(trial: TrialContext, isCheck: boolean): Generator<number, number> {
      const curve = curves[trial.suggestInt("curve", 0, SIGMOIDS - 1)];
      if (curve === undefined) throw new RangeError("There is no such curve");
      if (!isCheck) trials += 1;
      let value = 0;
      for (let step = 1; step <= SIGMOID_STEPS; step++) {
        yield stepMs;
        if (isCheck) checkSteps += 1;
        else steps += 1;
        value = valueAt(curve, step);
        trial.report(value, step);
        if (step < SIGMOID_STEPS && trial.shouldPrune()) throw new TrialPruned();
      }
      if (!isCheck) kept.push(value);
      return value;
    },
  };
  for (let tab = 0; tab < tabs; tab++) {
    if (tab > 0) await swarm.clock.advance(joinMs);
    await swarm.join({ spec, objective, ...(tab === 0 ? { began: "now" } : {}) });
  }
  await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished"), LIMIT_MS);
  const best = Math.max(...curves.map((curve) => valueAt(curve, SIGMOID_STEPS)));
  return {
    steps: steps / FIFO_STEPS,
    checkSteps: checkSteps / steps,
    trials,
    kept: kept.length,
    shortfall: 1 - Math.max(...kept) / best,
  };
}
