import { describe, expect, it } from "vitest";
import { categoricalDistribution, floatDistribution } from "../../study/space/distribution.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { type FinishedTrial, trialId } from "../../study/trial/trial.ts";
import type { PreviewTrial } from "./preview-codec.ts";
import { PreviewTrials, SHOWN_MS } from "./preview-trials.ts";

const space = { names: ["x"], distributions: [floatDistribution(-10, 10)] };
const told = (number: number, value: number, over: Partial<PreviewTrial> = {}): PreviewTrial => ({
  log: "log",
  index: number,
  number,
  values: [value],
  space,
  params: [1],
  ...over,
});

/** A tab whose best is 10, and that knows one log of 1,000 segments by its head. */
function setUp() {
  const state = {
    nowMs: 0,
    best: finished({ number: 999, values: [10] }) as FinishedTrial | null,
    lengths: new Map([["log", 1_000]]),
    held: new Set<string>(),
    segments: new Set<string>(),
  };
  const previews = new PreviewTrials({
    direction: "minimize",
    isHeld: (trial) => state.held.has(trialId(trial)),
    lengthOf: (log) => state.lengths.get(log) ?? 0,
    holds: ({ log, index }) => state.segments.has(`${log}/${index}`),
    best: () => state.best,
    spaces: () => [finished({ number: 0 }).space, space],
    nowMs: () => state.nowMs,
  });
  return { state, previews, numbers: () => previews.shown().map(({ number }) => number) };
}

describe("trials of a preview", () => {
  it("are shown the best first until they are here, one by one", () => {
    const { state, previews, numbers } = setUp();
    previews.take([told(1, 30), told(2, 20), told(3, 40)]);
    expect(numbers()).toEqual([2, 1, 3]);
    state.held.add("log:1");
    expect(numbers()).toEqual([2, 3]);
  });

  it("are shown no more once their segment is here and tells nothing of them", () => {
    const { state, previews, numbers } = setUp();
    previews.take([told(1, 30), told(2, 20, { index: 7 }), told(3, 40, { index: 7 })]);
    state.segments.add("log/7");
    state.held.add("log:3");
    expect(numbers()).toEqual([1]);
  });

  it("are never better than the best, and nothing is shown before there is one", () => {
    const { state, previews, numbers } = setUp();
    previews.take([told(1, 9), told(2, 10), told(3, 11)]);
    expect(numbers()).toEqual([2, 3]);
    state.best = null;
    expect(numbers()).toEqual([]);
  });

  it("of logs that no signed head names, or beyond their end, are not shown until a head does", () => {
    const { state, previews, numbers } = setUp();
    previews.take([told(1, 20, { log: "unheard of" }), told(2, 30, { index: 1_000 })]);
    expect(numbers()).toEqual([]);
    state.lengths.set("log", 1_001);
    expect(numbers()).toEqual([2]);
  });

  it("have parameters as trials that are here do, or are not shown", () => {
    const { previews, numbers } = setUp();
    const distributions = [floatDistribution(-10, 11)];
    previews.take([
      told(1, 20, { space: { names: ["y"], distributions: space.distributions } }),
      told(2, 20, { space: { names: ["x"], distributions } }),
      told(3, 20, { space: { names: ["x"], distributions: [categoricalDistribution(["a"])] }, params: ["a"] }),
      told(4, 20),
    ]);
    expect(numbers()).toEqual([4]);
  });

  it("of which two neighbours say different things are not shown", () => {
    const { previews, numbers } = setUp();
    previews.take([told(1, 20), told(2, 20), told(3, 20), told(4, 20)]);
    previews.take([told(1, 20), told(2, 21), told(3, 20, { params: [2] }), told(4, 20, { index: 5 }), told(5, 30)]);
    expect(numbers()).toEqual([1, 5]);
  });

  it("are shown for two minutes at most, and never of a log whose owner signed two histories", () => {
    const { state, previews, numbers } = setUp();
    state.lengths.set("liar", 5);
    previews.take([told(1, 20), told(2, 20, { log: "liar" })]);
    previews.forget(new Set(["liar"]));
    expect(numbers()).toEqual([1]);
    state.nowMs = SHOWN_MS - 1;
    expect(numbers()).toEqual([1]);
    state.nowMs = SHOWN_MS;
    expect(numbers()).toEqual([]);
  });

  it("are bounded, and name each of their segments once", () => {
    const { previews, numbers } = setUp();
    for (let i = 0; i < 20; i++)
      previews.take(Array.from({ length: 200 }, (_, j) => told(200 * i + j, 20 + j, { index: j >> 3 })));
    expect(numbers()).toHaveLength(200);
    expect(previews.places()).toHaveLength(25);
  });
});
