import { describe, expect, test } from "vitest";
import { nopPruner } from "../pruners/nop.ts";
import { normal, rngFromSeed } from "../rng.ts";
import type { ParamValue } from "../space/distribution.ts";
import { searchSpaceOf } from "../space/random-keys.ts";
import { EMPTY_SPACE } from "../space/search-space.ts";
import { Study } from "../study.ts";
import { type Objective, runProposal, runTrials } from "../testing/run-trials.ts";
import { paramsOf } from "../trial/trial.ts";
import { type CmaesOptions, cmaesSampler } from "./cmaes.ts";
import { randomSampler } from "./random.ts";
import { samplerContract } from "./sampler.contract.ts";

samplerContract("cmaes", () => cmaesSampler());
samplerContract("cmaes (separable, with restarts)", () => cmaesSampler({ separable: true, restart: "bipop" }));
samplerContract("cmaes (with adapted learning rates)", () => cmaesSampler({ adaptLearningRate: true }));

const studyOf = (options: CmaesOptions, seed: number, log = `log ${seed}`): Study =>
  new Study({ directions: ["minimize"], sampler: cmaesSampler(options), pruner: nopPruner(), seed, log });

const MANY_SEEDS = Array.from({ length: 30 }, (_, seed) => seed);

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const SEEDS = [1, 2, 3, 4, 5];
const bestOf = (study: Study): number => study.best()?.values[0] ?? Number.POSITIVE_INFINITY;

/** A valley turned by 45 degrees, a hundred times as long as wide in the loss. */
const valley: Objective = (trial) => {
  const [x, y] = [trial.suggestFloat("x", -5, 5) - 1.3, trial.suggestFloat("y", -5, 5) + 0.7];
  return (x - y) ** 2 * 100 + (x + y) ** 2;
};

const bowl: Objective = (trial) =>
  (trial.suggestFloat("x", -5, 5) - 1.3) ** 2 + (trial.suggestFloat("y", -5, 5) + 0.7) ** 2;

const mixed: Objective = (trial) => {
  const x = trial.suggestFloat("x", -5, 5) - 1.3;
  const rate = Math.log10(trial.suggestFloat("rate", 1e-5, 1, { log: true })) + 2;
  const units = trial.suggestInt("units", 1, 64) - 17;
  const kind = trial.suggestCategorical("kind", ["a", "b", "c", "d"]);
  return x * x + rate * rate + Math.abs(units) / 8 + (kind === "c" ? 0 : 2);
};

describe("the sampler cmaes", () => {
  test("comes down a turned valley", () => {
    const best = SEEDS.map((seed) => {
      const study = studyOf({}, seed);
      runTrials(study, valley, 150);
      return bestOf(study);
    });
    expect(median(best)).toBeLessThan(1e-4);
  });

  test("leaves a penalty on four fifths of the space in 28 studies of 30, or more", () => {
    const penalty: Objective = (trial) => {
      const [x, y] = [trial.suggestFloat("x", -5, 5), trial.suggestFloat("y", -5, 5)];
      return x < 3 ? 1e9 : (y - 1) ** 2 + (x - 4) ** 2;
    };
    const stuck = MANY_SEEDS.filter((seed) => {
      const study = studyOf({}, seed);
      runTrials(study, penalty, 400);
      return bestOf(study) >= 1e9;
    });
    expect(stuck.length).toBeLessThanOrEqual(2);
  });

  test("still spans a tenth of every range, or more, after 400 equal losses", () => {
    const constant: Objective = (trial) =>
      Math.min(7, 20 + trial.suggestFloat("x", -5, 5) + trial.suggestFloat("y", -5, 5));
    for (const seed of MANY_SEEDS) {
      const last = runTrials(studyOf({}, seed), constant, 400).slice(-40);
      for (const i of [0, 1]) {
        const values = last.map(({ params }) => Number(params[i]));
        expect(Math.max(...values) - Math.min(...values)).toBeGreaterThanOrEqual(1);
      }
    }
  });

  test("finds whole numbers and categories with the rest", () => {
    const run = (random: boolean) => (seed: number) => {
      const sampler = random ? randomSampler() : cmaesSampler();
      const study = new Study({ directions: ["minimize"], sampler, pruner: nopPruner(), seed, log: `log ${seed}` });
      runTrials(study, mixed, 200);
      return bestOf(study);
    };
    expect(median(SEEDS.map(run(false)))).toBeLessThan(0.15);
    expect(median(SEEDS.map(run(true)))).toBeGreaterThan(0.5);
  });

  test("stays feasible where constraints cut off the lowest values", () => {
    const study = studyOf({}, 1);
    const limited: Objective = (trial) => {
      const [x, y] = [trial.suggestFloat("x", 0, 1), trial.suggestFloat("y", 0, 1)];
      trial.setConstraint("sum", 1 - x - y);
      return x + 2 * y;
    };
    runTrials(study, limited, 150);
    expect(bestOf(study)).toBeGreaterThanOrEqual(1);
    expect(bestOf(study)).toBeLessThan(1.02);
  });

  test("follows good trials that others drew", () => {
    const corner: Objective = (trial) =>
      (trial.suggestFloat("x", -5, 5) - 4.2) ** 2 + (trial.suggestFloat("y", -5, 5) - 4.4) ** 2;
    const later = (told: number) =>
      median(
        MANY_SEEDS.flatMap((seed) => {
          const study = studyOf({}, seed);
          runTrials(study, corner, 2);
          for (let i = 0; i < told; i++) study.enqueue({ x: 4 + (i % 4) / 10, y: 4.2 + (i % 3) / 10 });
          runTrials(study, corner, told);
          return runTrials(study, corner, 12).map((trial) => trial.values[0] ?? 0);
        }),
      );
    expect(later(18)).toBeLessThan(later(0) / 2);
  });

  test("draws the same from a history read at once and one read as it grew", () => {
    const grown = studyOf({}, 1, "grown");
    const trials = runTrials(grown, mixed, 60);
    const fresh = cmaesSampler();
    const request = (rng: string) => ({
      history: grown.history,
      running: [],
      space: searchSpaceOf(trials[0]?.space ?? EMPTY_SPACE),
      rng: rngFromSeed(rng),
      log: "grown",
      stream: "grown",
      number: 60,
      directions: ["minimize"] as const,
    });
    const incremental = cmaesSampler();
    const replayed = new Study({
      directions: ["minimize"],
      sampler: incremental,
      pruner: nopPruner(),
      seed: 1,
      log: "x",
      stream: "x",
    });
    const seen = trials.map((trial) => {
      replayed.addForeign(trial);
      return incremental.sample({ ...request("one"), history: replayed.history });
    });
    expect(seen.at(-1)).toEqual(fresh.sample(request("one")));
  });

  test("starts from where a similar task was good", () => {
    const warmStart = Array.from({ length: 100 }, (_, i) => {
      const rng = rngFromSeed("source", i);
      const params = { x: -5 + 10 * rng.next(), y: -5 + 10 * rng.next() };
      return { params, loss: (params.x - 1) ** 2 + (params.y + 1) ** 2 };
    });
    const early = (options: CmaesOptions) =>
      median(SEEDS.flatMap((seed) => runTrials(studyOf(options, seed), bowl, 10).map((trial) => trial.values[0] ?? 0)));
    expect(early({ warmStart })).toBeLessThan(early({}) / 2);
  });

  test("searches elsewhere, with more points, when it has converged", () => {
    const wavy: Objective = (trial) => {
      const x = trial.suggestFloat("x", -5, 5);
      return 10 - 10 * Math.cos(2 * Math.PI * (x - 2.2)) + (x - 2.2) ** 2;
    };
    const spread = (restart: "none" | "ipop" | "bipop") => {
      const values = runTrials(studyOf({ restart }, 3), wavy, 600).slice(-300);
      const xs = values.map((trial) => Number(trial.params[0]));
      return Math.max(...xs) - Math.min(...xs);
    };
    expect(spread("none")).toBeLessThan(1e-3);
    expect(spread("ipop")).toBeGreaterThan(3);
    expect(spread("bipop")).toBeGreaterThan(3);
  });

  test("has converged sooner with a coarser tolerance", () => {
    const farthest = (tolerance: number) => {
      const late = runTrials(studyOf({ restart: "ipop", tolerance }, 3), bowl, 200).slice(-100);
      return Math.max(...late.map((trial) => Math.abs(Number(trial.params[0]) - 1.3)));
    };
    expect(farthest(1e-12)).toBeLessThan(0.1);
    expect(farthest(1e-2)).toBeGreaterThan(2);
  });

  test("comes closer in noise with adapted learning rates", () => {
    const rng = rngFromSeed("noise");
    const noisy: Objective = (trial) => {
      let sum = 0;
      for (let i = 0; i < 5; i++) sum += (trial.suggestFloat(`x${i}`, -5, 5) - 2) ** 2;
      return sum + 3 * normal(rng);
    };
    const late = (adaptLearningRate: boolean) =>
      median(
        SEEDS.flatMap((seed) =>
          runTrials(studyOf({ adaptLearningRate }, seed), noisy, 500)
            .slice(-50)
            .map(({ params }) => params.reduce((sum: number, x: ParamValue) => sum + (Number(x) - 2) ** 2, 0)),
        ),
      );
    expect(late(true)).toBeLessThan(late(false));
  });

  test("refuses options without meaning, in one sentence", () => {
    expect(() => cmaesSampler({ sigma0: 0 })).toThrow("sigma0 must be above 0, but is 0");
    expect(() => cmaesSampler({ tolerance: 0 })).toThrow("tolerance must lie between 0 and 1, but is 0");
    expect(() => cmaesSampler({ population: 2 })).toThrow("The population must be a whole number from 3");
    expect(() => cmaesSampler({ restart: "bipob" as never })).toThrow('There is no restart "bipob"');
    expect(() => cmaesSampler({ x0: { x: Number.NaN } })).toThrow('x0 has NaN for "x"');
  });
});

describe("CMA-ES shared by a swarm", () => {
  /** The best value after `count` trials of `peers` who tell each other every trial, and run as many at once. */
  function swarm(peers: number, count: number, seed: number): number {
    const studies = Array.from({ length: peers }, (_, i) => studyOf({}, seed, `peer ${i} of ${seed}`));
    const running = studies.map((study) => study.ask(1)[0]);
    for (let i = 0; i < count; i++) {
      const turn = (i * 7) % peers;
      const [study, proposal] = [studies[turn], running[turn]];
      if (study === undefined || proposal === undefined) throw new Error("nothing proposed");
      const trial = study.tell(runProposal(study, proposal, valley));
      for (const other of studies) if (other !== study) other.addForeign(trial);
      running[turn] = study.ask(1)[0];
    }
    return Math.min(...studies.map(bestOf));
  }

  test.each([
    [8, 210],
    [32, 450],
  ])("%d peers come in %d trials where one comes in 150", (peers, count) => {
    const alone = median(SEEDS.map((seed) => swarm(1, 150, seed)));
    expect(median(SEEDS.map((seed) => swarm(peers, count, seed)))).toBeLessThan(alone);
  });

  test("reads trials with numbers that make no sense", () => {
    const study = studyOf({}, 1);
    const others = runTrials(studyOf({}, 2), valley, 30);
    others.forEach((trial, i) => {
      study.addForeign({ ...trial, number: i * 1e12, foreignKnown: i % 2 === 0 ? 0 : 1e15 });
    });
    runTrials(study, valley, 120);
    expect(bestOf(study)).toBeLessThan(0.01);
    expect(paramsOf(study.history.get(0))).toHaveProperty("x");
  });
});
