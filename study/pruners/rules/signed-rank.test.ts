import { expect, test } from "vitest";
import { signedRankPValue } from "./signed-rank.ts";

/** Differences anyone can make again: `count` of them, with ties where `modulus` is small and zeros where `shift` allows. */
const differences = (count: number, modulus: number, shift: number): number[] =>
  Array.from({ length: count }, (_, i) => ((i * 37 + 11) % modulus) / modulus - shift);

/** scipy 1.17.1: wilcoxon(d, alternative="greater", zero_method="zsplit").pvalue */
const SCIPY: readonly (readonly [d: readonly number[], p: number])[] = [
  [[1, 2], 0.25],
  [[3, -1, 2, 5], 0.125],
  [[0, 0, 0], 1],
  [[1, 1, -1, 2, 2, 0], 0.125],
  [Array.from({ length: 13 }, () => 1), 0.0001220703125],
  [Array.from({ length: 14 }, () => 1), 9.14053164909174e-5],
  [Array.from({ length: 15 }, () => 0), 0.5],
  [differences(2, 101, 0.05), 0.25],
  [differences(7, 101, 0.4), 0.34375],
  [differences(13, 5, 0.2), 0.044921875],
  [differences(14, 5, 0.2), 0.0284523280576157],
  [differences(30, 101, 0.3), 0.001280045136809349],
  [differences(50, 101, 0.42), 0.07437088103688438],
  [differences(51, 101, 0.42), 0.0744378802004725],
  [differences(51, 7, 2 / 7), 0.0005753027280975801],
  [differences(200, 13, 6 / 13), 0.6423817957189767],
  [differences(300, 1009, 0.47), 0.04477689312337664],
];

test.each(SCIPY)("the p-value of %j is scipy's", (d, p) => {
  expect(Math.abs(signedRankPValue(d) / p - 1)).toBeLessThan(1e-9);
});

test("changing every sign mirrors the p-value of many differences", () => {
  const d = differences(300, 1009, 0.47);
  expect(signedRankPValue(d) + signedRankPValue(d.map((it) => -it))).toBeCloseTo(1, 12);
});
