// Trials that nobody vouches for are held, and nothing learns from them until somebody does.
import { describe, expect, it } from "vitest";
import { rngFromSeed } from "../rng.ts";
import { cmaesSampler } from "../samplers/cmaes.ts";
import { tpeSampler } from "../samplers/tpe/tpe.ts";
import { floatDistribution } from "../space/distribution.ts";
import { finished } from "../testing/run-trials.ts";
import { History } from "./history.ts";

const space = { names: ["x"], distributions: [floatDistribution(-10, 10)] };
const trial = (log: string, number: number, value: number, x = value) =>
  finished({ log, number, values: [value], space, params: [x] });

describe("a history", () => {
  it("counts no doubted trial, and names none the best, until it is believed", () => {
    const history = new History({ directions: ["minimize"] });
    history.add(trial("own", 0, 3));
    history.add(trial("stranger", 0, 1), "foreign", false);
    expect([history.size, history.known, history.counts.complete]).toEqual([2, 2, 1]);
    expect([history.isCounted(1), history.best()?.values]).toEqual([false, [3]]);
    const { revision } = history;
    history.believe((log) => log === "stranger");
    expect([history.isCounted(1), history.best()?.values, history.counts.complete]).toEqual([true, [1], 2]);
    expect(history.revision).toBeGreaterThan(revision);
    history.doubt((log) => log === "stranger");
    expect([history.isCounted(1), history.best()?.values, history.counts.complete]).toEqual([false, [3], 1]);
  });

  it("knows which are doubted when rows were dropped", () => {
    const history = new History({ directions: ["minimize"], maxTrials: 40 });
    for (let i = 0; i < 200; i++) {
      history.add(trial("own", i, 10 + i));
      history.add(trial("stranger", i, 1 + i), "foreign", false);
    }
    for (let row = 0; row < history.size; row++) expect(history.isCounted(row)).toBe(history.log(row) === "own");
    expect(history.best()?.log).toBe("own");
  });

  it("withdraws a log whose trials are doubted without counting them off twice", () => {
    const history = new History({ directions: ["minimize"] });
    history.add(trial("own", 0, 3));
    history.add(trial("stranger", 0, 1), "foreign", false);
    history.withdraw("stranger");
    expect(history.counts.complete).toBe(1);
  });
});

describe.each([
  ["CMA-ES", () => cmaesSampler()],
  ["TPE", () => tpeSampler()],
] as const)("%s", (_, make) => {
  it("proposes after a stranger was believed and doubted what it proposes where it never came", () => {
    const samplers = new Map<History, ReturnType<typeof make>>();
    const propose = (history: History) => {
      const sampler = samplers.get(history) ?? make();
      samplers.set(history, sampler);
      return sampler.sample({
        history,
        running: [],
        space,
        rng: rngFromSeed(1),
        log: "own",
        stream: "own",
        number: 100,
        directions: ["minimize"],
        warn: undefined,
        isMine: undefined,
        fromEnd: false,
      }).values;
    };
    const [clean, visited] = [1, 2].map(() => {
      const history = new History({ directions: ["minimize"] });
      for (let i = 0; i < 40; i++) history.add(trial("own", i, (i * 7) % 19, ((i * 7) % 19) - 9));
      return history;
    });
    if (clean === undefined || visited === undefined) throw new Error("No histories.");
    const wanted = propose(clean);
    for (let i = 0; i < 40; i++) visited.add(trial("stranger", i, -5, 9), "foreign", false);
    expect(propose(visited)).toEqual(wanted);
    visited.believe((log) => log === "stranger");
    expect(propose(visited)).not.toEqual(wanted);
    visited.doubt((log) => log === "stranger");
    expect(propose(visited)).toEqual(wanted);
  });
});
