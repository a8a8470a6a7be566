import { expect, it } from "vitest";
import { variedOf } from "../../../study/trainable/variants.ts";
import { columnsOf, countWords, valueText } from "./variant-words.ts";

const variants = (configs: readonly Record<string, number | string>[]) =>
  configs.map((config, i) => ({ name: `v${i}`, config }));
const words = (configs: Parameters<typeof variants>[0]) => countWords(variants(configs), variedOf(variants(configs)));
const times = <T>(count: number, of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i));

it("counts the trials of each variant where a sentence holds them", () => {
  const activations = ["relu", "elu", "tanh"];
  expect(words(times(10, (i) => ({ activation: activations[i % 3] ?? "" })))).toBe(
    "10 trials: activation relu 4, elu 3, tanh 3",
  );
  expect(words(times(90, (i) => ({ a: i % 3, b: Math.floor(i / 3) % 3 })))).toBe(
    "90 trials: 9 combinations, each 10 times",
  );
  expect(words(times(20, (i) => ({ a: i % 7 })))).toBe("20 trials: 7 values of a");
});

it("says where no two are alike, and where all are", () => {
  expect(words(times(6, (i) => ({ lr: i / 10 })))).toBe("6 trials, no two alike");
  expect(words(times(6, () => ({ lr: 1 })))).toBe("6 trials of the same configuration");
  expect(words([{ lr: 1 }])).toBe("1 trial");
});

it("writes None where a value is none, as the names do", () => {
  expect([null, true, 0.5, "sqrt"].map(valueText)).toEqual(["None", "true", "0.5", "sqrt"]);
});

it("has a column for what differs, as many as fit", () => {
  const varied = variedOf(
    variants([
      { a: 1, b: 2, same: 0 },
      { a: 2, b: 3, c: 1, same: 0 },
    ]),
  );
  expect(columnsOf(varied, 6)).toEqual(["a", "b", "c"]);
  expect(columnsOf(varied, 2)).toEqual(["a", "b"]);
});
