// The small rules an agent decides by: how large a batch, how much of the budget, which trial is best.
import { describe, expect, it } from "vitest";
import { rngFromSeed, shuffle } from "../study/rng.ts";
import { floatDistribution } from "../study/space/distribution.ts";
import type { FinishedTrial } from "../study/trial/trial.ts";
import { BestKnown } from "./best/best-known.ts";
import { BatchSizer, MAX_BATCH } from "./work/batches.ts";
import { BudgetMeter, goesFirst, SHARE_WINDOW_MS, type WorkKnown } from "./work/budget.ts";

const trial = (log: string, number: number, value: number, change: Partial<FinishedTrial> = {}): FinishedTrial => ({
  log,
  number,
  state: "complete",
  values: [value],
  space: { names: ["x"], distributions: [floatDistribution(0, 1)] },
  params: [0],
  intermediate: [],
  metrics: {},
  constraints: {},
  userAttrs: {},
  error: null,
  checkpoint: null,
  durationMs: 1,
  startMs: null,
  foreignKnown: 0,
  repeatOf: null,
  ...change,
});

describe("a batch", () => {
  /** Batches until the size stands still. */
  function settle(sizer: BatchSizer, perTrialMs: number, overheadMs: number): number {
    for (let i = 0; i < 40; i++) sizer.observe(sizer.size, sizer.size * perTrialMs + overheadMs);
    return sizer.size;
  }

  it("is one trial for a slow objective", () => {
    expect(settle(new BatchSizer(false, 10), 60, 2)).toBe(1);
    expect(settle(new BatchSizer(false, 10), 5_000, 2)).toBe(1);
  });

  it.each([20, 5, 1, 0.1])("carries 50 to 250 ms of work for trials of %d ms", (perTrialMs) => {
    const size = settle(new BatchSizer(false, 10), perTrialMs, 2);
    expect(size * perTrialMs).toBeGreaterThanOrEqual(50);
    expect(size * perTrialMs).toBeLessThanOrEqual(250);
  });

  it("is bounded for trivial ones, begins with one trial and grows by steps", () => {
    const sizer = new BatchSizer(false, 10);
    expect(sizer.size).toBe(1);
    sizer.observe(1, 0.1);
    expect(sizer.size).toBe(8);
    expect(settle(sizer, 0.0001, 1)).toBe(MAX_BATCH);
  });

  it("shrinks at once when trials turn out slow", () => {
    const sizer = new BatchSizer(false, 10);
    settle(sizer, 0.1, 1);
    sizer.observe(100, 100 * 60);
    expect(sizer.size).toBe(1);
  });

  it("leaves a sampler that learns several steps in a round", () => {
    expect(settle(new BatchSizer(true, 100), 0.01, 1)).toBe(25);
    expect(settle(new BatchSizer(true, 3), 0.01, 1)).toBe(1);
  });
});

describe("a budget", () => {
  const known = (change: Partial<WorkKnown>): WorkKnown => ({
    nowMs: 1_000_000,
    studyMs: 0,
    ownFinished: 0,
    ownRunning: 0,
    generations: { closed: 0, openShare: 0 },
    siblingsRunning: 0,
    yields: false,
    swarmFinished: 0,
    unborne: 0,
    othersRunning: 0,
    doubtful: { finished: 0, running: 0, likelyRunning: 0 },
    workers: 1,
    ...change,
  });

  it("of rounds counts what this profile finished or runs, here or in another tab", () => {
    const meter = new BudgetMeter({ kind: "rounds", rounds: 10, trialsPerRound: 10 });
    expect(meter.allowance(known({ swarmFinished: 5_000 }))).toBe(100);
    expect(meter.allowance(known({ ownFinished: 90, ownRunning: 4, siblingsRunning: 3 }))).toBe(3);
    expect(meter.allowance(known({ ownFinished: 101 }))).toBe(0);
    expect(meter.isSpent(known({ ownFinished: 99, ownRunning: 1 }))).toBe(false);
    expect(meter.isSpent(known({ ownFinished: 100 }))).toBe(true);
  });

  it("of rounds leaves the last of them to the tab that goes first", () => {
    const meter = new BudgetMeter({ kind: "rounds", rounds: 10, trialsPerRound: 10 });
    expect(meter.allowance(known({ ownFinished: 80, yields: true }))).toBe(10);
    expect(meter.allowance(known({ ownFinished: 90, yields: true }))).toBe(0);
    expect(meter.allowance(known({ ownFinished: 90 }))).toBe(10);
    meter.asked(35);
    expect(meter.allowance(known({ nowMs: 1_000_100, ownFinished: 60, yields: true }))).toBe(5);
  });

  it("of rounds never waits for a tab that waits for this one, however old the word of either is", () => {
    const rng = rngFromSeed(6, "siblings");
    for (let i = 0; i < 2_000; i++) {
      const [a, b] = [Math.floor(rng.next() * 60), Math.floor(rng.next() * 60)];
      const told = (finished: number) => Math.floor(finished * rng.next());
      const yieldsA = goesFirst({ log: "b", finished: told(b) }, { log: "a", finished: a }, 10);
      const yieldsB = goesFirst({ log: "a", finished: told(a) }, { log: "b", finished: b }, 10);
      expect(yieldsA && yieldsB).toBe(false);
    }
    expect(goesFirst({ log: "b", finished: 55 }, { log: "a", finished: 0 }, 10)).toBe(true);
    expect(goesFirst({ log: "a", finished: 0 }, { log: "b", finished: 55 }, 10)).toBe(false);
  });

  it("of a total is shared among those who work", () => {
    const meter = new BudgetMeter({ kind: "trials", total: 1_000, trialsPerRound: 10 });
    const first = known({ workers: 10, swarmFinished: 500 });
    expect(meter.allowance(first)).toBe(50);
    meter.asked(50);
    expect(meter.allowance(known({ workers: 10, swarmFinished: 500, ownRunning: 50 }))).toBe(0);
    const later = known({ nowMs: 1_000_000 + 3 * SHARE_WINDOW_MS, workers: 10, swarmFinished: 990 });
    expect(meter.allowance(later)).toBe(1);
    expect(meter.isSpent(known({ swarmFinished: 1_000 }))).toBe(true);
  });

  it("of a total counts a twentieth of what nobody vouches for, at first a tenth, after a moment for checks", () => {
    const meter = new BudgetMeter({ kind: "trials", total: 1_000, trialsPerRound: 10 });
    const claims = { finished: 4e11, running: 4e9, likelyRunning: 2 };
    const early = known({ swarmFinished: 50 + 4e11, othersRunning: 4e9, doubtful: claims });
    expect(meter.isSpent(early)).toBe(false);
    expect(meter.progress(early)).toBeCloseTo(0.15);
    expect(meter.allowance(early)).toBe(0);
    expect(meter.allowance({ ...early, nowMs: early.nowMs + 5_000 })).toBeGreaterThan(0);
    const late = known({ nowMs: 2_000_000, swarmFinished: 940 + 4e11, othersRunning: 4e9, doubtful: claims });
    expect(meter.isSpent(late)).toBe(false);
    expect(meter.isSpent({ ...late, swarmFinished: 950 + 4e11 })).toBe(true);
  });

  it("of a total belongs to the only worker, once it had time to hear of others", () => {
    const meter = new BudgetMeter({ kind: "trials", total: 80, trialsPerRound: 10 });
    expect(meter.allowance(known({}))).toBe(10);
    expect(meter.allowance(known({ nowMs: 1_000_000 + SHARE_WINDOW_MS }))).toBe(80);
  });

  it("of time ends by the study's time, whatever was done", () => {
    const meter = new BudgetMeter({ kind: "time", seconds: 10, trialsPerRound: 10 });
    expect(meter.allowance(known({ studyMs: 9_999 }))).toBe(Number.POSITIVE_INFINITY);
    expect(meter.isSpent(known({ studyMs: 9_999 }))).toBe(false);
    expect(meter.allowance(known({ studyMs: 10_000 }))).toBe(0);
    expect(meter.isSpent(known({ studyMs: 10_000 }))).toBe(true);
    expect(meter.progress(known({ studyMs: 5_000 }))).toBe(0.5);
  });

  it("of time neither begins nor ends before the study's time is known", () => {
    const meter = new BudgetMeter({ kind: "time", seconds: 10, trialsPerRound: 10 });
    const unknown = known({ nowMs: 1e15, studyMs: null });
    expect([meter.allowance(unknown), meter.isSpent(unknown), meter.progress(unknown)]).toEqual([0, false, 0]);
  });

  it("may be absent", () => {
    const meter = new BudgetMeter({ kind: "open", trialsPerRound: 10 });
    expect(meter.isSpent(known({ nowMs: 1e15, ownFinished: 1e9 }))).toBe(false);
    expect(meter.progress(known({}))).toBeNull();
    expect(meter.allowance(known({ studyMs: null }))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the best", () => {
  it("is the same whatever the order in which trials are heard", () => {
    const rng = rngFromSeed(5, "order");
    const trials = [
      ...Array.from({ length: 30 }, (_, i) => trial(`log${i % 3}`, i, i % 5)),
      trial("b", 1, -1),
      trial("a", 2, -1),
      trial("a", 10, -1),
      trial("z", 0, -5, { constraints: { mass: 0.1 } }),
      trial("z", 1, -5, { state: "pruned" }),
      trial("z", 2, Number.NaN),
    ];
    for (let i = 0; i < 50; i++) {
      const best = new BestKnown("minimize");
      for (const one of shuffle(rng, [...trials])) best.consider(one);
      // Of equal ones the trial that knew least: it was begun first.
      expect(best.trial).toMatchObject({ log: "b", number: 1 });
    }
  });

  it("follows the direction, and is never infinite, whoever found that", () => {
    const { POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minus } = Number;
    const considered = (best: BestKnown, values: readonly number[]) =>
      values.map((value, i) => best.consider(trial("a", i, value)));
    const most = new BestKnown("maximize");
    expect(considered(most, [minus, 1, 3, 2, infinity])).toEqual([false, true, true, false, false]);
    expect(most.trial?.values).toEqual([3]);
    const least = new BestKnown("minimize");
    expect(considered(least, [infinity, minus, 4])).toEqual([false, false, true]);
    expect(least.consider(trial("b", 0, 1, { values: [1, minus] }))).toBe(false);
  });
});
