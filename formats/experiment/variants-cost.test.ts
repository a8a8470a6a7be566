import { describe, expect, test, vi } from "vitest";
import { Budget, MAX_TOTAL_STEPS } from "./expression/budget.ts";
import { experimentsIn } from "./testing/made.ts";
import { variantsOf } from "./variants.ts";

/** Lines under config, and how many variants. */
const fileOf = (numTrials: number, ...lines: readonly string[]): string =>
  ["it:", `  num_trials: ${numTrials}`, "  config:", ...lines.map((line) => `    ${line}`), ""].join("\n");
const evalOf = (expression: string, numTrials = 10_000): string =>
  fileOf(numTrials, `a: {eval: ${JSON.stringify(expression)}}`);
const grids = (count: number, options: string): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${i.toString(36)}z: {grid_search: ${options}}`);
const nested = (depth: number): string => `a: ${"{grid_search: [".repeat(depth)}1${"]}".repeat(depth)}`;

/** What the variants of a text took, and how many there are or why there are none. */
function costOf(text: string) {
  const [experiment] = experimentsIn(text);
  if (experiment === undefined) throw new Error("There is no experiment.");
  const budget = new Budget();
  const made = variantsOf(experiment, "seed", budget);
  return { spent: budget.spent, made: made.ok ? made.variants.length : made.mistakes.map(({ message }) => message) };
}

describe("variants are made for few steps each", () => {
  test.each<[name: string, text: string, variants: number, least: number, most: number]>([
    ["of nothing", fileOf(10_000, "a: 1"), 10_000, 200_000, 300_000],
    ["of 2,600 grids with one option", fileOf(40, ...grids(2_600, "[1]")), 40, 40 * 2_600 * 7, 40 * 2_600 * 9],
    ["of 1,000 grids with one option", fileOf(100, ...grids(1_000, "[1]")), 100, 100 * 1_000 * 7, 100 * 1_000 * 9],
    ["of 2 ** 200 choices", fileOf(400, ...grids(200, "[1, 2]")), 400, 400 * 200 * 7, 400 * 200 * 10],
    ["of 25 grids in each other", fileOf(10_000, nested(25)), 10_000, 10_000 * 25 * 5, 10_000 * 25 * 7],
    [
      "of thirteen that are drawn",
      fileOf(
        5_000,
        ...Array.from({ length: 13 }, (_, i) => `${String.fromCharCode(97 + i)}: {eval: "random.randint(0, 9)"}`),
      ),
      5_000,
      5_000 * 13 * 20,
      5_000 * 13 * 36,
    ],
  ])("%s", (_, text, variants, least, most) => {
    const { spent, made } = costOf(text);
    expect(made).toBe(variants);
    expect(spent).toBeGreaterThanOrEqual(least);
    expect(spent).toBeLessThanOrEqual(most);
  });
});

const TOGETHER =
  "all variants together take too many steps: make fewer of them with num_trials or repeat, or give them smaller lists and numbers";
const BY_ITSELF = "this takes too many steps: give it smaller lists and numbers, or let the script do such work";
const many = (text: string, times: number): string => `sum([${`${text},`.repeat(times)}])`;

describe("variants that would keep a page busy are refused", () => {
  test.each<[name: string, text: string, number: number, why: string]>([
    ["9,999 bell-shaped numbers in each", evalOf("len(np.random.normal(0,1,size=9999))"), 49, TOGETHER],
    ["9,999 even ones", evalOf("len(np.random.uniform(0,1,size=9999))"), 166, TOGETHER],
    ["9,999 whole ones", evalOf("len(np.random.randint(9, size=9999))"), 166, TOGETHER],
    ["9,999 in another order", evalOf("len(random.sample(range(9999), 9999))"), 99, TOGETHER],
    ["many chances for each of many", evalOf("len(np.random.choice(9999, size=9999, p=[1/9999]*9999))"), 0, BY_ITSELF],
    ["long sums", evalOf("sum(list(range(9999)))"), 124, TOGETHER],
    ["powers of 300 digits", evalOf(`${many("3**600//7**300", 110)} % 7`), 1_000, TOGETHER],
    ["quotients of 300 digits", evalOf(many("3**600/7**300", 110)), 500, TOGETHER],
    ["floats that are rounded to 300 digits", evalOf(many("round(1.1e-300,320)", 90)), 300, TOGETHER],
    ["texts of floats", evalOf("len(str([0.1]*1900))"), 300, TOGETHER],
    [
      "lengths of long texts",
      fileOf(90, `t: ${"x".repeat(9_000)}`, `a: {eval: "${many("len(spec.config.t)", 90)}"}`),
      0,
      BY_ITSELF,
    ],
    ["long texts that are long in JSON", evalOf("['a' * 9999] * 9999"), 0, BY_ITSELF],
  ])("with %s", (_, text, number, why) => {
    const { spent, made } = costOf(text);
    expect(made).toEqual([expect.stringMatching(/^a cannot be computed for variant \d+: /)]);
    const [message = ""] = Array.isArray(made) ? made : [];
    expect(message).toContain(`: ${why}.`);
    expect(Number(/variant (\d+):/.exec(message)?.[1])).toBeLessThanOrEqual(number);
    expect(spent).toBeLessThan(MAX_TOTAL_STEPS + 100_000);
  });

  test("with grids in grids, by the number of variants", () => {
    const inEach = `a: ${"{grid_search: [[".repeat(20)}1${"]]}".repeat(20)}`;
    const { made, spent } = costOf(fileOf(10_000, inEach));
    expect(made).toEqual([expect.stringContaining("bytes of variants, which is more than a study can be")]);
    expect(spent).toBeLessThan(MAX_TOTAL_STEPS + 100_000);
    expect(costOf(fileOf(100, inEach)).made).toBe(100);
  });
});

test("a map is gone through as often for many grids as for few", () => {
  const walksFor = (count: number): number => {
    const [experiment] = experimentsIn(fileOf(20, ...grids(count, "[1, 2]")));
    const walks = vi.spyOn(Map.prototype, Symbol.iterator);
    try {
      if (experiment !== undefined) variantsOf(experiment, "seed");
      return walks.mock.calls.length;
    } finally {
      walks.mockRestore();
    }
  };
  expect(walksFor(10)).toBeGreaterThan(20);
  expect(walksFor(500)).toBe(walksFor(10));
});
