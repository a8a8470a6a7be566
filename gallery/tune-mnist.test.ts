import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { loadObjective } from "../bench/shared/load-objective.ts";
import { runVariants } from "../study/trainable/run-variants.ts";
import type { Train } from "../study/trainable/trainable-objective.ts";
import { source } from "./sources/trainables/tune_mnist_ray.ts";
import { tuneMnist } from "./tune-mnist.ts";

interface Digit {
  readonly image: Float32Array;
  readonly label: number;
}

interface Layer {
  readonly weights: Float32Array;
  readonly gradient: Float32Array;
}

interface Network {
  readonly filters: Layer;
  readonly inner: Layer;
  readonly outer: Layer;
}

type Report = { readonly timesteps_total: number; readonly mean_loss: number; readonly mean_accuracy: number };

interface DigitsFunctions {
  readonly train: (config: Readonly<Record<string, unknown>>, reporter: (result: Report) => void) => void;
  splitDigits(): { readonly learn: readonly Digit[]; readonly validation: readonly Digit[] };
  newNetwork(activation: string, random: () => number): Network;
  addGradient(network: Network, digit: Digit): void;
  predict(network: Network, image: Float32Array): Float32Array;
  judge(network: Network, digits: readonly Digit[]): { readonly loss: number; readonly accuracy: number };
  stream(seed: number): () => number;
}

const INNER = ["train", "splitDigits", "newNetwork", "addGradient", "predict", "judge", "stream"] as const;
const script = await loadObjective<DigitsFunctions>({ language: "javascript", source }, INNER);

/** What the reporter throws once a trial has done enough. */
const ENOUGH = new Error("Enough");

/** The reports up to the first that is enough, or until the function returns. */
function curveOf(config: Readonly<Record<string, unknown>>, isEnough: (report: Report) => boolean): Report[] {
  const curve: Report[] = [];
  const reporter = (report: Report): void => {
    curve.push(report);
    if (isEnough(report)) throw ENOUGH;
  };
  try {
    script.train({ seed: 1, ...config }, reporter);
  } catch (thrown) {
    if (thrown !== ENOUGH) throw thrown;
  }
  return curve;
}

const until = (steps: number) => (report: Report) => report.timesteps_total >= steps;

describe("a trial on the digits", () => {
  test.each(["relu", "elu", "tanh"])("with %s tells 19 of 20 apart within 200 steps", (activation) => {
    const curve = curveOf({ activation }, ({ mean_accuracy }) => mean_accuracy >= 0.95);
    expect(curve.at(-1)?.mean_accuracy).toBeGreaterThanOrEqual(0.95);
    expect(curve.at(-1)?.timesteps_total).toBeLessThanOrEqual(200);
    expect(curve[0]?.mean_accuracy).toBeLessThan(0.3);
  });

  test("reports every ten steps, and ends by itself after 1,000 of them", () => {
    const curve = curveOf({ activation: "tanh" }, () => false);
    expect(curve.map(({ timesteps_total }) => timesteps_total)).toEqual(Array.from({ length: 101 }, (_, i) => 10 * i));
    expect(curve.at(-1)?.mean_accuracy).toBeGreaterThan(0.97);
    expect(curve.at(-1)?.mean_loss).toBeLessThan(0.1);
  }, 30_000);

  test("gives the same curve for the same configuration, and another for another activation, rate or seed", () => {
    const config = { activation: "elu" };
    const curve = curveOf(config, until(30));
    expect(curveOf(config, until(30))).toEqual(curve);
    for (const other of [{ activation: "relu" }, { learning_rate: 0.02 }, { seed: 2 }])
      expect(curveOf({ ...config, ...other }, until(30))).not.toEqual(curve);
  });

  test("refuses an activation it does not know, with those it knows", () => {
    expect(() => curveOf({ activation: "swish" }, () => false)).toThrow(/swish: take relu, elu or tanh/);
  });

  test("counts a network that blew up as sure and wrong", () => {
    const curve = curveOf({ activation: "relu", learning_rate: 1e30 }, until(30));
    expect(curve.at(-1)).toEqual({
      timesteps_total: 30,
      mean_loss: expect.closeTo(-Math.log(1e-15), 9),
      mean_accuracy: 0,
    });
  });
});

describe("a study of ten trials over three activations", () => {
  const activations = ["relu", "elu", "tanh"];
  const variants = Array.from({ length: 10 }, (_, i) => {
    const activation = activations[i % 3] ?? "";
    return { name: `script_mnist_${i}_activation=${activation}`, config: { activation } };
  });

  test("ends each at the accuracy that is asked for, and is best where the last reports are", async () => {
    const stop = { mean_accuracy: 0.9 };
    const { results, study } = await runVariants(script.train as Train, { variants, metric: "mean_accuracy", stop });
    const values = results.map(({ trial }) => trial.values[0] ?? Number.NaN);
    expect(results.map(({ trial }) => trial.state)).toEqual(variants.map(() => "complete"));
    for (const value of values) expect(value).toBeGreaterThanOrEqual(0.9);
    expect(study.best()?.values).toEqual([Math.max(...values)]);
    expect(new Set(values).size).toBeGreaterThan(3);
  });
});

describe("the network", () => {
  const { learn } = script.splitDigits();

  test.each(["relu", "elu", "tanh"])("has the gradient that differences of its loss show (%s)", (activation) => {
    const network = script.newNetwork(activation, script.stream(3));
    const digit = learn[700];
    if (digit === undefined) throw new Error("There are fewer digits");
    script.addGradient(network, digit);
    const loss = () => -Math.log(script.predict(network, digit.image)[digit.label] ?? Number.NaN);
    // Weights have seven digits, so the step is wide, and the best of a few: one may cross a kink.
    for (const { weights, gradient } of [network.filters, network.inner, network.outer]) {
      for (let i = 0; i < weights.length; i += 7) {
        const weight = weights[i] ?? Number.NaN;
        const errors = [1e-2, 3e-3, 1e-3].map((step) => {
          weights[i] = weight + step;
          const above = loss();
          weights[i] = weight - step;
          const below = loss();
          weights[i] = weight;
          return Math.abs((above - below) / (2 * step) - (gradient[i] ?? Number.NaN));
        });
        expect(Math.min(...errors)).toBeLessThan(2e-3);
      }
    }
  });
});

describe("the data", () => {
  let digits: string[] = [];
  beforeAll(() => {
    const { learn, validation } = script.splitDigits();
    digits = [...learn, ...validation].map(({ image, label }) => `${pixelsOf(image).join(",")},${label}`);
  });

  test("is the test part of UCI's digits, each in one part, unchanged", () => {
    const hash = createHash("sha256").update(digits.toSorted().join("\n")).digest("hex");
    expect(hash).toBe("fc1255d0784918cf3940a07ef6f3daddcbd3d2d03a4d273dbca0ff254be2b974");
  });

  test("is split the same in every trial, a fifth of each digit for validation", () => {
    const { learn, validation } = script.splitDigits();
    expect([learn.length, validation.length]).toEqual([1438, 359]);
    for (let digit = 0; digit < 10; digit++)
      expect([35, 36, 37]).toContain(validation.filter(({ label }) => label === digit).length);
    expect(script.splitDigits()).toEqual({ learn, validation });
  });
});

/** The picture within its white margin, 0 to 16. */
const pixelsOf = (image: Float32Array): number[] =>
  Array.from({ length: 64 }, (_, i) => 16 * (image[(Math.floor(i / 8) + 1) * 10 + (i % 8) + 1] ?? Number.NaN));

describe("the experiment file", () => {
  test("names a script of the stem that the text is handed on under, and a function that it has", () => {
    const stem = /^.*script_file_path: .*\/(\w+)\.py$/m.exec(tuneMnist.text)?.[1];
    expect(tuneMnist.scriptName).toBe(`${stem}.js`);
    expect(/script_entrypoint: (\w+)/.exec(tuneMnist.text)?.[1]).toBe(script.train.name);
    expect(script.default).toBe(script.train);
  });

  test("is small enough, with its script, for every volunteer to fetch", () => {
    expect(Buffer.byteLength(source)).toBeLessThan(250_000);
  });
});
