// What tabs show of one study must not differ from tab to tab.
import { describe, expect, it } from "vitest";
import { quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const state = (tab: Tab) => tab.agent.snapshot().state;
const allDone = (swarm: TestSwarm) => () =>
  swarm.tabs.every((tab) => state(tab) === "finished" || state(tab) === "watching");
const bestsOf = (tab: Tab) =>
  Object.fromEntries(tab.agent.snapshot().peers.map((peer) => [peer.peerId, peer.bests] as const));

describe("tabs that hold the same trials", () => {
  it.each([31, 32, 33])(
    "agree on who found how many bests and by how much the last one was better (seed %d)",
    async (seed) => {
      const swarm = new TestSwarm(seed);
      const author = await swarm.join({ cores: 2 });
      const volunteer = await swarm.join();
      await swarm.clock.advance(1_500);
      const second = await swarm.join({ profile: volunteer.profile, store: volunteer.store });
      await swarm.clock.advance(1_500);
      swarm.crash(second);
      await swarm.join({ profile: volunteer.profile, store: volunteer.store });
      await swarm.until(allDone(swarm), 60_000);
      const watcher = await swarm.join({ cores: 0 });
      const { trialCount } = author.agent.snapshot();
      const isSettled = ({ agent }: Tab): boolean => {
        const { heldCount, claim } = agent.snapshot();
        return heldCount >= trialCount && claim === null;
      };
      await swarm.until(() => swarm.tabs.every(isSettled), 20_000);
      const { best } = author.agent.snapshot();
      const bests = bestsOf(author);
      expect(Object.values(bests).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3);
      expect(best?.beat).toBeGreaterThan(best?.value ?? 0);
      for (const tab of swarm.tabs) {
        expect(bestsOf(tab)).toEqual(
          tab === watcher ? { ...bests, [watcher.agent.snapshot().peers[0]?.peerId ?? ""]: 0 } : bests,
        );
        const shown = tab.agent.snapshot().best;
        expect([shown?.trial, shown?.beat]).toEqual([best?.trial, best?.beat]);
      }
    },
  );

  it("know which best they have run themselves and which they have only heard of", async () => {
    const swarm = new TestSwarm(34);
    const worker = await swarm.join();
    const watcher = await swarm.join({ cores: 0 });
    await swarm.until(allDone(swarm), 30_000);
    await swarm.until(() => watcher.agent.snapshot().heldCount === 100, 5_000);
    expect(worker.agent.snapshot().best).toMatchObject({ ranHere: true });
    expect(watcher.agent.snapshot().best).toMatchObject({ ranHere: false });
    swarm.crash(worker);
    const again = await swarm.join({ profile: worker.profile, store: worker.store });
    expect(again.agent.snapshot().best).toMatchObject({ ranHere: false, foundBy: { isYou: true } });
  });
});

describe("trials per second", () => {
  it("are those that run now, not those a tab receives when it joins or comes back", async () => {
    const swarm = new TestSwarm(35);
    const long = { spec: { budget: { kind: "rounds" as const, rounds: 40, trialsPerRound: 10 } } };
    const first = await swarm.join(long);
    await swarm.join(long);
    await swarm.until(allDone(swarm), 60_000);
    await swarm.clock.advance(6_000);
    swarm.crash(first);
    const watcher = await swarm.join({ ...long, cores: 0 });
    const back = await swarm.join({ ...long, cores: 0, profile: first.profile, store: first.store });
    const rates: number[] = [];
    for (let i = 0; i < 80; i++) {
      await swarm.clock.advance(250);
      rates.push(watcher.agent.snapshot().trialsPerSecond, back.agent.snapshot().trialsPerSecond);
    }
    expect(watcher.agent.snapshot().heldCount).toBe(800);
    expect(Math.max(...rates)).toBe(0);
  });

  it("are soon true for who joins while others work", async () => {
    const swarm = new TestSwarm(36);
    // What proposes makes no difference to a rate, and most of the work.
    const spec = { sampler: { name: "random" as const }, budget: { kind: "open" as const, trialsPerRound: 10 } };
    for (let i = 0; i < 3; i++) await swarm.join({ spec });
    await swarm.clock.advance(30_000);
    const late = await swarm.join({ spec, cores: 0 });
    const rates: number[] = [];
    const look = (): number => {
      const { trialsPerSecond } = late.agent.snapshot();
      rates.push(trialsPerSecond);
      return trialsPerSecond;
    };
    await swarm.until(() => look() > 45, 10_000);
    for (let i = 0; i < 20; i++) {
      await swarm.clock.advance(250);
      expect(look()).toBeGreaterThan(45);
    }
    // Three tabs of 50 ms a trial: 60 a second at most.
    expect(Math.max(...rates)).toBeLessThan(75);
  });
});

describe("several tabs of one profile", () => {
  it("are one row that says how many they are, without a link to itself", async () => {
    const swarm = new TestSwarm(37);
    const first = await swarm.join();
    const other = await swarm.join({ cores: 0 });
    await swarm.join({ profile: first.profile, store: first.store });
    await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().peerCount === 3), 10_000);
    await swarm.clock.advance(10_000);
    const { peers } = first.agent.snapshot();
    expect(peers.map(({ isYou, tabs }) => [isYou, tabs])).toEqual([
      [true, 2],
      [false, 1],
    ]);
    expect(peers[0]).toMatchObject({ link: null, rttMs: null });
    expect(other.agent.snapshot().peers.map(({ isYou, tabs }) => [isYou, tabs])).toEqual([
      [true, 1],
      [false, 2],
    ]);
  });

  it.each([
    [250, 1, 0.5],
    [250, 1, 0.9],
    [250, 2, 0.9],
    [1_500, 1, 0.85],
  ])(
    "keep the budget of one volunteer: trials of %d ms on %d cores, the second tab from a share of %d on",
    async (ms, cores, from) => {
      const swarm = new TestSwarm(38);
      const tab = {
        objective: quadratic(ms),
        cores,
        spec: { budget: { kind: "rounds" as const, rounds: 6, trialsPerRound: 10 } },
      };
      const first = await swarm.join(tab);
      await swarm.clock.advance((from * 60 * ms) / cores);
      await swarm.join({ ...tab, profile: first.profile, store: first.store, hasSibling: true });
      await swarm.until(allDone(swarm), 60_000);
      await swarm.clock.advance(3_000);
      for (const { agent } of swarm.tabs) expect(agent.snapshot().ownTrialCount).toBe(60);
    },
  );

  it("do not wait for long for one that is not heard of, nor keep back anything for one that leaves", async () => {
    const swarm = new TestSwarm(39);
    const tab = await swarm.join({ hasSibling: true });
    await swarm.clock.advance(3_500);
    expect(tab.agent.snapshot().ownTrialCount).toBeGreaterThan(3);
    const second = await swarm.join({ profile: tab.profile, store: tab.store, hasSibling: true });
    await swarm.clock.advance(1_000);
    void second.agent.leave();
    await swarm.until(() => state(tab) === "finished", 30_000);
    expect(tab.agent.snapshot().ownTrialCount).toBe(100);
  });
});
