import { expect, test } from "vitest";
import { rngFromSeed } from "../../rng.ts";
import { floatDistribution, intDistribution } from "../../space/distribution.ts";
import { finished, historyOf } from "../../testing/run-trials.ts";
import { ownDistribution } from "./own-distribution.ts";

test("the range of a parameter is the one that this log's newest trial with it had, whatever strangers say", () => {
  const [old, newer, foreign] = [intDistribution(1, 3), intDistribution(1, 5), floatDistribution(0, 1)];
  const asking = (number: number, log: string, distribution: typeof old | typeof foreign) =>
    finished({ number, log, space: { names: ["a"], distributions: [distribution] }, params: [1] });
  const history = historyOf([
    asking(0, "log", old),
    asking(1, "log", newer),
    finished({ number: 2 }),
    finished({ number: 3 }),
    asking(9, "stranger", foreign),
  ]);
  const space = { names: [], distributions: [] };
  const rng = rngFromSeed(1);
  const request = {
    history,
    space,
    running: [],
    rng,
    log: "log",
    stream: "log",
    number: 4,
    directions: ["minimize"] as const,
  };
  expect(ownDistribution(request, "a")).toEqual(newer);
  expect(ownDistribution(request, "b")).toBeNull();
  expect(ownDistribution({ ...request, log: "newcomer", stream: "newcomer", number: 0 }, "a")).toBeNull();
});
