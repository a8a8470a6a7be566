import { describe, expect, it } from "vitest";
import { encodeNote } from "./tell/note-codec.ts";
import { encodeStatus } from "./tell/status-codec.ts";
import {
  bredAlone,
  bredSpec,
  breeders,
  CountingObjective,
  closedOf,
  deepga,
  objectivesOf,
  outcomeOf,
  scoreOf,
  soon,
} from "./testing/breeding.ts";
import { cheapSignatures } from "./testing/cheap-signatures.ts";
import { type Tab, TestSwarm } from "./testing/test-swarm.ts";

const state = ({ agent }: Tab) => agent.snapshot().state;
const EVALUATIONS = deepga.population + 10 * deepga.validationEpisodes;
const runsOf = (objectives: readonly CountingObjective[]): number =>
  objectives.reduce((sum, { runs }) => sum + runs, 0);
const meansOf = (tab: Tab, generations: number) =>
  Array.from({ length: generations }, (_, i) => tab.agent.genomesOf(i)?.championMean);

describe("a study that breeds generations", () => {
  it("is finished by one tab alone, and comes to what the same seeds come to anywhere", async () => {
    const swarm = new TestSwarm(1, cheapSignatures);
    const objective = new CountingObjective(5);
    const tab = await swarm.join({ spec: bredSpec(8), objective, cores: 2, began: "now" });
    await soon(swarm, () => state(tab) === "finished", 60_000);
    expect(objective.runs).toBe(8 * EVALUATIONS);
    const alone = bredAlone(bredSpec(8), 8).map(({ survivors }) => survivors[0]?.mean ?? 0);
    expect(meansOf(tab, 8)).toEqual(alone);
    const { generations, best, trialCount, ownTrialCount, heldCount, progress } = tab.agent.snapshot();
    expect(generations).toMatchObject({ generation: 8, closed: 8, planned: 8, known: 0 });
    expect([trialCount, ownTrialCount, heldCount, progress]).toEqual([8 * EVALUATIONS, 8 * EVALUATIONS, 8, 1]);
    expect(best?.value).toBe(Math.max(...alone));
  });

  it("comes to the same in four tabs, of which each runs other cells", async () => {
    const swarm = new TestSwarm(2, cheapSignatures);
    const objectives = objectivesOf(4, 20);
    const tabs = await breeders(swarm, bredSpec(12), objectives);
    await soon(swarm, () => tabs.every((tab) => state(tab) === "finished"), 60_000);
    const alone = bredAlone(bredSpec(12), 12).map(({ survivors }) => survivors[0]?.mean);
    for (const tab of tabs) expect(meansOf(tab, 12)).toEqual(alone);
    for (const tab of tabs) expect(outcomeOf(tab, 12)).toEqual(outcomeOf(tabs[0] ?? tab, 12));
    expect(runsOf(objectives)).toBeLessThanOrEqual(1.1 * 12 * EVALUATIONS);
    for (const { runs } of objectives) expect(runs).toBeGreaterThan(0.15 * 12 * EVALUATIONS);
  });

  it("goes on while a tab vanishes in every generation, its author's first", async () => {
    const swarm = new TestSwarm(3, cheapSignatures);
    const spec = bredSpec(10);
    const tabs = await breeders(swarm, spec, objectivesOf(4, 20));
    const takesMs: number[] = [];
    for (let g = 1; g < 10; g++) {
      takesMs.push(await soon(swarm, () => swarm.tabs.every((tab) => closedOf(tab) >= g), 20_000));
      const [oldest] = swarm.tabs;
      if (oldest !== undefined) swarm.crash(oldest);
      tabs.push(await swarm.join({ spec, objective: new CountingObjective(20) }));
    }
    await soon(swarm, () => swarm.tabs.every((tab) => state(tab) === "finished"), 20_000);
    // Three tabs need some 0.7 s; who has gone is missed for a moment only.
    for (const tookMs of takesMs.slice(1)) expect(tookMs).toBeLessThan(3_000);
    const alone = bredAlone(spec, 10).map(({ survivors }) => survivors[0]?.mean);
    for (const tab of swarm.tabs) expect(meansOf(tab, 10)).toEqual(alone);
  });

  it("is caught up with by a tab that comes late, and by one that was cut off", async () => {
    const swarm = new TestSwarm(4, cheapSignatures);
    const spec = bredSpec(24);
    const [a, b, c] = await breeders(swarm, spec, objectivesOf(3, 10));
    if (a === undefined || b === undefined || c === undefined) throw new Error("unreachable");
    await soon(swarm, () => closedOf(a) >= 3, 60_000);
    swarm.network.partition([[c.station]]);
    const cutOffAt = closedOf(a);
    await soon(swarm, () => closedOf(a) >= cutOffAt + 10, 60_000);
    swarm.network.partition([]);
    const late = await swarm.join({ spec, objective: new CountingObjective(10) });
    await soon(
      swarm,
      () => [b, c, late].every((tab) => closedOf(tab) >= closedOf(a) - 1 && closedOf(tab) > 12),
      30_000,
    );
    await soon(swarm, () => swarm.tabs.every((tab) => state(tab) === "finished"), 60_000);
    for (const tab of [b, c, late]) expect(outcomeOf(tab, 24)).toEqual(outcomeOf(a, 24));
    expect(late.agent.snapshot().ownTrialCount).toBeGreaterThan(50);
    const { heldCount, points } = late.agent.snapshot();
    expect([heldCount, points.length]).toEqual([24, 24]);
  });

  it("goes on without its author, who rests, and keeps what that one had found", async () => {
    const swarm = new TestSwarm(5, cheapSignatures);
    const spec = bredSpec(10);
    const tabs = await breeders(swarm, spec, objectivesOf(3, 20));
    const [author, ...others] = tabs;
    await soon(swarm, () => others.every((tab) => closedOf(tab) >= 3), 30_000);
    await author?.agent.pause();
    const before = author?.agent.snapshot().ownTrialCount;
    await soon(swarm, () => tabs.every((tab) => closedOf(tab) === 10), 30_000);
    expect(author?.agent.snapshot().ownTrialCount).toBe(before);
  });

  it("is held up by little by a tab that is far slower, which does its part all the same", async () => {
    const tookMs = async (slowMs: number | null): Promise<[number, number]> => {
      const swarm = new TestSwarm(6, cheapSignatures);
      const slow = slowMs === null ? [] : [new CountingObjective(slowMs)];
      const tabs = await breeders(swarm, bredSpec(10), [...objectivesOf(3, 20), ...slow]);
      await soon(swarm, () => closedOf(tabs[0] as Tab) >= 1, 30_000);
      return [await soon(swarm, () => tabs.every((tab) => closedOf(tab) === 10), 60_000), runsOf(slow)];
    };
    const [alone] = await tookMs(null);
    const [beside, runs] = await tookMs(400);
    expect(runs).toBeGreaterThan(0);
    expect(beside).toBeLessThan(1.4 * alone);
  });

  it("stops trials of a closed generation that would take long, and begins the next one at once", async () => {
    const swarm = new TestSwarm(14, cheapSignatures);
    const slow = new CountingObjective(500_000);
    const small = bredSpec(3, { population: 12, survivors: 4, champions: 2, validationEpisodes: 1 });
    const spec = { ...small, trialTimeoutMs: 3_600_000 };
    const [quick, other] = await breeders(swarm, spec, [new CountingObjective(3_000), slow]);
    if (quick === undefined || other === undefined) throw new Error("unreachable");
    await soon(swarm, () => closedOf(other) === 1, 120_000);
    await swarm.clock.advance(1_000);
    expect(other.agent.snapshot().status.live.find(({ own }) => own)?.name).toMatch(/^generation 1, /);
    await soon(swarm, () => [quick, other].every((tab) => state(tab) === "finished"), 300_000);
    expect([other.runner.openSlots, slow.runs]).toEqual([0, 3]);
    expect(other.agent.snapshot().ownTrialCount).toBe(0);
  });

  it.each([
    ["have run nothing and say that they run everything", true],
    ["have run nothing and say only that they work", false],
  ])("is held up by little by tabs that %s", async (_, claims) => {
    const swarm = new TestSwarm(7, cheapSignatures);
    const tabs = await breeders(swarm, bredSpec(12), objectivesOf(2, 20));
    const body = (generation: number): Uint8Array => {
      const cells = claims ? Array.from({ length: 64 }, (_, i) => [i, 0] as const) : [];
      const breeding = { evaluations: 0, generation, cells };
      return encodeStatus({
        name: "",
        cores: 16,
        activity: "running",
        round: 1,
        runningCount: 0,
        leases: [],
        breeding,
      });
    };
    const liars = await Promise.all([100, 101].map((key) => swarm.visit(key, body(0))));
    const takesMs: number[] = [];
    for (let g = 1; g <= 12; g++) {
      takesMs.push(await soon(swarm, () => tabs.every((tab) => closedOf(tab) >= g), 30_000));
      for (const liar of liars) liar.tell(body(g));
    }
    // Two tabs need 1 s.
    for (const tookMs of takesMs.slice(3)) expect(tookMs).toBeLessThan(2_000);
  });

  it("finds out who tells scores that are too good, in every tab, and says so", async () => {
    const swarm = new TestSwarm(17, cheapSignatures);
    const lying = new CountingObjective(50, (proposal) => scoreOf(proposal) + 1_000);
    const tabs = await breeders(swarm, bredSpec(12), [...objectivesOf(3, 50), lying]);
    const reasonOf = ({ agent }: Tab): string => agent.snapshot().reason ?? "";
    const isTold = (tab: Tab): boolean => reasonOf(tab).includes("run here, twice, it came to");
    await soon(swarm, () => tabs.slice(0, 3).every(isTold), 60_000);
    const [first] = tabs;
    expect(first === undefined ? "" : reasonOf(first)).toMatch(
      /told 100\d\.\d+ as a score of generation \d+; .* it came to \d\.\d+\./,
    );
  });

  it("ends with one chain everywhere where the same trial gives different scores", async () => {
    const swarm = new TestSwarm(8, cheapSignatures);
    let count = 0;
    const noisy = Array.from({ length: 3 }, () => new CountingObjective(20, (it) => scoreOf(it) + (count++ % 7) / 10));
    const tabs = await breeders(swarm, bredSpec(12), noisy);
    await soon(swarm, () => closedOf(tabs[0] as Tab) >= 3, 30_000);
    swarm.network.partition([[(tabs[2] as Tab).station]]);
    await swarm.clock.advance(4_000);
    swarm.network.partition([]);
    await soon(swarm, () => tabs.every((tab) => state(tab) === "finished"), 60_000);
    await swarm.clock.advance(3_000);
    for (const tab of tabs) {
      expect(outcomeOf(tab, 12)).toEqual(outcomeOf(tabs[0] as Tab, 12));
      const means = meansOf(tab, 12) as number[];
      expect(tab.agent.snapshot().best?.value).toBe(Math.max(...means));
      const { rows } = tab.agent.trialsPage({ offset: 0, limit: 50, sort: "newest", only: "all" });
      expect(Object.fromEntries(rows.map(({ number, value }) => [number, value]))).toEqual(
        Object.fromEntries(means.map((mean, number) => [number, mean])),
      );
    }
  });

  it("goes on after a reload where it was, also alone", async () => {
    const swarm = new TestSwarm(9, cheapSignatures);
    const spec = bredSpec(12);
    const first = await swarm.join({ spec, objective: new CountingObjective(20), profile: 50, began: "now" });
    await soon(swarm, () => closedOf(first) >= 5, 60_000);
    await swarm.clock.advance(700);
    const [closed, own] = [closedOf(first), first.agent.snapshot().ownTrialCount];
    const stopped = first.agent.stop();
    await swarm.clock.advance(2_500);
    await stopped;
    const objective = new CountingObjective(20);
    const again = await swarm.join({ spec, objective, profile: 50, store: first.store });
    expect(closedOf(again)).toBeGreaterThanOrEqual(closed);
    expect(again.agent.snapshot().ownTrialCount).toBe(own);
    expect(outcomeOf(again, closed)).toEqual(outcomeOf(first, closed));
    await soon(swarm, () => state(again) === "finished", 60_000);
    expect(again.agent.snapshot().ownTrialCount).toBe(12 * EVALUATIONS);
  });

  it("stops a tab whose objective always throws, with its sentence", async () => {
    const swarm = new TestSwarm(10, cheapSignatures);
    const objective = new CountingObjective(20, () => {
      throw new Error("No such game.");
    });
    const tab = await swarm.join({ spec: bredSpec(3), objective, began: "now" });
    await soon(swarm, () => state(tab) === "failed", 30_000);
    expect(tab.agent.snapshot().reason).toMatch(/One trial after another failed.*No such game\./);
    expect(objective.runs).toBeLessThan(EVALUATIONS);
  });

  it("is ended by its author, and gets more generations from that one", async () => {
    const swarm = new TestSwarm(11, cheapSignatures);
    const author = await swarm.visit(
      60,
      encodeStatus({ name: "", cores: 0, activity: "watching", round: 0, runningCount: 0, leases: [] }),
    );
    const spec = { ...bredSpec(3), author: { key: author.key, name: "" } };
    const tabs = await breeders(swarm, spec, objectivesOf(2, 10));
    await soon(swarm, () => tabs.every((tab) => state(tab) === "finished"), 30_000);
    const extend = encodeNote("command", { kind: "extend", unit: "generations", count: 2 });
    if (extend.ok) author.say("command", extend.value);
    await soon(swarm, () => tabs.every((tab) => closedOf(tab) === 5 && state(tab) === "finished"), 30_000);
    const more = encodeNote("command", { kind: "extend", unit: "generations", count: 100 });
    if (more.ok) author.say("command", more.value);
    await soon(swarm, () => tabs.every((tab) => closedOf(tab) >= 7), 30_000);
    const stop = encodeNote("command", { kind: "stop" });
    if (stop.ok) author.say("command", stop.value);
    await soon(swarm, () => tabs.every((tab) => state(tab) === "finished"), 5_000);
    expect(tabs[0]?.agent.snapshot().reason).toBe("The study has ended: its author stopped it.");
  });

  it("ends once champions have reached a target, or brought nothing better for long", async () => {
    const swarm = new TestSwarm(12, cheapSignatures);
    const spec = { ...bredSpec(100), stopRules: [{ kind: "target", value: 4 } as const] };
    const tabs = await breeders(swarm, spec, objectivesOf(2, 5));
    await soon(swarm, () => tabs.every((tab) => state(tab) === "finished"), 60_000);
    expect(tabs[0]?.agent.snapshot().reason).toMatch(/has reached the target 4/);
    const flat = new TestSwarm(13, cheapSignatures);
    const inVain = { ...bredSpec(100), stopRules: [{ kind: "no-improvement", trials: 5 } as const] };
    const tab = await flat.join({ spec: inVain, objective: new CountingObjective(5, () => 1), began: "now" });
    await soon(flat, () => state(tab) === "finished", 60_000);
    expect(tab.agent.snapshot().reason).toMatch(/5 trials in a row brought nothing better/);
    expect(closedOf(tab)).toBeLessThan(9);
  });
});
