import { describe, expect, test } from "vitest";
import fixtures from "../../test/fixtures/optuna-fixtures.json" with { type: "json" };
import recorded from "../../test/fixtures/optuna-importance.json" with { type: "json" };
import { History } from "../history/history.ts";
import { categoricalDistribution, floatDistribution, intDistribution } from "../space/distribution.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { recordedHistory } from "../testing/recorded-trials.ts";
import { finished, historyOf } from "../testing/run-trials.ts";
import { pedAnovaImportance } from "./ped-anova.ts";
import type { Importance } from "./shares.ts";

function expectClose(actual: Importance, expected: Readonly<Record<string, number>>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, share] of Object.entries(expected)) {
    expect(Math.abs((actual[name] ?? Number.NaN) - share), name).toBeLessThanOrEqual(1e-9 * Math.abs(share));
  }
}

describe("PED-ANOVA as in Optuna 5", () => {
  const space: SearchSpace = {
    names: ["x", "y", "c", "i"],
    distributions: [
      floatDistribution(-1, 1),
      floatDistribution(1e-3, 1, { log: true }),
      categoricalDistribution(["a", "b"]),
      intDistribution(1, 8),
    ],
  };
  const { trials, raw, normalized } = fixtures.ped_anova;
  const history = historyOf(
    (trials as unknown as [Record<string, number | string>, number][]).map(([params, value], number) =>
      finished({ number, space, values: [value], params: space.names.map((name) => params[name] ?? null) }),
    ),
  );

  test("the reference study's shares, raw and normalised, the largest first", () => {
    expectClose(pedAnovaImportance(history, { normalize: false }), raw);
    expectClose(pedAnovaImportance(history), normalized);
    expect(Object.keys(pedAnovaImportance(history))).toEqual(["x", "c", "i", "y"]);
  });

  test.each(recorded.ped.cases.map((each) => [`${each.directions.join(", ")} ${JSON.stringify(each.options)}`, each]))(
    "conditional and changing spaces, %s",
    (_, { directions, options, raw: expected }) => {
      const conditional = recordedHistory(recorded.ped, directions as ("minimize" | "maximize")[]);
      expectClose(pedAnovaImportance(conditional, { ...options, normalize: false }), expected);
    },
  );
});

describe("PED-ANOVA", () => {
  const space: SearchSpace = { names: ["a", "b"], distributions: [floatDistribution(0, 1), floatDistribution(0, 1)] };

  test("without two trials to compare, every parameter's share is the same", () => {
    expect(pedAnovaImportance(new History({ directions: ["minimize"] }))).toEqual({});
    const one = historyOf([finished({ number: 0, space, params: [0.1, 0.2] })]);
    expect(pedAnovaImportance(one)).toEqual({ a: 0.5, b: 0.5 });
    expect(pedAnovaImportance(one, { normalize: false })).toEqual({ a: 0, b: 0 });
  });

  test("failed, pruned and infinite trials change nothing", () => {
    const good = Array.from({ length: 40 }, (_, number) =>
      finished({ number, space, params: [(number * 0.37) % 1, (number * 0.61) % 1], values: [(number * 0.37) % 1] }),
    );
    const strange = [
      finished({ number: 100, space, params: [0.5, 0.5], values: [Number.NEGATIVE_INFINITY] }),
      finished({ number: 101, space, params: [0.5, 0.5], values: [], state: "failed" }),
      finished({ number: 102, space, params: [0.5, 0.5], values: [-1], state: "pruned" }),
    ];
    const shares = pedAnovaImportance(historyOf(good));
    expect(shares).toEqual(pedAnovaImportance(historyOf([...good, ...strange])));
    expect(shares["a"]).toBeGreaterThan(0.9);
  });

  test("values fixed outside the range and the widest range of all count at their ends", () => {
    const wide: SearchSpace = { names: ["w"], distributions: [floatDistribution(-1.7e308, 1.7e308)] };
    const trials = Array.from({ length: 30 }, (_, number) => {
      const isWide = number % 2 === 0;
      const params = isWide ? [(number / 15 - 1) * 1.7e308] : [number, -number];
      return finished({ number, space: isWide ? wide : space, params });
    });
    const shares = Object.values(pedAnovaImportance(historyOf(trials)));
    expect(shares).toHaveLength(3);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test("quantiles and objectives that do not exist are refused", () => {
    const history = historyOf([]);
    expect(() => pedAnovaImportance(history, { targetQuantile: 0 })).toThrow("0 < targetQuantile");
    expect(() => pedAnovaImportance(history, { targetQuantile: 0.5, regionQuantile: 0.5 })).toThrow(
      "0 < targetQuantile",
    );
    expect(() => pedAnovaImportance(history, { objective: 1 })).toThrow("There is no objective 1");
  });
});
