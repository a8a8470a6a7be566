import { describe, expect, test } from "vitest";
import { CARTPOLE, MNIST } from "../../test/experiment-texts.ts";
import { readExperiments } from "./read-experiments.ts";
import { experimentsIn, variantsIn } from "./testing/made.ts";

describe("the two texts of Ray Tune's first version", () => {
  test("are read unmodified, the first without a note", () => {
    const read = readExperiments(MNIST);
    expect(read.ok && read.notes).toEqual([]);
    expect(read.ok && read.experiments).toMatchObject([
      {
        name: "tune_mnist",
        env: "mnist",
        alg: "script",
        numTrials: 10,
        repeat: 1,
        stop: { mean_accuracy: 0.99, time_total_s: 600 },
        resources: { cores: 1, gpu: 0 },
        scheduler: null,
        metric: null,
        mode: null,
        scriptPath: "examples/tune_mnist_ray.py",
        entrypoint: "train",
      },
    ]);
  });

  test("are read unmodified, the second without a script: the page trains PPO itself", () => {
    const read = readExperiments(CARTPOLE);
    expect(read.ok && read.notes).toEqual([]);
    expect(read.ok && read.experiments).toMatchObject([
      {
        name: "cartpole-ppo",
        alg: "PPO",
        trains: { algorithm: "PPO", env: "CartPole-v0" },
        stop: { episode_reward_mean: 200, time_total_s: 180 },
        resources: { cores: 4 },
        scriptPath: null,
        entrypoint: null,
      },
    ]);
  });
});

describe("a file of experiments", () => {
  test("has one for each of its keys", () => {
    expect(experimentsIn(MNIST + CARTPOLE).map(({ name }) => name)).toEqual(["tune_mnist", "cartpole-ppo"]);
  });

  test("says nothing it need not", () => {
    expect(experimentsIn("it: {}")).toMatchObject([
      { name: "it", env: null, alg: "script", numTrials: null, repeat: 1, stop: {}, resources: { cores: 1, gpu: 0 } },
    ]);
  });

  test("has a scheduler, its metric and mode as the text says", () => {
    const text = "it: {scheduler: MedianStoppingRule, metric: mean_loss, mode: min}";
    expect(experimentsIn(text)).toMatchObject([{ scheduler: "MedianStoppingRule", metric: "mean_loss", mode: "min" }]);
  });

  test("calls the algorithm run in later versions", () => {
    expect(experimentsIn("it: {run: PPO, env: Acrobot-v1}")).toMatchObject([
      { alg: "PPO", trains: { algorithm: "PPO", env: "Acrobot-v1" } },
    ]);
  });

  test("is JSON as well, indented by tabs too", () => {
    const file = { it: { env: "x", config: { a: { grid_search: [1, 2.5] }, b: "1e-4", c: null, d: [true] } } };
    for (const indent of [0, 2, "\t"]) {
      const text = JSON.stringify(file, null, indent);
      expect(readExperiments(text)).toMatchObject({ ok: true, notes: [] });
      expect(variantsIn(text).map(({ config }) => config)).toEqual([
        { a: 1, b: "1e-4", c: null, d: [true] },
        { a: 2.5, b: "1e-4", c: null, d: [true] },
      ]);
    }
  });

  test("may come from Windows, and begin with a byte order mark", () => {
    const [experiment] = experimentsIn(`\ufeff${MNIST.replaceAll("\n", "\r\n")}`);
    expect(experiment).toMatchObject({ name: "tune_mnist", env: "mnist", entrypoint: "train" });
  });

  test("may copy by anchors and aliases", () => {
    const [variant] = variantsIn("it:\n  config:\n    a: &layer {units: 8, rate: 0.5}\n    b: [*layer, *layer]\n");
    const layer = { units: 8, rate: 0.5 };
    expect(variant?.config).toEqual({ a: layer, b: [layer, layer] });
  });

  test("takes __proto__ and constructor as the keys they are", () => {
    const [variant] = variantsIn("it:\n  config:\n    __proto__: {polluted: true}\n    constructor: 1\n");
    expect(JSON.stringify(variant?.config)).toBe('{"__proto__":{"polluted":true},"constructor":1}');
    expect(Object.getPrototypeOf(variant?.config)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
    expect(
      experimentsIn("__proto__: {stop: {__proto__: 1}}").map(({ name, stop }) => [name, Object.keys(stop)]),
    ).toEqual([["__proto__", ["__proto__"]]]);
  });

  test("keeps keys and settings of Ray Tune that mean nothing here, and says so", () => {
    const text =
      "it:\n  checkpoint_freq: 5\n  upload_dir: s3://x\n  resources:\n    driver_cpu_limit: 1\n    extra_cpu: 2\n";
    const read = readExperiments(text);
    expect(read.ok && read.notes.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      "2:3 checkpoint_freq has no effect: checkpoints are the script's own here.",
      "3:3 upload_dir has no effect: results are kept in the tabs here.",
      "5:5 driver_cpu_limit has no effect: a trial runs in one tab here and gets the cores that cpu says.",
      "6:5 extra_cpu has no effect: a trial runs in one tab here and gets the cores that cpu says.",
    ]);
  });

  test("may have data under eval, where it stands among other keys", () => {
    const [variant] = variantsIn("it:\n  config:\n    sets: {train: 1, eval: 2}\n");
    expect(variant?.config).toEqual({ sets: { train: 1, eval: 2 } });
  });

  test("that nearly says grid_search is asked about it", () => {
    const read = readExperiments("it: {config: {x: {gridsearch: [1]}}}");
    expect(read.ok && read.notes).toEqual([
      { line: 1, column: 19, message: '"gridsearch" is given to the script as it is; do you mean grid_search?' },
    ]);
  });
});
