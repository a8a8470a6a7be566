import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryDistribution } from "../testing/arbitrary-distribution.ts";
import { contains, firstValue, floatDistribution, MAX_CHOICE_LENGTH, MAX_CHOICES } from "./distribution.ts";
import { parseDistribution } from "./parse-distribution.ts";

describe("a distribution out of unknown input", () => {
  test("comes back as it was whatever the step, also where the last point is no short decimal", () => {
    for (const [low, high, step] of [
      [0, 2 * Math.PI, Math.PI / 4],
      [0, 10, 1 / 3],
      [0, 1, 0.1 + 0.2],
      [0, 1, 1 / 13],
    ] as const)
      expect(parseDistribution(floatDistribution(low, high, { step }))).toMatchObject({ ok: true });
    const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(bound, bound, fc.double({ min: 1e-6, max: 1e3, noNaN: true }), (a, b, step) => {
        const made = floatDistribution(Math.min(a, b), Math.max(a, b), { step });
        expect(made.high).toBeLessThanOrEqual(Math.max(a, b));
        expect(parseDistribution(made)).toEqual({ ok: true, value: made });
      }),
      { numRuns: 2_000 },
    );
  });

  test("comes back as it was after JSON", () => {
    fc.assert(
      fc.property(arbitraryDistribution, (distribution) => {
        const back = parseDistribution(JSON.parse(JSON.stringify(distribution)));
        expect(back).toEqual({ ok: true, value: distribution });
      }),
    );
  });

  test("is a value or a reason, whatever the input", () => {
    const input = fc.oneof(
      fc.anything(),
      fc.record({ kind: fc.constantFrom("float", "int", "categorical"), low: fc.anything(), high: fc.anything() }),
      fc.record({ kind: fc.constant("categorical"), choices: fc.array(fc.anything()) }),
      fc.record({ kind: fc.constantFrom("permutation", "simplex"), n: fc.oneof(fc.integer(), fc.anything()) }),
      fc.record({ kind: fc.constant("seeds"), maxLength: fc.oneof(fc.integer(), fc.anything()) }),
    );
    fc.assert(
      fc.property(input, (unknown) => {
        const result = parseDistribution(unknown);
        if (result.ok) expect(contains(result.value, firstValue(result.value))).toBe(true);
        else expect(result.reason).not.toBe("");
      }),
    );
  });

  const float = { kind: "float", low: 0, high: 1, log: false, step: null };
  test.each<[string, unknown]>([
    ["an unknown key", { ...float, more: 1 }],
    ["a missing log", { kind: "float", low: 0, high: 1, step: null }],
    ["bounds as text", { ...float, low: "0" }],
    ["infinite bounds", { ...float, high: Number.POSITIVE_INFINITY }],
    ["a high off the grid", { ...float, step: 0.3 }],
    ["int without step", { kind: "int", low: 0, high: 3, log: false, step: null }],
    ["too many choices", { kind: "categorical", choices: Array.from({ length: MAX_CHOICES + 1 }, (_, i) => i) }],
    ["a long choice", { kind: "categorical", choices: ["x".repeat(MAX_CHOICE_LENGTH + 1)] }],
    ["half a surrogate pair", { kind: "categorical", choices: ["\ud800"] }],
  ])("refuses %s", (_, input) => {
    expect(parseDistribution(input).ok).toBe(false);
  });
});
