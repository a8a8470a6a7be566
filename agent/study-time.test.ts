// A time limit is counted by a time that all tabs of a study share, whatever their machines' dates are.
import { describe, expect, it } from "vitest";
import { ANSWER_WITHIN_MS } from "../swarm/time/study-time.ts";
import { decodeMessage, encodeMessage } from "../swarm/wire/codec.ts";
import type { Rendezvous, Transport } from "./ports.ts";
import { baseSpec, quadratic, type Tab, type TabOptions, TestSwarm } from "./testing/test-swarm.ts";

const AHEAD_MS = 90_000;
const DAY_MS = 86_400_000;
const LIMIT_MS = 30_000;
const TOGETHER_MS = 2_000;

const spec = {
  sampler: { name: "random" as const },
  budget: { kind: "time" as const, seconds: LIMIT_MS / 1_000, trialsPerRound: 10 },
};
/** Few trials, so that a minute of many tabs is soon simulated. */
const objective = quadratic(300);
const state = (tab: Tab) => tab.agent.snapshot().state;
const own = (tab: Tab) => tab.agent.snapshot().ownTrialCount;

/** Its author begins the study, by a date that is `aheadMs` ahead. */
const author = (swarm: TestSwarm, aheadMs = 0, options: TabOptions = {}) =>
  swarm.join({ spec, objective, began: "now", aheadMs, ...options });
/** Whoever joins knows the author's date, and its own. */
const volunteer = (swarm: TestSwarm, aheadMs: number, authorAheadMs = 0, options: TabOptions = {}) =>
  swarm.join({ spec: { ...spec, createdMs: baseSpec.createdMs + authorAheadMs }, objective, aheadMs, ...options });

/** When each tab ended, in ms since the study began; all must within `withinMs`. */
async function endsOf(swarm: TestSwarm, tabs: readonly Tab[], withinMs = 2 * LIMIT_MS): Promise<number[]> {
  const ends = new Map<Tab, number>();
  await swarm.until(() => {
    for (const tab of tabs)
      if (!ends.has(tab) && state(tab) === "finished") ends.set(tab, swarm.clock.nowMs() - baseSpec.createdMs);
    return ends.size === tabs.length;
  }, withinMs);
  return tabs.map((tab) => ends.get(tab) ?? Number.NaN);
}

function expectTogether(ends: readonly number[], aroundMs = LIMIT_MS): void {
  const text = ends.map((ms) => (ms / 1_000).toFixed(2)).join(" ");
  console.log(`ended after ${text} s, ${(Math.max(...ends) - Math.min(...ends)).toFixed(0)} ms apart`);
  expect(Math.max(...ends) - Math.min(...ends)).toBeLessThanOrEqual(TOGETHER_MS);
  for (const ms of ends) expect(Math.abs(ms - aroundMs)).toBeLessThanOrEqual(TOGETHER_MS);
}

/** A tab that says everywhere that the study has been going on for `lieMs` longer than it knows. */
function liar(lieMs: () => number) {
  return (channel: Transport, seed: Rendezvous): readonly [Transport, Rendezvous] => {
    const lying = (studyMs: number): number => Math.max(0, Math.round(studyMs + lieMs()));
    const send = (link: number, bytes: Uint8Array): boolean => {
      const decoded = decodeMessage(bytes);
      if (!decoded.ok || decoded.message.type !== "pong" || decoded.message.studyMs === null)
        return channel.send(link, bytes);
      return channel.send(link, encodeMessage({ ...decoded.message, studyMs: lying(decoded.message.studyMs) }));
    };
    const announce: Rendezvous["announce"] = (studyId, { studyMs, ...summary }) =>
      seed.announce(studyId, studyMs === undefined ? summary : { ...summary, studyMs: lying(studyMs) });
    const tampered: Transport = {
      address: () => channel.address(),
      listen: (events) => channel.listen(events),
      connect: (address) => channel.connect(address),
      send,
      close: (link) => channel.close(link),
    };
    return [tampered, { ...seed, announce }];
  };
}

describe("a study with a time limit", () => {
  it.each([
    ["the seed's word", true, 0],
    ["the neighbours' word alone", false, 0],
    ["the neighbours' word alone, and an author a day ahead", false, DAY_MS],
    ["the seed's word, and an author a day behind", true, -DAY_MS],
  ])("ends for all tabs together, one of them 90 s ahead and one a day behind, by %s", async (_, tells, authorMs) => {
    const swarm = new TestSwarm(11);
    swarm.seedTellsTime = tells;
    const first = await author(swarm, authorMs);
    await swarm.clock.advance(4_000);
    const ahead = await volunteer(swarm, AHEAD_MS, authorMs);
    await swarm.clock.advance(4_000);
    const behind = await volunteer(swarm, -DAY_MS, authorMs);
    await swarm.clock.advance(7_000);
    for (const tab of [first, ahead, behind]) {
      expect(state(tab)).toBe("running");
      expect(own(tab)).toBeGreaterThan(15);
      expect(tab.agent.snapshot().progress).toBeCloseTo(0.5, 1);
    }
    expectTogether(await endsOf(swarm, [first, ahead, behind]));
  });

  it("is over at once for who opens it when it is, whatever the clock says, and nothing runs", async () => {
    const swarm = new TestSwarm(12);
    const first = await author(swarm);
    await endsOf(swarm, [first]);
    await swarm.clock.advance(20_000);
    const late = await volunteer(swarm, -DAY_MS);
    await swarm.until(() => state(late) === "finished", 1_000);
    // Nobody but the seed is left to say it.
    await first.agent.leave();
    await late.agent.leave();
    await swarm.clock.advance(60_000);
    const last = await volunteer(swarm, -DAY_MS);
    await swarm.until(() => state(last) === "finished", 1_000);
    expect([own(late), own(last)]).toEqual([0, 0]);
  });

  it("goes by the own clock where there is nobody else and no seed", async () => {
    const swarm = new TestSwarm(13);
    swarm.network.setSeed(false);
    const lonely = await author(swarm, -DAY_MS);
    await swarm.clock.advance(2_000);
    expect(own(lonely)).toBeGreaterThan(3);
    expectTogether(await endsOf(swarm, [lonely]));
  });

  it("begins by the author's date where nobody says better, after a moment of waiting", async () => {
    const swarm = new TestSwarm(14);
    swarm.network.setSeed(false);
    await swarm.clock.advance(10_000);
    const lonely = await volunteer(swarm, 0);
    await swarm.clock.advance(ANSWER_WITHIN_MS - 500);
    expect(own(lonely)).toBe(0);
    await swarm.clock.advance(2_000);
    expect(own(lonely)).toBeGreaterThan(3);
    expectTogether(await endsOf(swarm, [lonely]));
  });

  it.each([
    ["an hour ahead", () => 3_600_000],
    ["an hour behind", () => -3_600_000],
    ["3 s ahead", () => 3_000],
  ])("is moved by at most 2 s by one liar among four: %s", async (_, lieMs) => {
    for (const liesAt of [1, 3]) {
      const swarm = new TestSwarm(15 + liesAt);
      // Tabs that only watch end by the same time, and are soon simulated.
      const tabs = [await author(swarm, 0, { cores: 0 })];
      for (const at of [1, 2, 3]) {
        await swarm.clock.advance(4_000);
        tabs.push(await volunteer(swarm, 0, 0, { cores: 0, ...(at === liesAt ? { tamper: liar(lieMs) } : {}) }));
      }
      expectTogether(await endsOf(swarm, tabs));
    }
  });

  it("is not dragged along by a liar who lies a little more each time", async () => {
    const swarm = new TestSwarm(21);
    swarm.seedTellsTime = false;
    let calls = 0;
    const watches = { cores: 0, spec: { ...spec, budget: { ...spec.budget, seconds: 120 } } };
    const tabs = [await author(swarm, 0, watches)];
    for (const aheadMs of [AHEAD_MS, -DAY_MS]) tabs.push(await volunteer(swarm, aheadMs, 0, watches));
    tabs.push(await volunteer(swarm, 0, 0, { ...watches, tamper: liar(() => 40 * calls++) }));
    expectTogether(await endsOf(swarm, tabs, 200_000), 120_000);
    expect(calls).toBeGreaterThan(60);
  });

  it.each([
    ["forward", 3_600_000],
    ["back", -3_600_000],
  ])("does not care if a machine's date is set %s by an hour meanwhile", async (_, byMs) => {
    const swarm = new TestSwarm(22);
    const [first, second] = [await author(swarm), await volunteer(swarm, AHEAD_MS)];
    await swarm.clock.advance(10_000);
    const before = own(second);
    for (const { clock } of [first, second]) clock.moveDate(byMs);
    await swarm.clock.advance(1_000);
    expect(own(second)).toBeGreaterThan(before + 2);
    expectTogether(await endsOf(swarm, [first, second]));
  });

  it("does not care if the date is set where there is nobody else", async () => {
    const swarm = new TestSwarm(23);
    swarm.network.setSeed(false);
    const lonely = await author(swarm);
    await swarm.clock.advance(10_000);
    lonely.clock.moveDate(3_600_000);
    expectTogether(await endsOf(swarm, [lonely]));
  });

  it.each([
    ["stands still", true],
    ["goes on", false],
  ])("ends with the others for a machine that slept meanwhile, if its clock %s in sleep", async (_, standsStill) => {
    const swarm = new TestSwarm(24);
    const tabs = [await author(swarm), await volunteer(swarm, 0), await volunteer(swarm, 0)];
    const sleeper = tabs[1] ?? (await volunteer(swarm, 0));
    await swarm.clock.advance(5_000);
    swarm.network.partition([[sleeper.station]]);
    sleeper.clock.sleep(standsStill);
    await swarm.clock.advance(12_000);
    const before = own(sleeper);
    swarm.network.heal();
    sleeper.clock.wake();
    await swarm.clock.advance(6_000);
    expect(own(sleeper)).toBeGreaterThan(before + 10);
    expectTogether(await endsOf(swarm, tabs));
  });

  it("is over soon after waking for a machine that slept through its end", async () => {
    const swarm = new TestSwarm(25);
    const [first, sleeper] = [await author(swarm), await volunteer(swarm, 0)];
    await swarm.clock.advance(10_000);
    swarm.network.partition([[sleeper.station]]);
    sleeper.clock.sleep(true);
    await endsOf(swarm, [first]);
    await swarm.clock.advance(600_000);
    swarm.network.heal();
    sleeper.clock.wake();
    await swarm.until(() => state(sleeper) === "finished", 3_000);
  });

  it("waits for a machine that sleeps alone, if its clock stands still: nobody else is there to end with", async () => {
    const swarm = new TestSwarm(26);
    swarm.network.setSeed(false);
    const lonely = await author(swarm);
    await swarm.clock.advance(10_000);
    lonely.clock.sleep(true);
    await swarm.clock.advance(600_000);
    lonely.clock.wake();
    expectTogether(await endsOf(swarm, [lonely]), LIMIT_MS + 600_000);
  });

  it.each([
    ["the seed", true, true],
    ["another tab", false, true],
    ["what this browser kept", false, false],
  ])("goes on after a reload by the word of %s", async (_, seedTells, others) => {
    const swarm = new TestSwarm(27);
    swarm.seedTellsTime = seedTells;
    const tabs = [await author(swarm, -DAY_MS)];
    if (others) tabs.push(await volunteer(swarm, AHEAD_MS, -DAY_MS));
    await swarm.clock.advance(8_000);
    const leaver = tabs.pop();
    if (leaver === undefined) throw new Error("no tab");
    const wallMs = leaver.agent.beganMs() ?? Number.NaN;
    swarm.crash(leaver);
    await swarm.clock.advance(4_000);
    // With others to ask, even a date that was set meanwhile does no harm.
    const aheadMs = others ? DAY_MS : -DAY_MS;
    const { profile, store } = leaver;
    const reloaded = await swarm.join({ spec, objective, profile, store, aheadMs, began: { wallMs } });
    expectTogether(await endsOf(swarm, [...tabs, reloaded]));
  });

  it("goes on when the seed has forgotten it and its only tab is loaded again: newcomers hear it of that one", async () => {
    const swarm = new TestSwarm(28);
    const first = await author(swarm, -DAY_MS);
    await swarm.clock.advance(8_000);
    const wallMs = first.agent.beganMs() ?? Number.NaN;
    swarm.crash(first);
    swarm.restartSeed();
    const { profile, store } = first;
    const reloaded = await swarm.join({ spec, objective, profile, store, aheadMs: -DAY_MS, began: { wallMs } });
    await swarm.clock.advance(4_000);
    const late = await volunteer(swarm, AHEAD_MS);
    expectTogether(await endsOf(swarm, [reloaded, late]));
  });
});
