// What the study's author tells all tabs, and what nobody else can tell them.
import { describe, expect, it } from "vitest";
import type { Budget, StudySpec } from "../study/spec/spec.ts";
import { base64url } from "../swarm/ids.ts";
import { signatures } from "../worker/identity/ed25519.ts";
import { MemorySegmentStore } from "./store/memory-segment-store.ts";
import { encodeNote } from "./tell/note-codec.ts";
import { everyTrial, quadratic, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const javascript = await signatures(undefined);
/** The key of the first profile of a test swarm. */
const author = { key: base64url((await javascript.signer(new Uint8Array(32).fill(1))).publicKey), name: "the author" };
const rounds: Budget = { kind: "rounds", rounds: 3, trialsPerRound: 10 };

const stateOf = ({ agent }: Tab) => agent.snapshot().state;
const all = (tabs: readonly Tab[], state: string) => () => tabs.every((tab) => stateOf(tab) === state);

async function fourTabs(seed: number, spec: Partial<StudySpec>, durationMs = 100): Promise<TestSwarm> {
  const swarm = new TestSwarm(seed);
  for (let i = 0; i < 4; i++) await swarm.join({ objective: quadratic(durationMs), spec: { author, ...spec } });
  await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().peerCount === 4), 10_000);
  return swarm;
}
const first = (swarm: TestSwarm): Tab => {
  const [tab] = swarm.tabs;
  if (tab === undefined) throw new Error("no tab");
  return tab;
};

describe("stop", () => {
  it("by the author ends the study in all tabs within 2 s, whatever runs, and nothing new begins", async () => {
    const swarm = await fourTabs(41, { budget: { kind: "open", trialsPerRound: 10 } }, 60_000);
    expect(swarm.tabs.map(stateOf)).toEqual(swarm.tabs.map(() => "running"));
    expect(first(swarm).agent.command({ kind: "stop" })).toEqual({ ok: true, value: null });
    await swarm.until(all(swarm.tabs, "finished"), 2_000);
    const before = swarm.tabs.map(({ agent }) => agent.snapshot().trialCount);
    await swarm.clock.advance(200_000);
    for (const { agent } of swarm.tabs) {
      agent.resume();
      expect(agent.runMoreRounds()).toBe(0);
    }
    await swarm.clock.advance(1_000);
    expect(swarm.tabs.map(({ agent }) => agent.snapshot().trialCount)).toEqual(before);
    expect(swarm.tabs.map(({ agent }) => agent.snapshot().runningTrials)).toEqual([0, 0, 0, 0]);
    expect(first(swarm).agent.snapshot()).toMatchObject({
      state: "finished",
      reason: "The study has ended: its author stopped it.",
    });
  });

  it("is obeyed by a tab that joins later, when the author has gone, and over a reload", async () => {
    const swarm = await fourTabs(42, { budget: { kind: "open", trialsPerRound: 10 } });
    const [gives, keeps] = swarm.tabs;
    if (gives === undefined || keeps === undefined) throw new Error("no tabs");
    gives.agent.command({ kind: "stop" });
    await swarm.until(all(swarm.tabs, "finished"), 2_000);
    await swarm.clock.advance(1_500);
    swarm.crash(gives);
    const spec = { author, budget: { kind: "open", trialsPerRound: 10 } } as const;
    const late = await swarm.join({ objective: quadratic(100), spec, profile: 9 });
    await swarm.until(() => stateOf(late) === "finished", 5_000);
    const { trialCount } = keeps.agent.snapshot();
    for (const tab of swarm.tabs.slice()) swarm.crash(tab);
    const again = await swarm.join({ objective: quadratic(100), spec, profile: keeps.profile, store: keeps.store });
    expect(stateOf(again)).toBe("finished");
    await swarm.clock.advance(5_000);
    expect(again.agent.snapshot()).toMatchObject({ state: "finished", trialCount });
  });

  it("by a stranger ends nothing: its own page refuses it in words, and others cut who says it all the same", async () => {
    const swarm = await fourTabs(43, { budget: rounds });
    const stranger = swarm.tabs[1];
    const refusal = stranger?.agent.command({ kind: "stop" });
    expect(refusal?.ok === false && refusal.reason).toContain("Only the study's author");
    const body = encodeNote("command", { kind: "stop" });
    if (!body.ok) throw new Error(body.reason);
    const visit = await swarm.visit(200, new Uint8Array());
    await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().peerCount === 5), 10_000);
    visit.say("command", body.value);
    await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().peerCount === 4), 25_000);
    await swarm.until(all(swarm.tabs, "finished"), 60_000);
    const own = swarm.tabs.map((tab) => everyTrial(tab).filter((trial) => trial.own).length);
    expect(own).toEqual([30, 30, 30, 30]);
  });

  it("of a study without an author is nobody's", async () => {
    const swarm = await fourTabs(44, { budget: rounds, author: { key: "", name: "" } });
    for (const { agent } of swarm.tabs) expect(agent.command({ kind: "stop" }).ok).toBe(false);
  });
});

describe("extend", () => {
  it("adds to a budget of rounds in all tabs, those that had finished included, once for each command", async () => {
    const swarm = await fourTabs(45, { budget: rounds });
    await swarm.until(all(swarm.tabs, "finished"), 60_000);
    const { agent } = first(swarm);
    agent.command({ kind: "extend", unit: "rounds", count: 1 });
    agent.command({ kind: "extend", unit: "rounds", count: 1 });
    agent.command({ kind: "extend", unit: "trials", count: 1_000 });
    await swarm.until(all(swarm.tabs, "running"), 2_000);
    await swarm.until(all(swarm.tabs, "finished"), 60_000);
    for (const tab of swarm.tabs) expect(tab.agent.snapshot()).toMatchObject({ rounds: 5, ownTrialCount: 50 });
  });

  it("adds to a total of trials and to a time limit", async () => {
    const trials = await fourTabs(46, { budget: { kind: "trials", total: 40, trialsPerRound: 10 } });
    await trials.until(all(trials.tabs, "finished"), 60_000);
    first(trials).agent.command({ kind: "extend", unit: "trials", count: 60 });
    await trials.until(all(trials.tabs, "running"), 2_000);
    await trials.until(all(trials.tabs, "finished"), 60_000);
    await trials.clock.advance(2_000);
    expect(first(trials).agent.snapshot().trialCount).toBeGreaterThanOrEqual(100);
    const timed = await fourTabs(47, { budget: { kind: "time", seconds: 20, trialsPerRound: 10 } }, 5_000);
    first(timed).agent.command({ kind: "extend", unit: "seconds", count: 100 });
    await timed.clock.advance(60_000);
    expect(timed.tabs.map(stateOf)).toEqual(timed.tabs.map(() => "running"));
    await timed.until(all(timed.tabs, "finished"), 70_000);
  });
});

describe("other commands", () => {
  it("are held and passed on, and change nothing yet", async () => {
    const swarm = await fourTabs(48, { budget: rounds });
    const { agent } = first(swarm);
    expect(agent.command({ kind: "enqueue", params: { x: 3, y: 0 } }).ok).toBe(true);
    expect(agent.command({ kind: "pauseTrial", trial: `${"A".repeat(22)}:1` }).ok).toBe(true);
    await swarm.until(all(swarm.tabs, "finished"), 60_000);
    expect(swarm.tabs.flatMap(everyTrial).filter(({ params }) => params["x"] === 3)).toEqual([]);
  });

  it("that no tab would read are refused in words", async () => {
    const swarm = await fourTabs(49, { budget: rounds });
    const refusal = first(swarm).agent.command({ kind: "enqueue", params: { x: Number.NaN } });
    expect(refusal.ok ? "" : refusal.reason).toContain("command");
    expect(first(swarm).agent.command({ kind: "extend", unit: "rounds", count: -1 }).ok).toBe(false);
  });
});

it("a store that cannot read or keep evidence holds nobody up", async () => {
  const swarm = new TestSwarm(50);
  const store = new MemorySegmentStore();
  store.loadEvidence = () => Promise.reject(new Error("no disk"));
  store.saveEvidence = () => Promise.reject(new Error("no disk"));
  const tab = await swarm.join({ spec: { author, budget: rounds }, store });
  tab.agent.command({ kind: "extend", unit: "rounds", count: 1 });
  await swarm.until(all([tab], "finished"), 60_000);
  expect(tab.agent.snapshot()).toMatchObject({ ownTrialCount: 40, rounds: 4 });
});
