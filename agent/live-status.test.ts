// Ten variants of a trainable over three tabs: who runs what is seen by all of them, and each variant is run once.
import { beforeAll, describe, expect, it } from "vitest";
import { trainableObjective } from "../study/trainable/trainable-objective.ts";
import { VARIANT_PARAM, variantTrials } from "../study/trainable/variants.ts";
import { everyTrial, type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { TrialEvent } from "./view/courses.ts";
import type { CurvesPage } from "./view/curves-page.ts";
import type { AgentSnapshot, LiveTrial } from "./view/snapshot.ts";
import { isLegal } from "./view/trial-course.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

const variants = Array.from({ length: 10 }, (_, i) => ({
  name: `script_mnist_${i}_width=${i}`,
  config: { width: i, env: "mnist" },
}));
const trainable = { variants, repeat: 1 };
const spec = {
  objectives: [{ name: "mean_accuracy", direction: "maximize", unit: "" }],
  trainable,
  budget: { kind: "open", trialsPerRound: 10 },
} as const;

/** Reports its accuracy at each of 20 steps, over 12 s or so. */
const digits = (failing = -1): SimulatedObjective => {
  const run = trainableObjective(
    (config, reporter) => {
      const { width } = config as { width: number };
      for (let step = 1; step <= 20; step++) reporter({ timesteps_total: step * 100, mean_accuracy: step / 100 });
      if (width === failing) throw new Error("no such activation");
    },
    {
      trials: variantTrials(trainable),
      configOf: (index) => variants[index]?.config ?? null,
      names: ["mean_accuracy"],
      worldOf: () => ({
        about: { experiment_id: "e", trial_id: "t", pid: 1, hostname: "h" },
        nowMs: () => 0,
        wallMs: () => 0,
        kept: new Set(["mean_accuracy"]),
      }),
    },
  );
  return {
    run: (trial) => run(trial) as number[],
    durationMs: (trial) => 10_000 + 500 * trial.suggestInt(VARIANT_PARAM, 0, 9),
    tellsReports: true,
  };
};

const names = variants.map(({ name }) => name);
const areDone = (tabs: readonly Tab[]): boolean => tabs.every(({ agent }) => agent.snapshot().state === "finished");

async function threeTabs(failing = -1) {
  const swarm = new TestSwarm(3);
  const tabs = [
    await swarm.join({ spec, objective: digits(failing), began: "now" }),
    await swarm.join({ spec, objective: digits(failing) }),
    await swarm.join({ spec, objective: digits(failing) }),
  ];
  return { swarm, tabs };
}

const eventsOf = ({ agent }: Tab): readonly TrialEvent[] => agent.events({ after: 0, limit: 500 }).events;

/** Every step of each trial, from where the one before led. */
function coursesIn(events: readonly TrialEvent[]): Map<string, string> {
  const courses = new Map<string, string>();
  for (const { trial, from, to } of events) {
    const course = courses.get(trial) ?? "waiting";
    expect([course.split(" ").at(-1), isLegal(from, to)]).toEqual([from, true]);
    courses.set(trial, `${course} ${to}`);
  }
  return courses;
}

const runs = ({ status }: AgentSnapshot): readonly LiveTrial[] =>
  status.live.filter(({ state }) => state === "running");

describe("three tabs that run ten variants", () => {
  const seen: AgentSnapshot[][] = [];
  const drawn: (CurvesPage | null)[] = [];
  let tabs: readonly Tab[] = [];
  beforeAll(async () => {
    const { swarm, tabs: joined } = await threeTabs();
    tabs = joined;
    for (let second = 0; second < 120 && !areDone(tabs); second++) {
      await swarm.clock.advance(1_000);
      seen.push(tabs.map(({ agent }) => agent.snapshot()));
      drawn.push(tabs[0]?.agent.curves({ metric: null, across: "step", limit: 100, since: null, known: [] }) ?? null);
    }
    await swarm.clock.advance(3_000);
  });

  it("see the curves of what they run while it runs, and then those that it ended with", () => {
    const first = drawn[8]?.curves ?? [];
    expect(first).toMatchObject([{ name: names[0], own: true, state: "running" }]);
    const points = (i: number) => drawn[i]?.curves.find(({ state }) => state === "running")?.points?.y;
    expect([...(points(8) ?? [])].slice(0, 3)).toEqual([0.01, 0.02, 0.03]);
    expect(points(8)?.length).toBeGreaterThan(points(3)?.length ?? 99);
    const ended = drawn.at(-1)?.curves ?? [];
    expect(ended).toHaveLength(10);
    for (const { state, points } of ended) expect([state, points?.x.length]).toEqual(["complete", 20]);
  });

  it("run each once, and all know it", () => {
    for (const tab of tabs) {
      expect(
        everyTrial(tab)
          .map(({ name }) => name ?? "")
          .sort(),
      ).toEqual(names);
      const { endedBy, progress, status } = tab.agent.snapshot();
      expect({ endedBy, progress }).toEqual({ endedBy: "every variant has been run", progress: 1 });
      expect(status).toMatchObject({ live: [], liveCount: 0, waiting: [], coresUsed: 0 });
      expect(status.variants).toEqual({ complete: 10, pruned: 0, failed: 0, running: 0, waiting: 0 });
    }
  });

  it("see on each tab what runs on all three, with its name, its seconds, its step and its value", () => {
    const told = seen.slice(5, 9);
    for (const [second, ofTabs] of told.entries()) {
      for (const snapshot of ofTabs) {
        const live = runs(snapshot);
        expect(new Set(live.map(({ by }) => by))).toEqual(new Set(["tab 0", "tab 1", "tab 2"]));
        expect(live.filter(({ own }) => own)).toHaveLength(1);
        for (const { name, params, seconds, step, value, toldAgoMs, own } of live) {
          expect(names).toContain(name);
          expect(params["width"]).toBe(names.indexOf(name ?? ""));
          expect(toldAgoMs).toBeLessThan(own ? 1 : 6_000);
          expect(seconds, `${second}`).toBeGreaterThan(0);
          if (step !== null) expect(value).toBe(step / 100);
        }
      }
    }
    const steps = told.flat().flatMap((snapshot) => runs(snapshot).filter(({ own, step }) => !own && step !== null));
    expect(steps.length).toBeGreaterThan(10);
  });

  it("count the seconds of each other's trials as if they were their own", () => {
    for (const ofTabs of seen) {
      const own = new Map(
        ofTabs.flatMap((snapshot) => runs(snapshot).filter((row) => row.own)).map((row) => [row.trial, row]),
      );
      for (const row of ofTabs.flatMap(runs)) {
        const right = own.get(row.trial)?.seconds;
        if (right === undefined || right === null || row.seconds === null) continue;
        expect(Math.abs(row.seconds - right)).toBeLessThan(1.5);
      }
    }
  });

  it("say which variants wait, in their order, and how far the study is", () => {
    for (const { status, progress, trialCount } of seen.flat()) {
      const waiting = status.waiting.map(({ name }) => name);
      expect(waiting).toEqual(names.filter((name) => waiting.includes(name)));
      expect(status.variants?.waiting).toBe(waiting.length);
      expect(progress).toBeLessThanOrEqual(trialCount / 10);
      const running = new Set(status.live.map(({ name }) => name));
      expect(waiting.filter((name) => running.has(name))).toEqual([]);
    }
    expect(seen[0]?.[0]?.status.variants?.waiting).toBe(9);
  });

  it("write down the same course for every trial: it ran once and ended", () => {
    for (const tab of tabs) {
      const events = eventsOf(tab);
      const courses = coursesIn(events);
      expect([...courses.values()]).toEqual(Array(10).fill("waiting running complete"));
      expect(new Set(events.map(({ name }) => name))).toEqual(new Set(names));
      expect(new Set(events.map(({ by }) => by))).toEqual(new Set(["tab 0", "tab 1", "tab 2"]));
      for (const row of everyTrial(tab)) {
        const [start, end] = events.filter(({ trial }) => trial === row.trial);
        expect(Math.abs((start?.studyMs ?? 0) - (row.startMs ?? 0))).toBeLessThan(1_500);
        expect(Math.abs((end?.studyMs ?? 0) - (row.startMs ?? 0) - row.durationMs)).toBeLessThan(5);
        expect(start?.own).toBe(row.own);
      }
    }
  });

  it("count the cores of all, as old as the oldest word", () => {
    const late = seen.slice(5, 9).flat();
    for (const { status } of late) {
      expect(status.coresLent).toBe(3);
      expect(status.coresUsed).toBe(3);
    }
    const ages = late.map(({ status }) => status.toldAgoMs);
    // Neighbours are told once a second.
    expect(Math.max(...ages)).toBeGreaterThan(500);
    expect(Math.max(...ages)).toBeLessThan(2_000);
  });
});

it("a variant that throws leaves the nine others", async () => {
  const { swarm, tabs } = await threeTabs(4);
  await swarm.until(() => areDone(tabs), 120_000);
  await swarm.clock.advance(3_000);
  for (const tab of tabs) {
    expect(tab.agent.snapshot()).toMatchObject({ trialCount: 10, failedCount: 1, progress: 1 });
    expect(everyTrial(tab).filter(({ state }) => state === "failed")).toMatchObject([{ name: names[4] }]);
    const ends = [...coursesIn(eventsOf(tab)).values()].toSorted();
    expect(ends).toEqual([...Array(9).fill("waiting running complete"), "waiting running failed"]);
    expect(eventsOf(tab).find(({ to }) => to === "failed")?.name).toBe(names[4]);
  }
});

it("a tab that is killed leaves its variant to another", async () => {
  const { swarm, tabs } = await threeTabs();
  await swarm.clock.advance(12_000);
  const [, , killed] = tabs;
  if (killed === undefined) throw new Error("no third tab");
  const lost = runs(killed.agent.snapshot()).find(({ own }) => own);
  swarm.crash(killed);
  const left = swarm.tabs;
  await swarm.until(() => areDone(left), 180_000);
  await swarm.clock.advance(3_000);
  for (const tab of left) {
    expect(new Set(everyTrial(tab).map(({ name }) => name))).toEqual(new Set(names));
    expect(everyTrial(tab).filter(({ name }) => name === lost?.name)).toMatchObject([{ state: "complete" }]);
    const events = eventsOf(tab);
    const courses = coursesIn(events);
    expect(courses.get(lost?.trial ?? "")).toBe("waiting running waiting");
    expect(events.find(({ trial, to }) => trial === lost?.trial && to === "waiting")).toMatchObject({
      by: "tab 2",
      own: false,
      name: lost?.name,
    });
    expect([...courses.values()].filter((course) => course === "waiting running complete")).toHaveLength(10);
  }
});

it("writes down where a trial lost its worker, was stopped by a pause, and went on", async () => {
  const swarm = new TestSwarm(3);
  const tab = await swarm.join({ spec, objective: digits(), began: "now" });
  await swarm.clock.advance(4_000);
  tab.runner.loseAll({ kind: "abandoned", message: "The frame died.", line: null, column: null });
  await swarm.clock.advance(4_000);
  await tab.agent.pause();
  await swarm.clock.advance(4_000);
  expect(tab.agent.snapshot().status.live).toMatchObject([{ state: "waiting", seconds: null, step: null }]);
  tab.agent.resume();
  await swarm.clock.advance(15_000);
  const [course] = coursesIn(eventsOf(tab)).values();
  expect(course).toBe("waiting running waiting running waiting running complete");
  const times = eventsOf(tab).map(({ studyMs }) => Math.round((studyMs ?? 0) / 1_000));
  expect(times.slice(0, 6)).toEqual([0, 4, 4, 8, 12, 22]);
});

it("counts trials of a moment instead of listing them, and lists those that fail", async () => {
  const swarm = new TestSwarm(3);
  const objective: SimulatedObjective = {
    run: (trial) => (trial.number === 7 ? Number.NaN : trial.suggestFloat("x", 0, 1)),
    durationMs: () => 20,
  };
  const budget = { kind: "trials", total: 50, trialsPerRound: 10 } as const;
  const tabs = [await swarm.join({ spec: { budget }, objective, began: "now" }), await swarm.join({ objective })];
  await swarm.clock.advance(20_000);
  for (const { agent } of tabs) {
    const { events, shortTrials, first, last } = agent.events({ after: null, limit: 10 });
    expect(shortTrials).toBe(agent.snapshot().trialCount - agent.snapshot().failedCount);
    expect(events.map(({ to }) => to).filter((to) => to !== "running" && to !== "failed")).toEqual([]);
    expect([first, last]).toEqual([1, 2 * agent.snapshot().failedCount]);
  }
});

it("tells after a reload in their order when trials began and ended, whoever ran them", async () => {
  const { swarm, tabs } = await threeTabs();
  const [first] = tabs;
  if (first === undefined) throw new Error("no first tab");
  await swarm.clock.advance(30_000);
  await first.agent.stop();
  swarm.tabs.splice(swarm.tabs.indexOf(first), 1);
  const { profile, store } = first;
  const again = await swarm.join({ spec, objective: digits(), profile, store });
  const times = eventsOf(again).map(({ studyMs }) => studyMs ?? Number.NaN);
  expect(times.length).toBeGreaterThan(6);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(eventsOf(again).map(({ by }) => by)).size).toBeGreaterThan(1);
  expect([...coursesIn(eventsOf(again)).values()]).toEqual(Array(times.length / 2).fill("waiting running complete"));
});
