import fc from "fast-check";
import { expect, test } from "vitest";
import { prunerFor } from "../pruners/choice.ts";
import { arbitraryPruner } from "../testing/arbitrary-spec.ts";
import { PRUNER_OPTIONS, parsePruner } from "./parse-pruner.ts";

test("a pruner that parses comes back as it was and can be made", () => {
  fc.assert(
    fc.property(arbitraryPruner, (choice) => {
      expect(parsePruner(choice)).toEqual({ ok: true, value: choice });
      expect(prunerFor(choice).name).toBe(choice.name);
    }),
    { numRuns: 500 },
  );
});

const NEEDED = { percentile: 10, patience: 1, upper: 0 };

test.each(
  Object.entries(PRUNER_OPTIONS).flatMap(([name, options]) =>
    Object.entries(options).map(([option, limits]) => [name, option, limits] as const),
  ),
)("the %s pruner's %s has limits with which it can be made, and is nothing beyond", (name, option, limits) => {
  const { least, most, isWhole } = limits;
  const own = Object.keys(PRUNER_OPTIONS[name as keyof typeof PRUNER_OPTIONS]);
  const needed = Object.fromEntries(Object.entries(NEEDED).filter(([key]) => own.includes(key)));
  const beside =
    option === "bootstrapCount" ? { minResource: 1 } : option === "minResource" ? { maxResource: 1e9 } : {};
  const others = Object.fromEntries(Object.entries(beside).filter(([key]) => own.includes(key)));
  const withValue = (value: unknown) =>
    parsePruner({
      name,
      ...needed,
      ...others,
      ...(option === "lower" ? { upper: Number.MAX_VALUE } : {}),
      [option]: value,
    });
  for (const value of [least, most]) {
    const made = withValue(value);
    expect(made.ok && prunerFor(made.value).name).toBe(name);
  }
  const beyond = isWhole
    ? [least - 1, most + 1, 1.5]
    : [least - 1, most * 2].filter((value) => value < least || value > most);
  for (const value of [...beyond, Number.NaN, "1", null, Infinity, [1], {}]) expect(withValue(value).ok).toBe(false);
});

test.each<[string, unknown, string]>([
  ["no object", "median", "not an object"],
  ["an unknown name", { name: "mean" }, "must be one of"],
  ["a name that every object has", { name: "toString" }, "must be one of"],
  ["another's option", { name: "median", lower: 1 }, 'unknown key "lower"'],
  ["what it needs missing", { name: "percentile" }, "percentile is missing"],
  ["no bound", { name: "threshold", warmupSteps: 1 }, "neither bound"],
  ["crossed bounds", { name: "threshold", lower: 1, upper: 0 }, "above its upper one"],
  ["a bootstrap without a first rung", { name: "halving", bootstrapCount: 1 }, "needs a minResource"],
  [
    "a trial shorter than its first rung",
    { name: "hyperband", minResource: 9, maxResource: 8 },
    "below its minResource",
  ],
  ["hindsight that is no flag", { name: "halving", hindsight: 1 }, "hindsight is not true or false"],
  ["hindsight where there are no rungs", { name: "median", hindsight: true }, 'unknown key "hindsight"'],
  [
    "patience in patience",
    { name: "patient", patience: 1, wrapped: { name: "patient", patience: 1 } },
    "another patient",
  ],
  ["patience around nothing", { name: "patient", patience: 1, wrapped: null }, "not an object"],
  ["what it wraps", { name: "patient", patience: 1, wrapped: { name: "median", minTrials: 0 } }, "between 1 and"],
])("a pruner is refused for %s", (_, input, reason) => {
  const result = parsePruner(input);
  expect(result.ok ? null : result.reason).toMatch(reason);
});
