import { describe, expect, test } from "vitest";
import { floatDistribution, intDistribution } from "../../space/distribution.ts";
import type { SearchSpace } from "../../space/search-space.ts";
import { finished, historyOf } from "../../testing/run-trials.ts";
import { MAX_OBSERVATIONS, Observations } from "./observations.ts";

const wide = floatDistribution(0.1, 100, { log: true });
const space: SearchSpace = { names: ["a"], distributions: [wide] };

describe("observations", () => {
  test("take other ranges of the same kind, and nothing of another kind or without the parameter", () => {
    const spaces: SearchSpace[] = [
      { names: ["b", "a"], distributions: [intDistribution(0, 1), floatDistribution(1, 5, { log: true })] },
      { names: ["a"], distributions: [floatDistribution(1, 5)] },
      { names: ["a"], distributions: [intDistribution(1, 5, { log: true })] },
      { names: ["b"], distributions: [wide] },
    ];
    const history = historyOf(spaces.map((s, number) => finished({ number, space: s, params: s.names.map(() => 1) })));
    const observations = new Observations(space);
    observations.update(history);
    expect([...observations.rows]).toEqual([0]);
    expect([...observations.values(0)]).toEqual([0]);
  });

  test("forget the oldest past their bound", () => {
    const count = 2 * MAX_OBSERVATIONS + 1;
    const history = historyOf(
      Array.from({ length: count }, (_, number) => finished({ number, space, params: [1 + (number % 90)] })),
    );
    const observations = new Observations(space);
    observations.update(history);
    expect(observations.size).toBe(MAX_OBSERVATIONS);
    expect(observations.rows[0]).toBe(count - MAX_OBSERVATIONS);
    expect(observations.forgotten).toBe(count - MAX_OBSERVATIONS);
  });
});
