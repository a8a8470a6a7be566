import { describe, expect, it } from "vitest";
import { rngFromSeed } from "../../study/rng.ts";
import { floatDistribution } from "../../study/space/distribution.ts";
import type { SearchSpace } from "../../study/space/search-space.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { type SegmentDraft, trialsTold } from "../../swarm/log/segment.ts";
import { BestKnown } from "../best/best-known.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { Outbox, TOLD_BURST, TOLD_PER_SECOND, URGENT_GAP_MS } from "./outbox.ts";
import { decodeTrials, type ToldTrials } from "./trial-codec.ts";

const log = "abcdefghijklmnopqrstuv";
const space: SearchSpace = { names: ["x"], distributions: [floatDistribution(0, 1)] };

function setUp({ delayMs = 0 } = {}) {
  const clock = new VirtualClock();
  const best = new BestKnown("minimize");
  const drafts: { draft: SegmentDraft; trials: readonly FinishedTrial[]; atMs: number }[] = [];
  const unsigned = { count: 0 };
  const delay = { ms: delayMs };
  const startMs = clock.nowMs();
  let basis: ToldTrials | null = null;
  const outbox = new Outbox({
    log,
    directionCount: 1,
    clock,
    best,
    publish: (draft) => {
      const trials = decodeTrials(draft.trials, log, draft.count, 1, draft.basis === "last" ? basis : null);
      if (!trials.ok) throw new Error(trials.reason);
      if (draft.basis === "own") basis = trials.value;
      drafts.push({ draft, trials: trials.value.trials, atMs: clock.nowMs() - startMs });
    },
    unsigned: () => unsigned.count,
    tellDelayMs: () => delay.ms,
  });
  let number = 0;
  const finish = (values: readonly number[], change: Partial<FinishedTrial> = {}) => {
    const trials = values.map((value): FinishedTrial => ({ ...plain, ...change, number: number++, values: [value] }));
    outbox.add(
      trials,
      trials.filter((trial) => best.consider(trial)),
    );
    return trials;
  };
  return { clock, best, drafts, unsigned, delay, outbox, finish };
}

const plain: FinishedTrial = {
  log,
  number: 0,
  state: "complete",
  values: [0],
  space,
  params: [0.5],
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
};

describe("finished trials are told", () => {
  it("at once, and after a long silence when those that others tell have had their time", async () => {
    const { clock, drafts, finish, best } = setUp({ delayMs: 5_000 });
    best.consider({ ...plain, values: [-1] });
    finish([5]);
    await clock.advance(4_000);
    expect(drafts).toEqual([]);
    await clock.advance(2_000);
    expect(drafts.length).toBe(1);
    const told = setUp({ delayMs: 100 });
    told.best.consider({ ...plain, values: [-1] });
    told.finish([5]);
    expect(told.drafts.length).toBe(1);
  });

  it("at once when they improve the best, then at most every 50 ms, the newest first", async () => {
    const { clock, drafts, finish } = setUp();
    finish([10]);
    for (let i = 0; i < 20; i++) {
      finish([9 - i]);
      await clock.advance(10);
    }
    await clock.advance(1_000);
    expect(drafts[0]?.atMs).toBe(0);
    expect(drafts.every(({ draft }) => draft.lane === "best")).toBe(true);
    for (let i = 1; i < drafts.length; i++) {
      expect((drafts[i]?.atMs ?? 0) - (drafts[i - 1]?.atMs ?? 0)).toBeGreaterThanOrEqual(URGENT_GAP_MS);
    }
    expect(drafts.length).toBeLessThanOrEqual(6);
    expect(drafts.at(-1)?.draft.best).toBe(-10);
  });

  it("in spaces that are told once, until there is a new one, and anew in each segment where there are too many", async () => {
    const { clock, drafts, finish } = setUp();
    const inSpace = async (number: number): Promise<number> => {
      finish([-number], { space: { names: ["x"], distributions: [floatDistribution(0, number)] } });
      await clock.advance(2_000);
      return drafts.at(-1)?.draft.trials.length ?? 0;
    };
    finish([100]);
    await clock.advance(2_000);
    finish([99]);
    await clock.advance(2_000);
    expect(drafts.map(({ draft }) => draft.basis)).toEqual(["own", "last"]);
    const [own = 0, last = 0] = drafts.map(({ draft }) => draft.trials.length);
    expect(own - last).toBeGreaterThan(20);
    for (let i = 1; i < 16; i++) await inSpace(i);
    expect(drafts.slice(2).every(({ draft }) => draft.basis === "own")).toBe(true);
    const sizes = [await inSpace(16), await inSpace(17), await inSpace(18)];
    expect(sizes.slice(1).every((size) => size < 600)).toBe(true);
    expect(drafts.every(({ trials }) => trials.length === 1)).toBe(true);
  });

  it("at once when nothing was told for a while", async () => {
    const { clock, drafts, finish } = setUp();
    finish([1]);
    await clock.advance(400);
    finish([2, 3, 4]);
    expect(drafts.at(-1)).toMatchObject({ atMs: 400, draft: { count: 3, lane: "rest", best: null } });
  });

  it("after a quarter of a second at the latest", async () => {
    const { clock, drafts, finish } = setUp();
    finish([1]);
    finish([2]);
    await clock.advance(249);
    expect(drafts.length).toBe(1);
    await clock.advance(1);
    expect(drafts.length).toBe(2);
  });

  it("64 at a time", () => {
    const { drafts, finish } = setUp();
    finish([0, ...Array.from({ length: 200 }, (_, i) => i + 1)]);
    expect(drafts.map(({ draft }) => draft.count)).toEqual([64, 64, 64]);
  });

  it("only as fast as segments are signed, and then all the same", async () => {
    const { clock, drafts, finish, unsigned } = setUp();
    unsigned.count = 4;
    finish(Array.from({ length: 300 }, (_, i) => i));
    await clock.advance(2_000);
    expect(drafts).toEqual([]);
    unsigned.count = 0;
    await clock.advance(1_500);
    expect(drafts.reduce((sum, { draft }) => sum + draft.count, 0)).toBe(300);
  });

  it("all at once when the tab leaves", () => {
    const { drafts, finish, outbox } = setUp();
    finish([5, 6, 7]);
    finish([8]);
    outbox.flushAll();
    expect(drafts.flatMap(({ trials }) => trials.map((trial) => trial.number))).toEqual([0, 1, 2, 3]);
  });
});

describe("where many tabs tell, finished trials", () => {
  it("wait for each other, and no longer than they are asked to", async () => {
    const { clock, drafts, finish } = setUp({ delayMs: 5_000 });
    finish([0]);
    for (let second = 1; second <= 10; second++) {
      await clock.advance(1_000);
      finish([second]);
    }
    expect(drafts.map(({ atMs, draft }) => [atMs, draft.count])).toEqual([
      [0, 1],
      [5_000, 4],
      [10_000, 5],
    ]);
  });

  it("do not wait when one is the best, which goes by itself where the others have time: it comes to everybody several times", async () => {
    const { clock, drafts, finish } = setUp({ delayMs: 5_000 });
    finish([5]);
    finish([6, 7]);
    await clock.advance(2_000);
    finish([4]);
    expect(drafts.at(-1)).toMatchObject({ atMs: 2_000, draft: { count: 1, best: 4, totals: { complete: 2 } } });
    await clock.advance(2_999);
    expect(drafts.length).toBe(2);
    await clock.advance(1);
    expect(drafts.at(-1)).toMatchObject({ atMs: 5_000, draft: { count: 2, best: null, totals: { complete: 4 } } });
  });

  it("begin with a segment of one, which all others are read with", async () => {
    const { clock, drafts, finish, best } = setUp({ delayMs: 5_000 });
    best.consider({ ...plain, values: [-1] });
    finish([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await clock.advance(5_000);
    expect(drafts.map(({ draft }) => [draft.basis, draft.count])).toEqual([
      ["own", 1],
      ["last", 9],
    ]);
  });

  it("go along with a best where they would soon leave", async () => {
    const { clock, drafts, finish } = setUp({ delayMs: 900 });
    finish([5]);
    finish([6, 7]);
    await clock.advance(500);
    finish([4]);
    expect(drafts.at(-1)).toMatchObject({ atMs: 500, draft: { count: 3, best: 4 } });
  });

  it("leave as soon as fewer tell", async () => {
    const { clock, drafts, delay, outbox, finish } = setUp({ delayMs: 30_000 });
    finish([1]);
    finish([2]);
    await clock.advance(3_000);
    expect(drafts.length).toBe(1);
    delay.ms = 250;
    outbox.flush();
    expect(drafts.length).toBe(2);
  });

  it("leave at once when nothing runs here any more, and those that come later wait again", async () => {
    const { clock, drafts, outbox, finish } = setUp({ delayMs: 5_000 });
    finish([1]);
    finish([2, 3]);
    outbox.tellAll();
    expect(drafts.map(({ draft }) => draft.count)).toEqual([1, 2]);
    finish([4]);
    await clock.advance(5_000);
    expect(drafts.at(-1)).toMatchObject({ atMs: 5_000, draft: { count: 1 } });
  });
});

const manyMetrics = Object.fromEntries(
  Array.from({ length: 32 }, (_, i) => [
    `m${i}`,
    Array.from({ length: 190 }, (_, step) => [step, Math.sqrt(step)] as const),
  ]),
);
const told = (drafts: readonly { readonly draft: SegmentDraft }[]) =>
  drafts.reduce((sum, { draft }) => sum + draft.count, 0);

describe("trials with many metrics", () => {
  it("are told in segments of the size that fitted last, and larger ones once there is room", async () => {
    const { clock, drafts, finish } = setUp();
    finish([-1]);
    finish(
      Array.from({ length: 60 }, (_, i) => i),
      { metrics: manyMetrics },
    );
    await clock.advance(3_000);
    const counts = drafts.map(({ draft }) => draft.count);
    expect(counts.slice(0, 4)).toEqual([1, 8, 8, 8]);
    expect(told(drafts)).toBe(61);
    const gaps = drafts.slice(2).map(({ atMs }, i) => atMs - (drafts[i + 1]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(URGENT_GAP_MS);
    drafts.length = 0;
    finish(Array.from({ length: 300 }, (_, i) => i));
    await clock.advance(2_000);
    expect(drafts.map(({ draft }) => draft.count).slice(0, 5)).toEqual([8, 16, 32, 64, 64]);
    expect(told(drafts)).toBe(300);
  });

  it("do not wait without end: what is too much is counted, and the best is told", async () => {
    const { clock, drafts, finish, unsigned, best } = setUp();
    unsigned.count = 4;
    for (let i = 0; i < 20; i++)
      finish(
        Array.from({ length: 50 }, (_, j) => (j === 7 ? -i : i + j)),
        { metrics: manyMetrics },
      );
    unsigned.count = 0;
    await clock.advance(2_000);
    expect(trialsTold(drafts.at(-1)?.draft.totals ?? { complete: 0, pruned: 0, failed: 0 })).toBe(1_000);
    const numbers = drafts.flatMap(({ trials }) => trials).length * 32 * 100;
    expect(numbers).toBeGreaterThan(150_000);
    // The twenty improvements never wait.
    expect(numbers).toBeLessThan(200_000 + 21 * 3_200);
    const all = drafts.flatMap(({ trials }) => trials.map((trial) => trial.number));
    expect(all).toContain(best.trial?.number);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("totals", () => {
  it("are cumulative, true, and never behind what a segment carries", async () => {
    const { clock, drafts, finish } = setUp();
    const rng = rngFromSeed(3, "outbox");
    let made = 0;
    for (let i = 0; i < 60; i++) {
      const count = 1 + (rng.nextUint32() % 3_000);
      finish(Array.from({ length: count }, () => rng.next()));
      made += count;
      await clock.advance(rng.nextUint32() % 200);
    }
    await clock.advance(2_000);
    let before = 0;
    for (const { draft } of drafts) {
      const now = trialsTold(draft.totals);
      expect(now).toBeGreaterThanOrEqual(before + draft.count);
      before = now;
    }
    expect(before).toBe(made);
  });
});

describe("an objective too cheap to tell every trial", () => {
  async function flood(seconds: number) {
    const setup = setUp();
    const rng = rngFromSeed(4, "flood");
    const all: FinishedTrial[] = [];
    for (let i = 0; i < 10 * seconds; i++) {
      all.push(...setup.finish(Array.from({ length: 1_000 }, () => rng.next())));
      await setup.clock.advance(100);
    }
    await setup.clock.advance(1_500);
    return { ...setup, all, told: setup.drafts.flatMap(({ trials }) => trials) };
  }

  it("is told by a bounded sample that holds the best, however many there are", async () => {
    const { all, told, drafts, best } = await flood(10);
    expect(told.length).toBeLessThanOrEqual(TOLD_BURST + 12 * TOLD_PER_SECOND + 64);
    expect(told.length).toBeGreaterThan(TOLD_BURST);
    expect(trialsTold(drafts.at(-1)?.draft.totals ?? { complete: 0, pruned: 0, failed: 0 })).toBe(all.length);
    expect(told.some((trial) => trial.number === best.trial?.number)).toBe(true);
  });

  it("is told by an unbiased sample besides", async () => {
    const { told } = await flood(20);
    const losses = told.map((trial) => trial.values[0] ?? 0);
    const median = losses.sort((a, b) => a - b)[Math.floor(losses.length / 2)] ?? 0;
    // A quarter goes to the best, the rest is even over [0, 1].
    expect(median).toBeGreaterThan(0.2);
    expect(median).toBeLessThan(0.5);
  });
});
