// Once its rounds are done, a volunteer may give as many again: really run, counted, and kept over reloads.
import { describe, expect, it } from "vitest";
import type { Budget } from "../study/spec/spec.ts";
import { everyTrial, quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const budget: Budget = { kind: "rounds", rounds: 3, trialsPerRound: 10 };
const finished = (...tabs: readonly Tab[]) => tabs.every(({ agent }) => agent.snapshot().state === "finished");

describe("more rounds", () => {
  it("are run by the volunteer who gives them, and count as its own", async () => {
    const swarm = new TestSwarm(31);
    const generous = await swarm.join({ spec: { budget } });
    const other = await swarm.join({ spec: { budget } });
    await swarm.until(() => finished(generous, other), 20_000);
    expect(generous.agent.snapshot()).toMatchObject({ round: 3, rounds: 3, progress: 1 });
    expect(generous.agent.runMoreRounds()).toBe(3);
    expect(generous.agent.snapshot()).toMatchObject({ state: "running", rounds: 6, progress: 0.5 });
    await swarm.until(() => finished(generous), 20_000);
    await swarm.clock.advance(3_000);
    expect(generous.agent.snapshot()).toMatchObject({ ownTrialCount: 60, round: 6, rounds: 6, progress: 1 });
    expect(everyTrial(generous).filter((row) => row.own)).toHaveLength(60);
    expect(other.agent.snapshot()).toMatchObject({ state: "finished", ownTrialCount: 30, trialCount: 90, rounds: 3 });
  });

  it("go on after the tab died, to the same end", async () => {
    const swarm = new TestSwarm(32);
    let tab = await swarm.join({ spec: { budget } });
    await swarm.until(() => finished(tab), 20_000);
    const addedRounds = tab.agent.runMoreRounds();
    await swarm.clock.advance(500);
    swarm.crash(tab);
    tab = await swarm.join({ spec: { budget }, profile: tab.profile, store: tab.store, addedRounds });
    expect(tab.agent.snapshot()).toMatchObject({ state: "running", rounds: 6 });
    await swarm.until(() => finished(tab), 20_000);
    expect(tab.agent.snapshot().ownTrialCount).toBe(60);
  });

  it("begin after all that have been run, known or not how they came about, and are given once at a time", async () => {
    const swarm = new TestSwarm(33);
    let tab = await swarm.join({ spec: { budget } });
    await swarm.until(() => finished(tab), 20_000);
    tab.agent.runMoreRounds();
    expect(tab.agent.runMoreRounds()).toBe(3);
    await swarm.until(() => finished(tab), 20_000);
    swarm.crash(tab);
    tab = await swarm.join({ spec: { budget }, profile: tab.profile, store: tab.store });
    expect(tab.agent.snapshot()).toMatchObject({ state: "finished", ownTrialCount: 60 });
    expect(tab.agent.runMoreRounds()).toBe(6);
    await swarm.until(() => finished(tab), 20_000);
    expect(tab.agent.snapshot()).toMatchObject({ ownTrialCount: 90, rounds: 9 });
  });

  it("are no part of a budget that all tabs share", async () => {
    const swarm = new TestSwarm(34);
    const tab = await swarm.join({ spec: { budget: { kind: "trials", total: 20, trialsPerRound: 10 } } });
    await swarm.until(() => finished(tab), 20_000);
    expect(tab.agent.runMoreRounds()).toBe(0);
    expect(tab.agent.snapshot()).toMatchObject({ state: "finished", rounds: null });
  });
});

describe("a contributor who has gone", () => {
  it("keeps its name, also in a tab that was opened anew since", async () => {
    const swarm = new TestSwarm(35);
    const guest = await swarm.join({ spec: { budget } });
    const host = await swarm.join({ spec: { budget }, objective: quadratic(500) });
    await swarm.until(() => finished(guest), 20_000);
    await swarm.clock.advance(2_000);
    void guest.agent.leave();
    await swarm.clock.advance(1_000);
    const row = ({ agent }: Tab) => agent.snapshot().peers.find((peer) => !peer.isYou);
    expect(row(host)).toMatchObject({ name: "tab 0", online: false, trials: 30 });
    const names = host.agent.names();
    expect(names.map(([, name]) => name)).toEqual(["tab 0"]);
    swarm.crash(host);
    const again = await swarm.join({ spec: { budget }, profile: host.profile, store: host.store, names });
    expect(row(again)).toMatchObject({ name: "tab 0", online: false, trials: 30 });
    expect(everyTrial(again).some((trial) => trial.by === "tab 0")).toBe(true);
  });
});
