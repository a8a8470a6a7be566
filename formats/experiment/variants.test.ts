import { describe, expect, test } from "vitest";
import { isRecord } from "../../study/parsed.ts";
import { CARTPOLE, MNIST } from "../../test/experiment-texts.ts";
import { variantsIn } from "./testing/made.ts";

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
