import { describe, expect, it } from "vitest";
import { baseSpec, everyTrial, quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const state = (tab: Tab) => tab.agent.snapshot().state;
const allFinished = (swarm: TestSwarm) => () => swarm.tabs.every((tab) => state(tab) === "finished");

describe("eight tabs with ten rounds of ten trials", () => {
  it("share 800 trials and name the same best", async () => {
    const swarm = new TestSwarm(7);
    for (let i = 0; i < 8; i++) await swarm.join();
    await swarm.until(allFinished(swarm), 10_000);
    const spreadMs = await swarm.until(
      () => swarm.tabs.every(({ agent }) => agent.snapshot().heldCount === 800),
      3_000,
    );
    const snapshots = swarm.tabs.map(({ agent }) => agent.snapshot());
    console.info(
      `all hold 800 trials ${spreadMs} ms after the last; own bests ${snapshots.map((s) => s.ownBest?.toFixed(3)).join(" ")}`,
    );
    for (const snapshot of snapshots) {
      expect(snapshot.trialCount).toBe(800);
      expect(snapshot.ownTrialCount).toBe(100);
      expect(snapshot.best?.trial).toBe(snapshots[0]?.best?.trial);
      expect(snapshot.ownBest).toBeLessThanOrEqual(-0.95);
      expect(snapshot.peers.map((peer) => [peer.trials, peer.online])).toEqual(
        Array.from({ length: 8 }, () => [100, true]),
      );
      expect(snapshot.round).toBe(10);
      expect(snapshot.progress).toBe(1);
    }
    for (const tab of swarm.tabs) {
      const rows = everyTrial(tab);
      expect(new Set(rows.map((row) => row.trial)).size).toBe(800);
      const known = rows
        .filter((row) => row.own)
        .sort((a, b) => a.number - b.number)
        .map((row) => row.foreignKnown);
      // Taken in at the start of a round, so it grows in steps of ten trials.
      expect(new Set(known).size).toBeGreaterThanOrEqual(7);
      expect(known.at(-1)).toBeGreaterThan(400);
      expect(known).toEqual(known.toSorted((a, b) => a - b));
    }
  });
});

describe("a tab", () => {
  it("that joins late receives the whole history and still does its own share", async () => {
    const swarm = new TestSwarm(2);
    await swarm.join();
    await swarm.join();
    await swarm.until(allFinished(swarm), 20_000);
    const late = await swarm.join();
    await swarm.until(() => late.agent.snapshot().heldCount >= 200, 3_000);
    await swarm.until(allFinished(swarm), 20_000);
    expect(late.agent.snapshot().ownTrialCount).toBe(100);
    await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().trialCount === 300), 3_000);
    const rows = everyTrial(late).filter((row) => row.own);
    expect(rows.filter((row) => row.foreignKnown === 200).length).toBeGreaterThan(50);
  });

  it("that finishes first does not silence the others and hears of what they find", async () => {
    const swarm = new TestSwarm(3);
    const quick = await swarm.join({ objective: quadratic(5) });
    const slow = await swarm.join({ objective: quadratic(200) });
    await swarm.until(() => state(quick) === "finished", 10_000);
    expect(state(slow)).toBe("running");
    await swarm.until(() => state(slow) === "finished", 60_000);
    await swarm.until(() => quick.agent.snapshot().heldCount === 200, 3_000);
    expect(quick.agent.snapshot().best).toMatchObject({ trial: slow.agent.snapshot().best?.trial });
    await swarm.until(() => quick.agent.snapshot().peers.every((peer) => peer.done && peer.online), 5_000);
    expect(quick.runner.openSlots).toBe(0);
  });

  it("shows a new best of another within 300 ms", async () => {
    const swarm = new TestSwarm(4);
    const watcher = await swarm.join({ cores: 0 });
    const worker = await swarm.join({
      objective: quadratic(2_000),
      spec: { budget: { kind: "open", trialsPerRound: 10 } },
    });
    await swarm.until(() => watcher.agent.snapshot().peerCount === 2, 10_000);
    const delays: number[] = [];
    for (let i = 0; i < 40 && delays.length < 6; i++) {
      const before = worker.agent.snapshot().best?.trial;
      await swarm.until(() => worker.agent.snapshot().best?.trial !== before, 200_000);
      const best = worker.agent.snapshot().best?.trial;
      delays.push(await swarm.until(() => watcher.agent.snapshot().best?.trial === best, 2_000));
    }
    expect(Math.max(...delays)).toBeLessThan(300);
    expect(state(watcher)).toBe("watching");
  });

  it("goes on while the seed is away and is found again when it is back", async () => {
    const swarm = new TestSwarm(5);
    const spec = { budget: { kind: "open" as const, trialsPerRound: 10 } };
    const objective = quadratic(500);
    const a = await swarm.join({ spec, objective });
    const b = await swarm.join({ spec, objective });
    await swarm.until(() => a.agent.snapshot().peerCount === 2, 10_000);
    expect(a.agent.snapshot().seedReachable).toBe(true);
    swarm.network.setSeed(false);
    await swarm.clock.advance(90_000);
    expect(a.agent.snapshot().seedReachable).toBe(false);
    const before = a.agent.snapshot().trialCount;
    await swarm.clock.advance(5_000);
    expect(a.agent.snapshot().trialCount).toBeGreaterThan(before + 15);
    expect(b.agent.snapshot().peerCount).toBe(2);
    swarm.network.setSeed(true);
    await swarm.until(() => a.agent.snapshot().seedReachable && b.agent.snapshot().seedReachable, 45_000);
    const c = await swarm.join({ spec, objective });
    await swarm.until(() => c.agent.snapshot().peerCount === 3 && c.agent.snapshot().heldCount > 300, 10_000);
  });

  it("asks a seed that is away ever more seldom", async () => {
    const swarm = new TestSwarm(6);
    swarm.network.setSeed(false);
    await swarm.join({ cores: 0 });
    await swarm.clock.advance(600_000);
    swarm.network.setSeed(true);
    const before = swarm.announcements;
    await swarm.clock.advance(50_000);
    expect(swarm.announcements - before).toBeGreaterThanOrEqual(1);
    expect(swarm.announcements - before).toBeLessThanOrEqual(6);
  });

  it("leaves with a goodbye after telling what it has finished", async () => {
    const swarm = new TestSwarm(7);
    const spec = { budget: { kind: "open" as const, trialsPerRound: 1_000 } };
    const a = await swarm.join({ spec });
    const b = await swarm.join({ spec, cores: 0 });
    await swarm.until(() => b.agent.snapshot().peerCount === 2, 10_000);
    await swarm.clock.advance(3_333);
    const left = a.agent.leave();
    const own = a.agent.snapshot().ownTrialCount;
    await swarm.clock.advance(500);
    await left;
    expect(state(a)).toBe("left");
    expect(a.runner.openSlots).toBe(0);
    expect(b.agent.snapshot().peerCount).toBe(1);
    expect(b.agent.snapshot().trialCount).toBe(own);
    expect(b.agent.snapshot().heldCount).toBe(own);
  });

  it("ends a study with a time limit when the time is up", async () => {
    const swarm = new TestSwarm(8);
    const budget = { kind: "time" as const, seconds: 60, trialsPerRound: 10 };
    const spec = { budget, createdMs: swarm.clock.nowMs() - 30_000 };
    const tab = await swarm.join({ spec });
    await swarm.clock.advance(29_000);
    expect(state(tab)).toBe("running");
    expect(tab.agent.snapshot().progress).toBeCloseTo(59 / 60, 2);
    await swarm.until(() => state(tab) === "finished", 1_300);
  });
});

describe("the budget for each volunteer", () => {
  it("is kept exactly over reloads, whatever ran or waited when the tab died", async () => {
    const swarm = new TestSwarm(9);
    const other = await swarm.join();
    let tab = await swarm.join({ cores: 2 });
    const { profile, store } = tab;
    for (const livesMs of [700, 1_310, 40, 905]) {
      await swarm.clock.advance(livesMs);
      swarm.crash(tab);
      tab = await swarm.join({ profile, store, cores: 2 });
    }
    expect(tab.agent.snapshot().ownTrialCount).toBeGreaterThan(20);
    expect(tab.agent.snapshot().ownTrialCount).toBeLessThan(100);
    await swarm.until(() => state(tab) === "finished" && state(other) === "finished", 60_000);
    await swarm.clock.advance(3_000);
    expect(tab.agent.snapshot().ownTrialCount).toBe(100);
    expect(other.agent.snapshot().trialCount).toBe(200);
    expect(everyTrial(tab).filter((row) => row.own).length).toBe(100);
  });

  it("counts two tabs of one profile together, up to what each ran before it heard of the other", async () => {
    const swarm = new TestSwarm(10);
    const first = await swarm.join({ objective: quadratic(200) });
    await swarm.clock.advance(2_000);
    const second = await swarm.join({ objective: quadratic(200), profile: first.profile, store: first.store });
    await swarm.until(allFinished(swarm), 60_000);
    await swarm.clock.advance(3_000);
    const { ownTrialCount, peers, trialCount } = first.agent.snapshot();
    expect(trialCount).toBe(ownTrialCount);
    expect(second.agent.snapshot().ownTrialCount).toBe(ownTrialCount);
    expect(peers.length).toBe(1);
    expect(ownTrialCount).toBeGreaterThanOrEqual(100);
    // Five a second begin in the other tab, and news of them takes a good second.
    expect(ownTrialCount).toBeLessThanOrEqual(106);
  });

  it("resumes with everything it knew, without the swarm", async () => {
    const swarm = new TestSwarm(11);
    const a = await swarm.join();
    const b = await swarm.join();
    await swarm.until(allFinished(swarm), 20_000);
    await swarm.until(() => b.agent.snapshot().heldCount === 200, 3_000);
    const best = b.agent.snapshot().best;
    swarm.crash(a);
    swarm.crash(b);
    const again = await swarm.join({ profile: b.profile, store: b.store });
    expect(again.agent.snapshot()).toMatchObject({
      state: "finished",
      heldCount: 200,
      trialCount: 200,
      ownTrialCount: 100,
    });
    expect(again.agent.snapshot().best).toMatchObject({ trial: best?.trial, value: best?.value, params: best?.params });
    expect(again.agent.snapshot().ownBest).toBe(b.agent.snapshot().ownBest);
  });
});

describe("a total budget", () => {
  const spec = { budget: { kind: "trials" as const, total: 300, trialsPerRound: 10 } };

  it.each([
    [12, 50],
    [13, 3],
    [14, 700],
  ])("is passed by a few trials at most, and everybody ends (seed %d, %d ms a trial)", async (seed, ms) => {
    const swarm = new TestSwarm(seed);
    for (let i = 0; i < 6; i++) await swarm.join({ spec, objective: quadratic(ms) });
    const tookMs = await swarm.until(allFinished(swarm), 120_000);
    await swarm.clock.advance(5_000);
    const counts = swarm.tabs.map(({ agent }) => agent.snapshot().trialCount);
    console.info(`total 300 at ${ms} ms by 6 tabs: ${counts[0]} after ${tookMs} ms`);
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeGreaterThanOrEqual(300);
    expect(counts[0]).toBeLessThanOrEqual(300 + 2 * 5);
  });

  it("has a vanished tab's running trial replaced in number by the others", async () => {
    const swarm = new TestSwarm(15);
    const budget = { kind: "trials" as const, total: 60, trialsPerRound: 10 };
    for (let i = 0; i < 4; i++) await swarm.join({ spec: { budget }, objective: quadratic(4_000) });
    await swarm.clock.advance(15_000);
    const [victim, ...rest] = swarm.tabs;
    if (!victim) throw new Error("nobody to crash");
    // It may run somebody else's trial again just then.
    await swarm.until(() => victim.agent.snapshot().runningTrials === 1, 10_000);
    swarm.crash(victim);
    await swarm.until(() => rest.every((tab) => state(tab) === "finished"), 200_000);
    await swarm.clock.advance(3_000);
    for (const { agent } of rest) {
      expect(agent.snapshot().trialCount).toBeGreaterThanOrEqual(60);
      expect(agent.snapshot().trialCount).toBeLessThanOrEqual(60 + 2 * 2);
    }
  });

  it("does not matter to a budget for each volunteer: there a lost trial is nobody's", async () => {
    const swarm = new TestSwarm(16);
    for (let i = 0; i < 3; i++) await swarm.join({ objective: quadratic(1_000), spec: baseSpec });
    await swarm.clock.advance(5_500);
    const [victim, ...rest] = swarm.tabs;
    if (victim) swarm.crash(victim);
    await swarm.until(() => rest.every((tab) => state(tab) === "finished"), 200_000);
    expect(rest.map(({ agent }) => agent.snapshot().ownTrialCount)).toEqual([100, 100]);
  });
});
