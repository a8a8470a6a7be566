import { describe, expect, it } from "vitest";
import { History } from "../../study/history/history.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { reportOf } from "../../study/trial/trial.ts";
import type { OwnTrialsStore } from "../ports.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { MemorySegmentStore } from "./memory-segment-store.ts";
import { decodeOwnChunk, MAX_CHUNK_TRIALS } from "./own-chunk.ts";
import { KEPT_BYTES_PER_SECOND, MAX_KEEP_WAIT_MS, OwnTrialsKeeper } from "./own-trials-keeper.ts";
import { restoreOwnTrials } from "./restore-own.ts";

const log = "abcdefghijklmnopqrstuv";
const study = "S".repeat(43);

/** A machine on which packing a trial takes this long. */
class SlowHistory extends History {
  readonly spent = { ms: 0 };

  override foreignKnown(row: number): number {
    this.spent.ms += 0.01;
    return super.foreignKnown(row);
  }
}

function setUp(options: { maxTrials?: number; store?: OwnTrialsStore; isNeeded?: () => boolean; log?: string } = {}) {
  const clock = new VirtualClock();
  const store = options.store ?? new MemorySegmentStore();
  const history = new History({ directions: ["minimize"], maxTrials: options.maxTrials ?? 200_000 });
  const faults: unknown[] = [];
  const keeper = new OwnTrialsKeeper({
    store,
    studyId: study,
    log: options.log ?? log,
    history,
    clock,
    isNeeded: options.isNeeded ?? (() => true),
    onFault: (error) => faults.push(error),
  });
  let next = 0;
  const run = (count: number, change: Parameters<typeof finished>[0] = { number: 0 }): void => {
    const trials = Array.from({ length: count }, () => {
      const number = next++;
      return finished({ ...change, log: options.log ?? log, number, values: [(number * 7_919) % 100_003] });
    });
    for (const trial of trials) history.add(trial);
    keeper.add(trials);
  };
  return { clock, store, history, keeper, run, faults };
}

/** The numbers in the store, chunk by chunk. */
async function chunksOf(store: OwnTrialsStore): Promise<number[][]> {
  return (await store.loadOwnTrials(study)).map(({ bytes }) => {
    const decoded = decodeOwnChunk(bytes, 1);
    if (!decoded.ok) throw new Error(decoded.reason);
    return decoded.value.trials.map(({ number }) => number);
  });
}
const storedBytes = async (store: OwnTrialsStore): Promise<number> =>
  (await store.loadOwnTrials(study)).reduce((sum, { bytes }) => sum + bytes.length, 0);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe("own trials", () => {
  it("are kept within half a second, in the order they ended", async () => {
    const { clock, store, run } = setUp();
    run(10);
    await clock.advance(MAX_KEEP_WAIT_MS - 1);
    expect(await chunksOf(store)).toEqual([]);
    await clock.advance(1);
    expect(await chunksOf(store)).toEqual([upTo(10)]);
  });

  it("are kept as soon as a chunk is full", async () => {
    const { clock, store, run } = setUp();
    run(MAX_CHUNK_TRIALS + 1);
    await clock.advance(0);
    expect(await chunksOf(store)).toEqual([upTo(MAX_CHUNK_TRIALS)]);
  });

  it("are not kept while segments carry them all; from the first on that none carries, those before are kept too", async () => {
    let isNeeded = false;
    const { clock, store, run } = setUp({ isNeeded: () => isNeeded });
    run(100);
    await clock.advance(10_000);
    expect(await chunksOf(store)).toEqual([]);
    isNeeded = true;
    run(1);
    await clock.advance(MAX_KEEP_WAIT_MS);
    expect(await chunksOf(store)).toEqual([upTo(101)]);
  });

  it("go to disk at two megabytes a second at most, and at once when that is asked for", async () => {
    const { clock, store, run, keeper } = setUp();
    run(150_000);
    const startMs = clock.nowMs();
    for (let second = 1; second <= 2; second++) {
      await clock.advance(1_000);
      const most = KEPT_BYTES_PER_SECOND * second + 800_000;
      expect(await storedBytes(store)).toBeLessThan(most);
      expect(await storedBytes(store)).toBeGreaterThan(KEPT_BYTES_PER_SECOND * second - 200_000);
    }
    const flushed = keeper.flush();
    await clock.advance(0);
    await flushed;
    expect(clock.nowMs() - startMs).toBe(2_000);
    expect((await chunksOf(store)).flat()).toEqual(upTo(150_000));
  });

  it("are packed a twenty-fifth of the time, so that trials run as fast as before", async () => {
    const virtual = new VirtualClock();
    const history = new SlowHistory({ directions: ["minimize"] });
    const store = new MemorySegmentStore();
    const keeper = new OwnTrialsKeeper({
      store,
      studyId: study,
      log,
      history,
      clock: {
        nowMs: () => virtual.nowMs() + history.spent.ms,
        wallMs: () => virtual.wallMs(),
        setTimer: (delayMs, fire) => virtual.setTimer(delayMs, fire),
      },
      isNeeded: () => true,
      onFault: (error) => expect(error).toBeNull(),
    });
    const trials = upTo(100_000).map((number) => finished({ log, number }));
    for (const trial of trials) history.add(trial);
    keeper.add(trials);
    await virtual.advance(10_000);
    expect(history.spent.ms).toBeGreaterThan(300);
    expect(history.spent.ms).toBeLessThan(460);
  });

  it("are handed to the store without a turn when the tab goes, and none after that", async () => {
    const { clock, store, run, keeper } = setUp();
    run(20_000);
    const closed = keeper.close();
    expect((await chunksOf(store)).flat()).toEqual(upTo(20_000));
    await closed;
    run(5);
    await clock.advance(5_000);
    expect((await chunksOf(store)).flat().length).toBe(20_000);
  });

  it("that the history has dropped are not written, and what is kept stays within its bound", async () => {
    const maxTrials = 10_000;
    const { clock, store, run, history } = setUp({ maxTrials });
    for (let second = 0; second < 40; second++) {
      run(4_000);
      await clock.advance(1_000);
      const numbers = (await chunksOf(store)).flat();
      expect(numbers.length).toBeLessThanOrEqual(maxTrials);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
    const numbers = new Set((await chunksOf(store)).flat());
    for (let row = 0; row < history.size; row++) expect(numbers.has(history.get(row).number)).toBe(true);
  });

  it("are put together where they came in small chunks, so that few remain", async () => {
    const { clock, store, run } = setUp();
    for (let i = 0; i < 200; i++) {
      run(20);
      await clock.advance(1_000);
    }
    const chunks = await chunksOf(store);
    expect(chunks.length).toBeLessThan(40);
    expect(chunks.flat()).toEqual(upTo(4_000));
  });

  it("that report much are kept in smaller chunks", async () => {
    const { clock, store, run } = setUp();
    run(3_000, { number: 0, intermediate: Array.from({ length: 150 }, (_, step) => reportOf(step, [step])) });
    await clock.advance(10_000);
    const chunks = await chunksOf(store);
    expect(chunks.flat()).toEqual(upTo(3_000));
    expect(chunks.length).toBeGreaterThan(3);
  });

  it("of earlier visits come back in their order, a damaged chunk is dropped, and the rule holds for all together", async () => {
    const maxTrials = 9_000;
    const first = setUp();
    first.run(6_000);
    await first.keeper.close();
    await first.store.appendOwnTrials(study, { log, order: 0, bytes: new Uint8Array(50) });
    const second = setUp({ maxTrials, store: first.store, log: "z".repeat(22) });
    const numbers: number[] = [];
    const restoring = restoreOwnTrials(first.store, study, 1, second.clock, (chunk, trials) => {
      for (const trial of trials) if (second.history.add(trial)) numbers.push(trial.number);
      second.keeper.adopt(chunk);
    });
    await second.clock.advance(0);
    expect(await restoring).toBe(1);
    expect(numbers).toEqual(upTo(6_000));
    second.run(6_000);
    await second.clock.advance(5_000);
    const logs = new Set((await second.store.loadOwnTrials(study)).map((chunk) => chunk.log));
    expect(logs.size).toBe(2);
    const kept = (await chunksOf(second.store)).flat().length;
    expect(kept).toBeLessThanOrEqual(maxTrials);
    expect(kept).toBe(second.history.size);
  });

  it("go on being kept when the store fails once, and the fault is said", async () => {
    const store = new MemorySegmentStore();
    let fails = true;
    const failing: OwnTrialsStore = {
      loadOwnTrials: (id) => store.loadOwnTrials(id),
      dropOwnTrials: (id, ids) => store.dropOwnTrials(id, ids),
      appendOwnTrials: (id, chunk, instead) =>
        fails ? Promise.reject(new Error("full")) : store.appendOwnTrials(id, chunk, instead),
    };
    const { clock, run, faults } = setUp({ store: failing });
    run(10);
    await clock.advance(1_000);
    fails = false;
    run(10);
    await clock.advance(1_000);
    expect(faults).toHaveLength(1);
    expect(await chunksOf(store)).toEqual([upTo(20).slice(10)]);
  });
});
