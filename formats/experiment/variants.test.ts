import { describe, expect, test } from "vitest";
import { isRecord, isWellFormedText } from "../../study/parsed.ts";
import { readSpec } from "../../study/spec/parse-spec.ts";
import { specWith } from "../../study/spec/spec.ts";
import { CARTPOLE, MNIST } from "../../test/experiment-texts.ts";
import { experimentsIn, variantsIn } from "./testing/made.ts";
import { variantsOf } from "./variants.ts";

/** The value of a key in each variant. */
const each = (text: string, key: string): readonly unknown[] =>
  variantsIn(text).map(({ config }) => (isRecord(config) ? config[key] : undefined));

describe("the variants of the first text", () => {
  test("are named as Ray Tune prints them", () => {
    expect(variantsIn(MNIST).map(({ name }) => name)).toEqual([
      "script_mnist_0_activation=relu",
      "script_mnist_1_activation=elu",
      "script_mnist_2_activation=tanh",
      "script_mnist_3_activation=relu",
      "script_mnist_4_activation=elu",
      "script_mnist_5_activation=tanh",
      "script_mnist_6_activation=relu",
      "script_mnist_7_activation=elu",
      "script_mnist_8_activation=tanh",
      "script_mnist_9_activation=relu",
    ]);
  });

  test("share ten trials among three activations as 4, 3 and 3", () => {
    const activations = each(MNIST, "activation");
    const count = (name: string): number => activations.filter((each) => each === name).length;
    expect(["relu", "elu", "tanh"].map(count)).toEqual([4, 3, 3]);
  });
});

describe("the variants of the second text", () => {
  test("have each pair of num_sgd_iter and sgd_batchsize once, the first varying fastest", () => {
    const [iterations, batches] = [each(CARTPOLE, "num_sgd_iter"), each(CARTPOLE, "sgd_batchsize")];
    expect(iterations.map((iteration, i) => [iteration, batches[i]])).toEqual([
      [1, 128],
      [4, 128],
      [1, 256],
      [4, 256],
      [1, 512],
      [4, 512],
    ]);
  });

  test("draw lr in its range, each another", () => {
    const rates = each(CARTPOLE, "lr").map(Number);
    expect(rates.every((rate) => rate >= 1e-4 && rate <= 1e-3)).toBe(true);
    expect(new Set(rates).size).toBe(6);
  });
});

/** An experiment of this config alone. */
const withConfig = (...lines: readonly string[]): string =>
  ["it:", "  config:", ...lines.map((line) => `    ${line}`), ""].join("\n");

const namesOf = (text: string): readonly string[] => variantsIn(text).map(({ name }) => name);
const configsOf = (text: string): readonly unknown[] => variantsIn(text).map(({ config }) => config);

describe("how many variants there are", () => {
  const grids = ["a: {grid_search: [1, 2, 3]}", "b: {grid_search: [1, 2, 3]}"];

  test("is the product of the grids times repeat: 3 x 3 x 10 = 90", () => {
    const all = configsOf(`${withConfig(...grids)}  repeat: 10\n`);
    expect(all.length).toBe(90);
    const texts = all.map((config) => JSON.stringify(config));
    expect(new Set(texts).size).toBe(9);
    expect(texts.slice(0, 9)).toEqual(texts.slice(81));
  });

  test("is num_trials if that is given, wrapping round, whatever repeat says", () => {
    const all = configsOf(`${withConfig(...grids)}  num_trials: 11\n  repeat: 5\n`);
    expect(all.length).toBe(11);
    expect(all.slice(9)).toEqual(all.slice(0, 2));
  });

  test("may be few of very many", () => {
    const many = Array.from({ length: 40 }, (_, i) => `x${i}: {grid_search: [1, 2]}`);
    expect(variantsIn(`${withConfig(...many)}  num_trials: 3\n`).length).toBe(3);
  });

  test("is one without grids", () => {
    expect(variantsIn("it: {}")).toEqual([{ name: "script_0", config: {} }]);
  });
});

describe("a grid", () => {
  test("stands at any depth and in lists, and the first path varies fastest", () => {
    const text = withConfig("z: {grid_search: [1, 2]}", "model:", "  layers: [8, {grid_search: [16, 32]}]");
    expect(configsOf(text)).toEqual([
      { z: 1, model: { layers: [8, 16] } },
      { z: 1, model: { layers: [8, 32] } },
      { z: 2, model: { layers: [8, 16] } },
      { z: 2, model: { layers: [8, 32] } },
    ]);
    expect(namesOf(text)[1]).toBe("script_1_model.layers.1=32,z=1");
  });

  test("stands in another's options, and is searched there alone", () => {
    const text = withConfig(
      "model:",
      "  grid_search:",
      "    - {kind: tree, depth: {grid_search: [2, 3]}}",
      "    - {kind: line}",
    );
    expect(configsOf(text)).toEqual([
      { model: { kind: "tree", depth: 2 } },
      { model: { kind: "tree", depth: 3 } },
      { model: { kind: "line" } },
    ]);
    // The option says its parts: they are not named again.
    expect(namesOf(text)).toEqual([
      "script_0_model={'kind': 'tree', 'depth': 2}",
      "script_1_model={'kind': 'tree', 'depth': 3}",
      "script_2_model={'kind': 'line'}",
    ]);
  });

  test("has options that are computed", () => {
    const text = withConfig("a: 4", "b: {grid_search: [0, {eval: spec.config.a * 2}]}");
    expect(configsOf(text)).toEqual([
      { a: 4, b: 0 },
      { a: 4, b: 8 },
    ]);
    expect(namesOf(text)).toEqual(["script_0_b=0", "script_1_b=8"]);
  });
});

describe("an expression", () => {
  test("reads other parameters, in whatever order they depend on each other", () => {
    const text = withConfig(
      "a: {eval: 'lambda spec: spec.config.b * 2'}",
      "b: {eval: 'spec.config[\"c\"] + 1'}",
      "c: {grid_search: [1, 10]}",
    );
    expect(configsOf(text)).toEqual([
      { a: 4, b: 2, c: 1 },
      { a: 22, b: 11, c: 10 },
    ]);
  });

  test("stands at any depth, and reads at any", () => {
    const text = withConfig(
      "model: {layers: [{units: {eval: '2 ** spec.config.size'}}, {units: {eval: 'spec.config.model.layers[0].units // 2'}}]}",
      "size: 6",
    );
    expect(configsOf(text)).toEqual([{ model: { layers: [{ units: 64 }, { units: 32 }] }, size: 6 }]);
  });

  test("reads what stands beside config, and the variant's number", () => {
    const text = `${withConfig("a: {eval: '[_i, spec.env, spec.resources.cpu, spec.stop.loss]'}")}  env: x\n  stop: {loss: 3}\n  repeat: 2\n`;
    expect(configsOf(text)).toEqual([{ a: [0, "x", 1, 3] }, { a: [1, "x", 1, 3] }]);
  });

  test("takes whole maps, with all that is computed in them", () => {
    const text = withConfig(
      "a: {eval: 'len(spec.config.b)'}",
      "b: {c: {eval: '1 + 1'}, d: 3}",
      "e: {eval: spec.config.b}",
    );
    expect(configsOf(text)).toEqual([{ a: 2, b: { c: 2, d: 3 }, e: { c: 2, d: 3 } }]);
  });

  test("draws the same number for all that read it, and another for each variant", () => {
    const text = `${withConfig("lr: {eval: 'random.uniform(0, 1)'}", "twice: {eval: spec.config.lr * 2}")}  repeat: 20\n`;
    const rates = each(text, "lr").map(Number);
    expect(each(text, "twice")).toEqual(rates.map((rate) => 2 * rate));
    expect(new Set(rates).size).toBe(20);
  });
});

describe("variant i follows from experiment, seed and i alone", () => {
  const lines = ["lr: {eval: 'random.uniform(0, 1)'}", "n: {eval: 'random.randint(1, 1000000)'}"];

  test("so it is the same again, and another with another seed", () => {
    const text = `${withConfig(...lines)}  num_trials: 8\n`;
    expect(variantsIn(text, "a")).toEqual(variantsIn(text, "a"));
    const [a, b] = [variantsIn(text, "a"), variantsIn(text, "b")].map((all) => all.map(({ name }) => name));
    expect(a?.filter((name) => b?.includes(name))).toEqual([]);
  });

  test("so it is the same whether more come after it, or more is drawn beside it", () => {
    const few = variantsIn(`${withConfig(...lines)}  num_trials: 3\n`);
    expect(variantsIn(`${withConfig(...lines)}  num_trials: 9\n`).slice(0, 3)).toEqual(few);
    const more = withConfig("a: {eval: 'random.random()'}", ...lines);
    expect(each(`${more}  num_trials: 3\n`, "lr")).toEqual(each(`${withConfig(...lines)}  num_trials: 3\n`, "lr"));
  });

  test("so experiments of one file draw apart", () => {
    const body = "{config: {lr: {eval: random.random()}}}";
    const drawn = experimentsIn(`a: ${body}\nb: ${body}\n`).map((experiment) => variantsOf(experiment, "seed"));
    const [a, b] = drawn.map((made) => made.ok && made.variants[0]?.config);
    expect(a).not.toEqual(b);
  });
});

describe("a name", () => {
  test("joins what varies by commas, floats with five digits", () => {
    const text = withConfig(
      "b: {grid_search: [0.123456789]}",
      "a: {grid_search: [x/y]}",
      "c: {eval: '[1, 2.5, None]'}",
    );
    expect(namesOf(text)).toEqual(["script_0_a=x_y,b=0.12346,c=[1, 2.5, None]"]);
  });

  test("is short, seen whole, and another for each variant", () => {
    const long = "x".repeat(300);
    const options = [`${long}\\n`, long, "\\u202e\\u2028z", "\\U0001f600".repeat(150)];
    const text = withConfig(`a: {grid_search: [${options.map((option) => `"${option}"`).join(", ")}]}`);
    const names = namesOf(text);
    expect(new Set(names).size).toBe(4);
    expect(names.every((name) => name.length <= 200 && isWellFormedText(name))).toBe(true);
    expect(names[2]).toBe("script_2_a= z");
  });

  test("is one that a study takes, as its config is", () => {
    const text = `${withConfig('a: {grid_search: ["\\u200b\\0", "\\ud83d\\ude00", {b: [1.5]}]}', "d: {eval: '(1, -0.0)'}")}  repeat: 3\n`;
    const trainable = { variants: variantsIn(text), repeat: 1 };
    const spec = specWith({ name: "it", objective: { language: "javascript", source: "x" }, createdMs: 1, trainable });
    const read = readSpec(JSON.parse(JSON.stringify(spec)));
    expect(read.ok ? read.value.trainable : read.reason).toEqual(trainable);
  });
});
