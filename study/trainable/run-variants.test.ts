import { describe, expect, test } from "vitest";
import { MisuseError } from "../errors.ts";
import { successiveHalvingPruner } from "../pruners/successive-halving.ts";
import { thresholdPruner } from "../pruners/threshold.ts";
import type { Json } from "../spec/spec.ts";
import type { Reporter } from "./reporter.ts";
import { runVariants, type VariantsOptions } from "./run-variants.ts";
import type { Train } from "./trainable-objective.ts";

const ACTIVATIONS = ["relu", "elu", "tanh"];
const variants = Array.from({ length: 10 }, (_, i) => {
  const activation = ACTIVATIONS[i % 3] ?? "";
  return { name: `script_mnist_${i}_activation=${activation}`, config: { activation, sgd: { lr: 0.1 } } };
});
const options: VariantsOptions = { variants, metric: "mean_accuracy" };

const reportTen = (reporter: Reporter, gain = 0.05): void => {
  for (let step = 1; step <= 10; step++) {
    reporter({ timesteps_total: 10 * step, mean_loss: 1 / step, mean_accuracy: gain * step });
  }
};

class Training {
  gain = 0.02;
  run(_: Json, reporter: Reporter): void {
    reportTen(reporter, this.gain);
  }
}

describe("the variants of a trainable", () => {
  test("are run once each, in their order, with their whole configuration, and the last report is the result", async () => {
    const seen: Json[] = [];
    const { study, results } = await runVariants((config, reporter) => {
      seen.push(config);
      reportTen(reporter);
    }, options);
    expect(seen).toEqual(variants.map(({ config }) => config));
    expect(results.map(({ name }) => name)).toEqual(variants.map(({ name }) => name));
    expect(results.map(({ trial }) => [trial.state, trial.values[0]])).toEqual(variants.map(() => ["complete", 0.5]));
    expect(study.best()?.values).toEqual([0.5]);
  });

  test("are run as often as they are repeated", async () => {
    const { results } = await runVariants((_, reporter) => reportTen(reporter), { ...options, repeat: 3 });
    const counts = variants.map(({ name }) => results.filter((result) => result.name === name).length);
    expect(counts).toEqual(variants.map(() => 3));
  });

  test("may be asynchronous, several at a time", async () => {
    let [running, most] = [0, 0];
    const train: Train = async (_, reporter) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      reportTen(reporter);
      running -= 1;
    };
    const { results } = await runVariants(train, { ...options, parallel: 4 });
    expect(results.length).toBe(10);
    expect(most).toBe(4);
  });

  test("one that throws has failed, and leaves nine others", async () => {
    let at = 0;
    const { results } = await runVariants((_, reporter) => {
      reportTen(reporter);
      if (++at === 5) throw new Error("no luck");
    }, options);
    expect(results.filter(({ trial }) => trial.state === "complete").length).toBe(9);
    expect(results.find(({ trial }) => trial.state === "failed")?.trial.error?.message).toBe("Error: no luck");
  });

  test("stop where a metric is at least so much, with what they reported last", async () => {
    const { results } = await runVariants((_, reporter) => reportTen(reporter), {
      ...options,
      stop: { mean_accuracy: 0.25, never_reported: 1 },
    });
    expect(results.map(({ trial }) => trial.values[0])).toEqual(variants.map(() => 0.25));
    expect(results[0]?.trial.userAttrs["stopped_by"]).toBe("mean_accuracy >= 0.25");
    expect(results[0]?.trial.intermediate.length).toBe(5);
  });

  test("stop by the time that they took", async () => {
    let nowMs = 0;
    const { results } = await runVariants(
      (_, reporter) => {
        for (let step = 1; ; step++) {
          nowMs += 100_000;
          reporter({ timesteps_total: step, mean_accuracy: 0.1 });
        }
      },
      { ...options, clock: () => nowMs, stop: { time_total_s: 600 } },
    );
    expect(results.map(({ trial }) => trial.intermediate.length)).toEqual(variants.map(() => 6));
  });

  test("are given up by a pruner without a word of their own", async () => {
    let at = 0;
    const { results } = await runVariants((_, reporter) => reportTen(reporter, 0.1 - 0.01 * at++), {
      ...options,
      pruner: successiveHalvingPruner({ minResource: 2, reductionFactor: 3 }),
    });
    const states = results.map(({ trial }) => trial.state);
    expect(states[0]).toBe("complete");
    expect(states.slice(3)).toEqual(variants.slice(3).map(() => "pruned"));
  });

  test("that report more often than anybody keeps end with their last report, and keep evenly spaced ones", async () => {
    const { results } = await runVariants(
      (_, reporter) => {
        for (let step = 1; step <= 30_000; step++)
          reporter({ timesteps_total: step, mean_loss: 1, mean_accuracy: step });
      },
      { ...options, variants: variants.slice(0, 1), stop: { mean_accuracy: 29_999 } },
    );
    const { trial } = results[0] ?? { trial: null };
    expect(trial?.values).toEqual([29_999]);
    const steps = trial?.intermediate.map(([step]) => step) ?? [];
    const [first = 0, second = 0] = steps;
    const stride = second - first;
    expect(steps).toEqual(Array.from({ length: Math.ceil(29_999 / stride) }, (_, i) => 1 + i * stride));
    expect(steps.length).toBeGreaterThan(2_000);
    expect(steps.length).toBeLessThanOrEqual(10_000);
    expect(trial?.metrics["mean_loss"]?.map(([step]) => step)).toEqual(steps);
  });

  test("whose last report is no number have failed, however good they were before", async () => {
    const { results } = await runVariants((_, reporter) => {
      reporter({ timesteps_total: 1, mean_accuracy: 0.9 });
      reporter({ timesteps_total: 2, mean_accuracy: Number.NaN });
    }, options);
    expect(results.map(({ trial }) => trial.error?.kind)).toEqual(variants.map(() => "nan"));
  });

  test("are given up or stopped also where the function catches that, or reports from elsewhere", async () => {
    const pruner = thresholdPruner({ lower: 0.5 });
    const caught: Train = (_, reporter) => {
      for (let step = 1; step <= 5; step++) {
        try {
          reporter({ timesteps_total: step, mean_accuracy: step === 1 ? 0.1 : 1 });
        } catch {
          continue;
        }
      }
    };
    expect((await runVariants(caught, { ...options, pruner })).results[0]?.trial.state).toBe("pruned");
    const elsewhere: Train = (_, reporter) =>
      new Promise(() => {
        void Promise.resolve().then(() => {
          try {
            reporter({ timesteps_total: 1, mean_accuracy: 0.995 });
          } catch {
            // As a timer's error: nobody hears of it.
          }
        });
      });
    const { results } = await runVariants(elsewhere, { ...options, stop: { mean_accuracy: 0.99 } });
    expect(results.map(({ trial }) => [trial.state, trial.values[0]])).toEqual(variants.map(() => ["complete", 0.995]));
  });

  test.each<[string, Train, RegExp]>([
    ["reports nothing", () => 0.5, /ended without a report of "mean_accuracy".*It reported nothing/],
    [
      "reports other things",
      (_, reporter) => reporter({ timesteps_total: 1, mean_loss: 1 }),
      /It reported timesteps_total, mean_loss, time_total_s/,
    ],
    ["reports no steps", (_, reporter) => reporter({ mean_accuracy: 1 }), /A report has no timesteps_total/],
  ])("a function that %s fails with what to do", async (_, train, words) => {
    const { results } = await runVariants(train, options);
    expect(results.map(({ trial }) => trial.state)).toEqual(variants.map(() => "failed"));
    expect(results[0]?.trial.error?.message).toMatch(words);
  });

  test("are run by objects that can be called, too", async () => {
    const { results } = await runVariants(new Training(), options);
    expect(results[0]?.trial.values).toEqual([0.2]);
    const call = { call: (_: Json, reporter: Reporter) => reportTen(reporter) };
    expect((await runVariants(call, options)).results[0]?.trial.values).toEqual([0.5]);
  });

  test.each<[string, unknown, unknown, RegExp]>([
    ["no variants", () => 1, { ...options, variants: [] }, /give one at least/],
    ["half a repeat", () => 1, { ...options, repeat: 0.5 }, /repeat must be a whole number/],
    ["a stop that is no number", () => 1, { ...options, stop: { a: "1" } }, /stop has "1" for "a"/],
    ["no metric", () => 1, { variants }, /metric must be the name/],
    ["a time without a clock", () => 1, { ...options, stop: { time_total_s: 9 } }, /time_total_s, which needs a clock/],
    ["an unknown option", () => 1, { ...options, variant: 1 }, /no option "variant"/],
    ["no function", 3, options, /must be a function, but it is a number/],
    ["a class", Training, options, /give an instance of it/],
  ])("%s is refused with what to do", async (_, train, given, words) => {
    await expect(runVariants(train as Train, given as VariantsOptions)).rejects.toThrow(MisuseError);
    await expect(runVariants(train as Train, given as VariantsOptions)).rejects.toThrow(words);
  });
});
