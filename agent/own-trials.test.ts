// A study so fast that its tab tells a sample of its trials only.
import { describe, expect, it } from "vitest";
import { MemorySegmentStore } from "./store/memory-segment-store.ts";
import { everyTrial, quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const TRIALS = 20_000;
const spec = {
  sampler: { name: "random" as const },
  budget: { kind: "rounds" as const, rounds: TRIALS / 1_000, trialsPerRound: 1_000 },
};
const fast = { spec, objective: quadratic(0.1), outcomesPerMessage: 100, profile: 0 };
const state = (tab: Tab) => tab.agent.snapshot().state;
const own = (tab: Tab) => everyTrial(tab).filter((row) => row.own);

class SegmentsLost extends MemorySegmentStore {
  lost = false;
  override loadSegments(...of: Parameters<MemorySegmentStore["loadSegments"]>) {
    return this.lost ? Promise.resolve([]) : super.loadSegments(...of);
  }
}

class ChunksDamaged extends MemorySegmentStore {
  damaged = false;
  override async loadOwnTrials(...of: Parameters<MemorySegmentStore["loadOwnTrials"]>) {
    const chunks = await super.loadOwnTrials(...of);
    return this.damaged ? chunks.map((it) => ({ ...it, bytes: it.bytes.slice(1) })) : chunks;
  }
}

/** A disk that others use, too. */
class Slow extends MemorySegmentStore {
  readonly #swarm: TestSwarm;
  readonly #ms: number;
  constructor(swarm: TestSwarm, ms = 2_000) {
    super();
    this.#swarm = swarm;
    this.#ms = ms;
  }
  override async appendOwnTrials(...chunk: Parameters<MemorySegmentStore["appendOwnTrials"]>) {
    await new Promise<void>((resolve) => {
      if (this.#ms < Number.POSITIVE_INFINITY) this.#swarm.clock.setTimer(this.#ms, resolve);
    });
    return await super.appendOwnTrials(...chunk);
  }
}

async function stop(swarm: TestSwarm, tab: Tab): Promise<void> {
  const stopped = tab.agent.stop();
  await swarm.clock.advance(3_000);
  await stopped;
}

async function finishedTab(swarm: TestSwarm, store: MemorySegmentStore): Promise<Tab> {
  const tab = await swarm.join({ ...fast, store });
  await swarm.until(() => state(tab) === "finished", 120_000);
  return tab;
}

describe("what a tab computed itself", () => {
  it("is all there after a reload, once each, with the same best and the same counts", async () => {
    const [swarm, store] = [new TestSwarm(), new MemorySegmentStore()];
    const before = await finishedTab(swarm, store);
    const [said, rows] = [before.agent.snapshot(), own(before)];
    const stopped = before.agent.stop();
    await swarm.clock.advance(3_000);
    await stopped;
    const told = (await store.loadSegments(before.agent.snapshot().studyId)).length;
    expect(64 * told).toBeLessThan(TRIALS);

    const after = await swarm.join({ ...fast, store, paused: true });
    const again = after.agent.snapshot();
    expect(
      own(after)
        .map((row) => row.trial)
        .sort(),
    ).toEqual(rows.map((row) => row.trial).sort());
    const some = (tab: Tab) => own(tab).filter(({ number }) => number % 97 === 0);
    expect(some(after)).toEqual(some(before));
    expect([again.heldCount, again.ownTrialCount, again.trialCount]).toEqual([TRIALS, TRIALS, TRIALS]);
    expect(again.best).toMatchObject({ value: said.best?.value, trial: said.best?.trial, beat: said.best?.beat });
    expect(again.ownBest).toBe(said.ownBest);
    expect(again.points.length).toBeGreaterThan(250);
    expect(again.points.at(-1)?.at).toBeLessThanOrEqual(TRIALS);
  });

  it("is all written by the time the tab says that it has finished", async () => {
    const swarm = new TestSwarm(4);
    const store = new Slow(swarm);
    const before = await finishedTab(swarm, store);
    swarm.crash(before);
    const after = await swarm.join({ ...fast, store, paused: true });
    expect(after.agent.snapshot()).toMatchObject({ heldCount: TRIALS, ownTrialCount: TRIALS });
  });

  it("is finished even where the disk never answers", async () => {
    const swarm = new TestSwarm(4);
    const store = new Slow(swarm, Number.POSITIVE_INFINITY);
    const tab = await finishedTab(swarm, store);
    expect(tab.agent.snapshot().ownTrialCount).toBe(TRIALS);
  });

  it("is there up to the last second when the tab is killed", async () => {
    const [swarm, store] = [new TestSwarm(3), new MemorySegmentStore()];
    const tab = await swarm.join({ ...fast, store });
    await swarm.until(() => tab.agent.snapshot().ownTrialCount > TRIALS / 2, 60_000);
    const run = tab.agent.snapshot().ownTrialCount;
    const startMs = swarm.clock.nowMs();
    const perSecond = run / ((startMs - 1_700_000_000_000) / 1_000);
    swarm.crash(tab);
    const after = await swarm.join({ ...fast, store, paused: true });
    const held = own(after).map((row) => row.trial);
    expect(new Set(held).size).toBe(held.length);
    expect(held.length).toBeLessThanOrEqual(run);
    expect(held.length).toBeGreaterThanOrEqual(run - 1.2 * perSecond);
  });

  it("counts for the budget where its segments are lost: nothing of it runs again", async () => {
    const [swarm, store] = [new TestSwarm(7), new SegmentsLost()];
    const before = await finishedTab(swarm, store);
    await stop(swarm, before);
    store.lost = true;
    const after = await swarm.join({ ...fast, store });
    await swarm.clock.advance(8_000);
    expect(after.agent.snapshot()).toMatchObject({
      state: "finished",
      heldCount: TRIALS,
      ownTrialCount: TRIALS,
      trialCount: TRIALS,
    });
  });

  it("is said to be lost where it cannot be read, and counts all the same", async () => {
    const [swarm, store] = [new TestSwarm(8), new ChunksDamaged()];
    const before = await finishedTab(swarm, store);
    await stop(swarm, before);
    const { length } = await store.loadOwnTrials(before.agent.snapshot().studyId);
    store.damaged = true;
    const after = await swarm.join({ ...fast, store });
    await swarm.clock.advance(8_000);
    const { state, ownTrialCount, heldCount, reason } = after.agent.snapshot();
    expect([state, ownTrialCount]).toEqual(["finished", TRIALS]);
    expect(heldCount).toBeLessThan(TRIALS);
    expect(reason).toContain(`its own trials is damaged in ${length} places: the trials there are lost`);
  });

  it("counts as told only where others heard of it: both tabs name the same bests", async () => {
    const [swarm, store] = [new TestSwarm(5), new MemorySegmentStore()];
    const before = await finishedTab(swarm, store);
    const other = await swarm.join({ ...fast, profile: 1, cores: 0 });
    await swarm.until(() => other.agent.snapshot().best?.trial === before.agent.snapshot().best?.trial, 20_000);
    // The best comes first, all that others are told a little later.
    await swarm.clock.advance(10_000);
    const stopped = before.agent.stop();
    await swarm.clock.advance(3_000);
    await stopped;
    const after = await swarm.join({ ...fast, store, paused: true });
    await swarm.until(() => after.agent.snapshot().peerCount > 1, 20_000);
    const bests = (tab: Tab) => {
      const { best, peers } = tab.agent.snapshot();
      return [best?.trial, best?.beat, peers.reduce((sum, peer) => sum + peer.bests, 0)];
    };
    expect(bests(after)).toEqual(bests(other));
  });
});
