import { describe, expect, test } from "vitest";
import { createStudy } from "../create-study.ts";
import { MisuseError, TrialPruned } from "../errors.ts";
import type { Pruner } from "../pruner.ts";
import { hyperbandPruner } from "../pruners/hyperband.ts";
import { nopPruner } from "../pruners/nop.ts";
import { wilcoxonPruner } from "../pruners/wilcoxon.ts";
import type { Sampler } from "../sampler.ts";
import { randomSampler } from "../samplers/random.ts";
import { timeLimit } from "../stopping/time-limit.ts";
import { trialLimit } from "../stopping/trial-limit.ts";
import type { TrialContext } from "../trial/suggest.ts";
import type { FinishedTrial } from "../trial/trial.ts";
import type { Objective } from "./optimize.ts";

const square = (trial: TrialContext): number => trial.suggestFloat("x", -10, 10) ** 2;

const turn = (): Promise<void> => Promise.resolve();

/** Every other trial throws, from the first on. */
const flaky: Objective = (trial) => {
  const x = trial.suggestFloat("x", 0, 1);
  if (trial.number % 2 === 0) throw new Error("out of luck");
  return x;
};

const told = (): {
  readonly trials: FinishedTrial[];
  readonly callbacks: ((study: unknown, t: FinishedTrial) => void)[];
} => {
  const trials: FinishedTrial[] = [];
  return { trials, callbacks: [(_, trial) => void trials.push(trial)] };
};

describe("a study with nothing but its direction", () => {
  test("optimises, and repeats exactly", async () => {
    const run = async (): Promise<FinishedTrial | null> => {
      const study = createStudy({ direction: "minimize" });
      expect(await study.optimize(square, { trials: 60 })).toEqual({ trials: 60, reason: "60 trials were run" });
      expect(study.history.counts.complete).toBe(60);
      return study.best();
    };
    const best = await run();
    expect(best?.values[0]).toBeLessThan(0.1);
    expect(best?.log).toBe("local");
    expect(await run()).toEqual(best);
  });

  test("prunes by the median", async () => {
    const study = createStudy({ direction: "maximize" });
    await study.optimize(
      (trial) => {
        const level = trial.suggestFloat("level", 0, 1);
        for (let step = 0; step < 5; step++) {
          trial.report(level * step, step);
          if (trial.shouldPrune()) throw new TrialPruned();
        }
        return level;
      },
      { trials: 40 },
    );
    expect(study.history.counts.pruned).toBeGreaterThan(5);
    expect(study.history.counts.failed).toBe(0);
  });

  test("takes several directions, and has no single best then", async () => {
    const study = createStudy({ directions: ["minimize", "maximize"] });
    await study.optimize((trial) => [square(trial), trial.suggestInt("n", 0, 3)], { trials: 30 });
    expect(study.bestTrials().length).toBeGreaterThan(0);
    expect(() => study.best()).toThrow("use bestTrials()");
  });

  test.each([
    [{ direction: "minimize", directions: ["minimize"] }, "not both"],
    [{ directions: [] }, "one for each objective"],
    [{ direction: "up" }, '"minimize" or "maximize", not "up"'],
    [{ directon: "maximize" }, 'createStudy has no option "directon"; choose of direction, directions, sampler'],
    [{ sampler: randomSampler }, "The sampler is a function; give what a call gives"],
    [{ sampler: "tpe" }, 'The sampler is "tpe"; give what a call gives'],
    [{ pruner: nopPruner }, "The pruner is a function; give what a call gives, as in medianPruner()"],
    [{ seed: null }, "The seed is null; give a number or a text"],
    [{ log: 5 }, "The log is 5; give a name"],
    [{ maxHistory: 9 }, "maxHistory must be a whole number from 10, but is 9"],
    [{ maxHistory: Number.NaN }, "maxHistory must be"],
    [{ maxHistory: 10.5 }, "maxHistory must be"],
  ])("refuses %o", (options, message) => {
    expect(() => createStudy(options as never)).toThrow(message);
  });
});

describe("asynchronous objectives", () => {
  test("run as many at a time as asked for, each told as it ends", async () => {
    const study = createStudy();
    const { trials, callbacks } = told();
    let [running, most] = [0, 0];
    const end = study.optimize(
      async (trial) => {
        most = Math.max(most, ++running);
        expect(study.running.size).toBeLessThanOrEqual(3);
        for (let i = 0; i < (trial.number * 7) % 10; i++) await turn();
        running -= 1;
        return square(trial);
      },
      { trials: 10, parallel: 3, callbacks },
    );
    expect(await end).toEqual({ trials: 10, reason: "10 trials were run" });
    expect(most).toBe(3);
    expect(trials.map(({ number }) => number)).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(study.history.counts.complete).toBe(10);
  });

  test("are timed by the clock", async () => {
    let now = 1_000;
    const { trials, callbacks } = told();
    const end = await createStudy().optimize(
      async (trial) => {
        now += 400;
        return square(trial);
      },
      { stop: [timeLimit(1.5)], clock: () => now, callbacks },
    );
    expect(end).toEqual({ trials: 4, reason: "1.5 seconds are over" });
    expect(trials.map(({ durationMs }) => durationMs)).toEqual([400, 400, 400, 400]);
  });
});

describe("an objective that throws", () => {
  test("ends the optimisation with its error, once the trial is told and the others have ended", async () => {
    const study = createStudy();
    const end = study.optimize(
      async (trial) => {
        await turn();
        if (trial.number === 1) throw new RangeError("too far");
        await turn();
        return 1;
      },
      { trials: 9, parallel: 3 },
    );
    await expect(end).rejects.toThrow(RangeError);
    expect(study.history.counts).toMatchObject({ failed: 1, complete: 2 });
    expect(study.running.size).toBe(0);
  });

  test("is put up with if caught, all errors or those chosen", async () => {
    const study = createStudy();
    await study.optimize(flaky, { trials: 6, catch: true });
    expect(study.history.counts).toMatchObject({ failed: 3, complete: 3 });
    await study.optimize(flaky, { trials: 2, catch: (thrown) => thrown instanceof Error });
    await expect(study.optimize(flaky, { trials: 2, catch: (thrown) => thrown instanceof TypeError })).rejects.toThrow(
      "out of luck",
    );
  });

  test("or returns no number is misuse, but NaN is only a failed trial", async () => {
    const study = createStudy();
    await expect(study.optimize((() => undefined) as never, { trials: 3 })).rejects.toThrow("return a number");
    await study.optimize(() => Number.NaN, { trials: 3 });
    expect(study.history.counts.failed).toBe(4);
  });
});

describe("failed trials that are retried", () => {
  test("run again with their parameters, and count once", async () => {
    const study = createStudy({ sampler: randomSampler() });
    const { trials, callbacks } = told();
    await study.optimize(flaky, { trials: 6, retry: { maxRetries: 2 }, callbacks });
    expect(trials.map(({ repeatOf }) => repeatOf?.trial ?? null)).toEqual([
      null,
      "local:0",
      null,
      "local:2",
      null,
      "local:4",
    ]);
    for (const at of [0, 2, 4]) expect(trials[at + 1]?.params).toEqual(trials[at]?.params);
    expect(study.history.counts).toEqual({ complete: 3, pruned: 0, failed: 0 });
    expect(study.best()?.repeatOf).not.toBeNull();
  });

  test("are given up after so many times, and then thrown", async () => {
    const study = createStudy();
    const { trials, callbacks } = told();
    const always: Objective = (trial) => {
      trial.suggestFloat("x", 0, 1);
      throw new Error("never");
    };
    const end = study.optimize(always, { trials: 20, retry: { maxRetries: 3 }, callbacks });
    await expect(end).rejects.toThrow("never");
    expect(trials.map(({ repeatOf }) => repeatOf?.trial ?? null)).toEqual([null, "local:0", "local:0", "local:0"]);
    expect(study.history.counts.failed).toBe(1);
  });

  test("are those of the kinds wanted only", async () => {
    const { trials, callbacks } = told();
    const objective: Objective = (trial) => {
      if (trial.number === 0) throw new Error("not this kind");
      return trial.number === 1 ? Number.NaN : 1;
    };
    await createStudy().optimize(objective, {
      trials: 3,
      catch: true,
      callbacks,
      retry: { maxRetries: 1, kinds: ["nan"] },
    });
    expect(trials.map(({ repeatOf }) => repeatOf?.trial ?? null)).toEqual([null, null, "local:1"]);
    await expect(createStudy().optimize(square, { trials: 1, retry: { maxRetries: -1 } })).rejects.toThrow(
      "maxRetries",
    );
    const typo = { maxRetries: 1, kinds: ["thrown"] } as never;
    await expect(createStudy().optimize(square, { trials: 1, retry: typo })).rejects.toThrow('no failure "thrown"');
  });
});

describe("ending", () => {
  test("by stop() in the objective or a callback; outside it is misuse", async () => {
    const study = createStudy();
    expect(() => study.stop()).toThrow("Nothing is being optimised");
    const stopAt: Objective = (trial) => {
      if (trial.number === 4) study.stop();
      return 1;
    };
    expect(await study.optimize(stopAt, { trials: 100 })).toEqual({ trials: 5, reason: "stop() was called" });
    const callbacks = [(): void => study.stop()];
    expect(await study.optimize(square, { trials: 100, callbacks })).toMatchObject({ trials: 1 });
    expect(() => study.stop()).toThrow(MisuseError);
  });

  test("by a rule, before the first trial if it is met already", async () => {
    const study = createStudy();
    const stop = [trialLimit(7)];
    expect(await study.optimize(square, { stop })).toEqual({ trials: 7, reason: "7 trials are complete, of 7 wanted" });
    expect(await study.optimize(square, { stop })).toMatchObject({ trials: 0 });
  });

  test("when a finite space is tried out, with enqueued parameters still run", async () => {
    const sampler: Sampler = { ...randomSampler(), isExhausted: ({ size }) => size >= 4 };
    const study = createStudy({ sampler });
    expect(await study.optimize(square)).toEqual({ trials: 4, reason: "nothing is left to try" });
    study.enqueue({ x: 3 });
    expect(await study.optimize(square)).toMatchObject({ trials: 1 });
    expect(study.history.value(4)).toBe(9);
  });

  test("by a callback's error, which is thrown", async () => {
    const callbacks = [
      async (): Promise<void> => {
        await turn();
        throw new Error("disk full");
      },
    ];
    await expect(createStudy().optimize(square, { trials: 5, callbacks })).rejects.toThrow("disk full");
  });
});

describe("misuse", () => {
  test("optimising within, or beside, an optimisation of the same study", async () => {
    const study = createStudy();
    const nested = study.optimize(async () => (await study.optimize(square, { trials: 1 })).trials, { trials: 1 });
    await expect(nested).rejects.toThrow("optimised already");
    const first = study.optimize(async (trial) => square(trial), { trials: 2 });
    await expect(study.optimize(square, { trials: 1 })).rejects.toThrow("set parallel");
    await first;
    expect(await study.optimize(square, { trials: 1 })).toMatchObject({ trials: 1 });
  });

  test.each<[unknown, string]>([
    [{}, "would never end"],
    [{ nTrials: 5 }, 'optimize has no option "nTrials"; choose of trials, generations, stop'],
    [null, "optimize takes options as an object, not null"],
    [{ trials: 1.5 }, "trials must be a whole number"],
    [{ trials: -1 }, "trials must be a whole number from 0, but is -1; give how many"],
    [{ trials: "10" }, 'trials must be a whole number from 0, but is "10"; give how many'],
    [{ trials: 1, parallel: 0 }, "parallel must be a whole number from 1 to 10000, but is 0; give how many"],
    [{ trials: 1, clock: 5 }, "clock must be a function, but is 5; pass one"],
    [{ trials: 1, warn: true }, "warn must be a function, but is true; pass one"],
    [{ trials: 1, catch: "all" }, 'catch must be a function, but is "all"; pass one'],
    [{ trials: 1, callbacks: turn }, "callbacks must be an array of functions"],
    [{ trials: 1, callbacks: [5] }, "callbacks must be an array of functions"],
    [{ trials: 1, retry: { max: 1 } }, 'retry has no option "max"; choose of maxRetries, kinds'],
    [{ stop: trialLimit(5) }, "stop must be an array of rules, as in stop: [trialLimit(9)]; wrap it"],
    [{ stop: [trialLimit] }, "The stop rule is a function; give what a call gives, as in trialLimit(9)"],
    [{ stop: [timeLimit(1)] }, "clock: () => milliseconds"],
    [{ stop: [timeLimit(1)], clock: () => Number.NaN }, "The clock told NaN; give milliseconds as a finite number"],
    [{ stop: [timeLimit(1)], clock: () => undefined }, "The clock told undefined; give milliseconds"],
    [{ stop: [timeLimit(1)], clock: () => "x" }, 'The clock told "x"; give milliseconds'],
    [{ trials: 1, clock: () => 5n }, "The clock told 5; give milliseconds"],
    [
      { stop: [{ name: "mine", shouldStop: () => undefined }] },
      'the stop rule "mine" gave undefined; give why to stop',
    ],
    [{ stop: [{ name: "mine", shouldStop: () => false }] }, 'the stop rule "mine" gave false'],
    [{ stop: [{ name: "mine", shouldStop: () => "" }] }, 'the stop rule "mine" gave ""'],
  ])("%o", async (options, message) => {
    const study = createStudy();
    await expect(study.optimize(square, options as never)).rejects.toThrow(message);
    expect(study.history.size).toBe(0);
    await study.optimize(square, { trials: 1 });
  });

  test("a clock that breaks later on: the trial that runs then is kept", async () => {
    const study = createStudy();
    let readings = 0;
    const clock = (): number => (readings++ < 8 ? readings : Number.NaN);
    await expect(study.optimize(square, { stop: [timeLimit(9)], clock })).rejects.toThrow("The clock told NaN");
    expect(study.history.size).toBeGreaterThan(0);
    expect(study.running.size).toBe(0);
    const durations = study.trials().map(({ durationMs }) => durationMs);
    expect(durations.every((ms) => ms >= 0)).toBe(true);
  });

  test("an objective that is none", async () => {
    await expect(createStudy().optimize(7 as never, { trials: 1 })).rejects.toThrow("as a function of a trial");
  });
});

test("what is enqueued stays as it was given", async () => {
  const study = createStudy();
  const fixed = { x: 3 };
  study.enqueue(fixed);
  fixed.x = 7;
  await study.optimize(square, { trials: 1 });
  expect(study.history.value(0)).toBe(9);
});

test("warnings are heard with the trial's number", async () => {
  const heard: string[] = [];
  const study = createStudy({ pruner: nopPruner() });
  study.enqueue({ x: 99 });
  await study.optimize(square, { trials: 2, warn: (sentence) => heard.push(sentence) });
  expect(heard).toEqual(['Trial 0: The value fixed for "x", 99, is not among -10..10; another one is tried.']);
  expect(study.history.value(0)).toBeLessThanOrEqual(10 ** 2);
});

test("steps that go back are warned of once, and the trials go on; a name asked for again may be meant", async () => {
  const heard: string[] = [];
  const objective: Objective = (trial) => {
    for (const step of [9, 3, 1]) trial.report(1, step);
    return square(trial) + square(trial);
  };
  const run = async (pruner: Pruner): Promise<number> => {
    const study = createStudy({ pruner });
    await study.optimize(objective, { trials: 5, warn: (sentence) => heard.push(sentence) });
    return study.history.counts.complete;
  };
  // Its steps are folds, problems or seeds, in any order.
  expect(await run(wilcoxonPruner())).toBe(5);
  expect(heard).toEqual([]);
  expect(await run(hyperbandPruner())).toBe(5);
  expect(heard).toEqual([expect.stringMatching(/^Trial 0: Step 3 was reported after step 9\. Pruners expect/)]);
});

test("fixed values nobody asked for are warned of, but not those of a trial that failed before", async () => {
  const heard: string[] = [];
  const study = createStudy();
  for (let i = 0; i < 2; i++) study.enqueue({ x: 1, zz: 1 });
  const objective: Objective = (trial) => (trial.number === 0 ? Number.NaN : square(trial));
  await study.optimize(objective, { trials: 3, warn: (sentence) => heard.push(sentence) });
  expect(heard).toEqual(['Trial 1: The value fixed for "zz" was not used: it was not asked for.']);
});

describe("asking and telling oneself", () => {
  test("asks for a whole number of trials, or none", () => {
    const study = createStudy();
    expect(study.ask(0)).toEqual([]);
    for (const count of [-1, 1.5, Number.NaN, "3", undefined]) {
      expect(() => study.ask(count as never)).toThrow("ask() needs a whole number from 0, but got");
    }
    expect(study.running.size).toBe(0);
    expect(study.ask(2).map(({ number }) => number)).toEqual([0, 1]);
  });

  test("enqueues what a parameter can be", () => {
    const study = createStudy();
    expect(study.enqueue({ x: 1, kind: "tree", isDeep: true, other: null })).toBe(true);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, {}, [], ["a"], [Number.NaN]]) {
      expect(() => study.enqueue({ x: value } as never)).toThrow(/has .* for "x"; give a finite number, a text/);
    }
    for (const fixed of [5, null, "x", [1]]) expect(() => study.enqueue(fixed as never)).toThrow("by name, not");
    expect(study.enqueued).toBe(1);
  });

  test("has lists tried next as they were enqueued, and tries them again where they failed", async () => {
    const study = createStudy({ sampler: randomSampler() });
    const order = [2, 0, 1];
    study.enqueue({ order, mix: [0.25, 0.75], seeds: [7, 2 ** 32 - 1] });
    order.reverse();
    let isBroken = true;
    const objective: Objective = (trial) => {
      const [first] = trial.suggestPermutation("order", 3);
      const [share] = trial.suggestSimplex("mix", 2);
      const { length } = trial.suggestSeeds("seeds", { maxLength: 2 });
      if (isBroken && length === 2) {
        isBroken = false;
        throw new Error("once");
      }
      return (first ?? 0) + (share ?? 0);
    };
    await study.optimize(objective, { trials: 3, retry: { maxRetries: 1 } });
    const enqueued = study.trials().filter(({ params }) => (params[2] as number[]).length === 2);
    expect(enqueued.map(({ params }) => params)).toEqual(
      Array.from({ length: 2 }, () => [
        [2, 0, 1],
        [0.25, 0.75],
        [7, 2 ** 32 - 1],
      ]),
    );
    expect(enqueued.map(({ state, values, repeatOf }) => [state, values, repeatOf?.trial ?? null])).toEqual([
      ["failed", [], null],
      ["complete", [2.25], "local:0"],
    ]);
  });

  test("gives its trials to a study of another log, but not of its own", async () => {
    const [one, same] = [createStudy(), createStudy()];
    const other = createStudy({ log: "other" });
    await one.optimize(square, { trials: 3 });
    const trials = one.trials();
    expect(trials.map(({ log, number }) => `${log}:${number}`)).toEqual(["local:0", "local:1", "local:2"]);
    for (const trial of trials) expect(other.addForeign(trial)).toBe(true);
    expect(other.trials()).toEqual(trials);
    expect(() => trials.map((trial) => same.addForeign(trial))).toThrow(MisuseError);
    expect(() => trials.map((trial) => same.addForeign(trial))).toThrow('log is "local", too; give each');
  });
});

describe("the hypervolume of a study", () => {
  const points = [
    [1, 5],
    [3, 8],
    [4, 7],
    [0, 20],
    [9, 9],
  ];
  const study = createStudy({ directions: ["minimize", "maximize"], sampler: randomSampler() });

  test("is measured in the objectives' own units and directions, over feasible complete trials", async () => {
    expect(study.hypervolume([4, 0])).toBe(0);
    await study.optimize(
      (trial) => {
        if (trial.number === 5) throw new TrialPruned();
        if (trial.number === 3) trial.setConstraint("memory", 1);
        return points[trial.number] ?? [];
      },
      { trials: 6 },
    );
    // (1, 5) and (3, 8) count: beside each other 2 x 5, 1 x 8.
    expect(study.hypervolume([4, 0])).toBe(18);
    expect(study.hypervolume([4, 6])).toBe(2);
    expect(study.hypervolume([1, 0])).toBe(0);
  });

  test("needs a finite value for each objective", () => {
    for (const reference of [
      [4],
      [4, 0, 0],
      [4, Number.NaN],
      [4, Number.NEGATIVE_INFINITY],
      4,
      undefined,
      ["4", "0"],
    ]) {
      expect(() => study.hypervolume(reference as never)).toThrow("needs a reference of 2 finite numbers");
      expect(() => study.hypervolume(reference as never)).toThrow(MisuseError);
    }
  });
});
