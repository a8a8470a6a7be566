import { describe, expect, test } from "vitest";
import { evaluated } from "../testing/evaluated.ts";
import { variantsIn } from "../testing/made.ts";

const nested = (depth: number): string => `${"(".repeat(depth)}1${")".repeat(depth)}`;

describe("an expression", () => {
  test("has at most 2,000 characters", () => {
    expect(evaluated(`1${" ".repeat(1_999)}`)).toBe(1n);
    expect(() => evaluated(`1${" ".repeat(2_000)}`)).toThrow("an expression has at most 2000 characters");
  });

  test.each([
    ["parentheses", nested],
    ["signs", (depth: number) => `${"-".repeat(depth)}1`],
    ["powers", (depth: number) => `${"1 ** ".repeat(depth)}1`],
    ["conditions", (depth: number) => `${"1 if 1 else ".repeat(depth)}1`],
    ["negations", (depth: number) => `${"not ".repeat(depth)}1`],
  ])("is nested at most 64 deep, as in %s", (_, text) => {
    expect(() => evaluated(text(60))).not.toThrow();
    expect(() => evaluated(text(66))).toThrow("the expression is nested more than 64 deep");
  });

  test("goes at most 500 levels deep, also from the left", () => {
    expect(evaluated(Array.from({ length: 400 }, () => "1").join("+"))).toBe(400n);
    expect(() => evaluated(Array.from({ length: 900 }, () => "1").join("+"))).toThrow("more than 500 levels deep");
  });

  test.each([
    ["[0] * 10001", "a list has at most 10000 items here"],
    ["range(10001)", "a range has at most 10000 items here"],
    ["'ab' * 5001", "a text has at most 10000 characters here"],
    ["2 ** 1001", "the power grows past 300 digits"],
    ["10 ** 200 * 10 ** 200", "a whole number grows past 300 digits"],
    ["1 << 10 ** 9", "the shift goes too far"],
    ["2.0 ** 10000", "the power is too large for a float"],
    ["[[0] * 9999] * 9999 == [[0] * 9999] * 9999", "this takes too many steps"],
    ["str([[0] * 9999] * 9999)", "this takes too many steps"],
    ["'a' * 10 ** 300", "this takes too many steps"],
    ["[] * 10 ** 300 + [1] * 10 ** 300", "this takes too many steps"],
  ])("that grows is refused in words: %s", (text, message) => {
    expect(() => evaluated(text)).toThrow(message);
  });
});

test("expressions that read each other twice are each computed once", () => {
  const chain = Array.from(
    { length: 60 },
    (_, i) => `    x${i}: {eval: 'spec.config.x${i + 1} / 2 + spec.config.x${i + 1} / 2'}`,
  );
  const [variant] = variantsIn(["it:", "  config:", ...chain, "    x60: 3", ""].join("\n"));
  expect(variant?.config).toMatchObject({ x0: 3, x59: 3 });
});

test("a longer chain of expressions is refused by their number", () => {
  const chain = Array.from({ length: 70 }, (_, i) => `    x${i}: {eval: spec.config.x${i + 1}}`);
  expect(() => variantsIn(["it:", "  config:", ...chain, "    x70: 3", ""].join("\n"))).toThrow(
    "more than 64 expressions wait for each other",
  );
});
