// Objectives that fail or are pruned: what a sampler must hear of, so as not to propose the same again.
import { describe, expect, test } from "vitest";
import { createStudy } from "../create-study.ts";
import { TrialPruned } from "../errors.ts";
import type { Pruner } from "../pruner.ts";
import { nopPruner } from "../pruners/nop.ts";
import { successiveHalvingPruner } from "../pruners/successive-halving.ts";
import { rngFromSeed } from "../rng.ts";
import type { Sampler } from "../sampler.ts";
import { Study } from "../study.ts";
import { type Objective, runTrials } from "../testing/run-trials.ts";
import { autoSampler } from "./auto.ts";
import { gpSampler } from "./gp.ts";
import { tpeSampler } from "./tpe/tpe.ts";
import { OPTUNA_RULES } from "./tpe/tpe-rules.ts";

interface Outcome {
  readonly best: number;
  readonly failed: number;
  readonly points: number;
}

function outcomeOf(
  sampler: Sampler,
  objective: Objective,
  { seed = 1, trials = 100, pruner = nopPruner() }: { seed?: number; trials?: number; pruner?: Pruner } = {},
): Outcome {
  const study = new Study({ directions: ["minimize"], sampler, pruner, seed, log: "log" });
  const points = runTrials(study, objective, trials).map(({ params }) => params.join());
  return {
    best: study.best()?.values[0] ?? Number.POSITIVE_INFINITY,
    failed: study.history.counts.failed,
    points: new Set(points).size,
  };
}

const numbers = (trial: Parameters<Objective>[0], count: number): number[] =>
  Array.from({ length: count }, (_, d) => trial.suggestFloat(`x${d}`, -5, 5));

/** The least, 1/2, lies at the border of the half that fails. */
const corner: Objective = (trial) => {
  const [x = 0, y = 0] = numbers(trial, 2);
  if (x + y < 1) throw new Error("outside");
  return x * x + y * y;
};

/** The least, 0, where most of the rest fails: all but 3 % of the square. */
const islet: Objective = (trial) => {
  const [x = 0, y = 0] = numbers(trial, 2);
  if (Math.hypot(x - 2.5, y + 2) > 1) throw new Error("outside");
  return (x - 2) ** 2 + (y + 2.2) ** 2;
};

const choices: Objective = (trial) => {
  const [x = 0] = numbers(trial, 1);
  const kind = trial.suggestCategorical("kind", ["a", "b", "c"]);
  const count = trial.suggestInt("count", 1, 8);
  if (kind === "b" || x + count < 2) throw new Error("outside");
  return (x + 1) ** 2 + (count - 3) ** 2 + (kind === "a" ? 0 : 1);
};

const sphere = (x: readonly number[]): number => x.reduce((sum, v, d) => sum + (v - 1 + d / 3) ** 2, 0);

describe.each([
  ["auto", [1, 2, 3], () => autoSampler()],
  ["gp", [1], () => gpSampler()],
] as const)("%s where the objective fails", (_, seeds, make) => {
  test.each(seeds)("finds the best at the border of the failing half (seed %i)", (seed) => {
    const { best, failed } = outcomeOf(make(), corner, { seed });
    expect(best).toBeLessThan(0.7);
    expect(failed).toBeLessThan(55);
  });

  test.each(seeds)("finds the one islet that does not fail (seed %i)", (seed) => {
    expect(outcomeOf(make(), islet, { seed, trials: 150 }).best).toBeLessThan(1e-4);
  });

  test("takes choices that fail for what they are", () => {
    expect(outcomeOf(make(), choices).best).toBeLessThan(0.1);
  });

  test("gets away from where trials fail before they ask for everything", () => {
    const hole: Objective = (trial) => {
      const x = trial.suggestFloat("x", -5, 5);
      if (Math.abs(x) < 0.3) throw new Error("near 0");
      return (x - 1) ** 2 + trial.suggestFloat("y", -5, 5) ** 2;
    };
    expect(outcomeOf(make(), hole).best).toBeLessThan(1e-4);
    const cut: Objective = (trial) => {
      const [x = 0, y = 0] = numbers(trial, 2);
      if (x + y < 1) throw new Error("outside");
      return x * x + y * y + (trial.suggestFloat("z", -5, 5) - 1) ** 2;
    };
    const { best, failed } = outcomeOf(make(), cut);
    expect(best).toBeLessThan(2);
    expect(failed).toBeLessThan(50);
  });

  test("finds what keeps a constraint beside a half that fails", () => {
    const bounded: Objective = (trial) => {
      const x = numbers(trial, 4);
      if ((x[0] ?? 0) < 0) throw new Error("outside");
      trial.setConstraint("ball", Math.hypot(...x.map((v) => v - 2.5)) - 1.5);
      return x.reduce((sum, v, d) => sum + (v - 2 - d / 4) ** 2, 0);
    };
    expect(outcomeOf(make(), bounded).best).toBeLessThan(0.1);
  });

  test("finds the one place that is better than a plain", () => {
    const plain: Objective = (trial) => {
      const loss = sphere(numbers(trial, 3));
      return loss > 3 ? 1000 : loss;
    };
    expect(outcomeOf(make(), plain, { trials: 150 }).best).toBeLessThan(0.01);
  });

  test("does not stop at a middle without a value", () => {
    const sinc: Objective = (trial) => {
      const x = trial.suggestFloat("x", -10, 10);
      return -Math.sin(x) / x;
    };
    const { best, failed } = outcomeOf(make(), sinc);
    expect(best).toBeLessThan(-0.999);
    expect(failed).toBeLessThan(10);
  });

  test.each(seeds)("goes on where every tenth trial crashes, wherever it is (seed %i)", (seed) => {
    const chance = rngFromSeed("crashes", seed);
    const crashing: Objective = (trial) => {
      const x = numbers(trial, 5);
      if (chance.next() < 0.1) throw new Error("crashed");
      return sphere(x);
    };
    expect(outcomeOf(make(), crashing, { seed, trials: 150 }).best).toBeLessThan(1e-4);
  });

  test("does not propose again what was pruned", () => {
    const learning: Objective = (trial) => {
      const loss = sphere(numbers(trial, 4));
      for (let step = 1; step <= 16; step++) {
        trial.report(loss + (loss + 1) * 3 * 0.7 ** step, step);
        if (trial.shouldPrune()) throw new TrialPruned();
      }
      return loss;
    };
    const { best, points } = outcomeOf(make(), learning, { trials: 150, pruner: successiveHalvingPruner() });
    expect(best).toBeLessThan(1e-3);
    expect(points).toBeGreaterThan(140);
  });
});

describe("auto where crashed trials are run again", () => {
  test("keeps what it has learned of the ground", async () => {
    const bests: number[] = [];
    for (let seed = 0; seed < 5; seed++) {
      const chance = rngFromSeed("crashes", seed);
      const study = createStudy({ sampler: autoSampler(), pruner: nopPruner(), seed });
      const ellipsoid: Objective = (trial) => {
        const x = numbers(trial, 5);
        if (chance.next() < 0.2) throw new Error("crashed");
        return x.reduce((sum, v, d) => sum + 10 ** (1.5 * d) * (v - 1 + d / 3) ** 2, 0);
      };
      await study.optimize(ellipsoid, { trials: 250, retry: { maxRetries: 3 }, catch: true });
      bests.push(study.best()?.values[0] ?? Number.POSITIVE_INFINITY);
    }
    expect(bests.toSorted((a, b) => a - b)[2]).toBeLessThan(1e-3);
  });
});

describe("TPE where the objective fails", () => {
  test("takes failed trials for bad ones, and for nothing by Optuna's rules", () => {
    expect(outcomeOf(tpeSampler(), corner).failed).toBeLessThan(70);
    expect(outcomeOf(tpeSampler(OPTUNA_RULES), corner).failed).toBeGreaterThan(75);
  });
});
