// What a tab that rests had begun is free for others at once, also where everything is tried once, and it does not run it again.
import { describe, expect, it } from "vitest";
import type { SamplerChoice } from "../study/samplers/choice.ts";
import { VARIANT_PARAM } from "../study/trainable/variants.ts";
import { everyTrial, type Tab, type TabOptions, TestSwarm } from "./testing/test-swarm.ts";

const budget = { kind: "open", trialsPerRound: 10 } as const;

const ofVariants = (count: number): TabOptions => ({
  spec: {
    budget,
    trainable: { variants: Array.from({ length: count }, (_, i) => ({ name: `v_${i}`, config: { i } })), repeat: 1 },
  },
  objective: { run: (trial) => trial.suggestInt(VARIANT_PARAM, 0, count - 1), durationMs: () => 6_000 },
});

const ofPoints = (sampler: SamplerChoice): TabOptions => ({
  spec: { budget, sampler },
  objective: { run: (trial) => trial.suggestInt("x", 0, 5), durationMs: () => 6_000 },
});

const SITUATIONS: readonly (readonly [string, TabOptions, number])[] = [
  ["2 variants", ofVariants(2), 2],
  ["4 variants", ofVariants(4), 4],
  ["a grid", ofPoints({ name: "grid", values: { x: [0, 1, 2, 3, 4, 5] } }), 6],
  ["brute force", ofPoints({ name: "brute-force" }), 6],
  ["a sampler that repeats nothing", ofPoints({ name: "distinct", sampler: { name: "random" } }), 6],
];

const isDone = ({ agent }: Tab): boolean => agent.snapshot().state === "finished";
const runsOwn = ({ agent }: Tab): boolean =>
  agent.snapshot().status.live.some(({ own, state }) => own && state === "running");
const valuesIn = (tab: Tab): (number | null)[] =>
  everyTrial(tab)
    .map(({ value }) => value)
    .toSorted((a, b) => (a ?? 0) - (b ?? 0));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

async function joined(situation: TabOptions, others: number, seed: number) {
  const swarm = new TestSwarm(seed);
  const author = await swarm.join({ ...situation, began: "now" });
  // What the objective asks for is known only once a trial has ended; nobody could keep away from the first.
  if (situation.spec?.sampler !== undefined) await swarm.clock.advance(7_000);
  const joining = Array.from({ length: others }, () => swarm.join(situation));
  return { swarm, author, tabs: [author, ...(await Promise.all(joining))] };
}

describe.each(SITUATIONS)("in a study of %s", (_, situation, count) => {
  it.each([1, 2])("a tab that pauses keeps nobody waiting (%i others)", async (others) => {
    for (const seed of [1, 2, 3]) {
      const { swarm, author, tabs } = await joined(situation, others, seed);
      const resting = tabs.at(-1) ?? author;
      // Of few pieces one that comes late may get none before others are done.
      await swarm.clock.advance(40_000, () => runsOwn(resting));
      await swarm.clock.advance(2_000);
      await resting.agent.pause();
      const rest = tabs.filter((tab) => tab !== resting);
      await swarm.until(() => rest.every(isDone), 60_000);
      const done = valuesIn(author);
      expect(new Set(done)).toEqual(new Set(upTo(count)));
      resting.agent.resume();
      await swarm.until(() => tabs.every(isDone), 10_000);
      await swarm.clock.advance(3_000);
      // Two that began the same piece within a second are no business of who rested.
      for (const tab of tabs) expect(valuesIn(tab)).toEqual(done);
    }
  });

  it("a tab that goes on leaves to the others what they have begun meanwhile", async () => {
    for (const seed of [1, 2, 3]) {
      const { swarm, author, tabs } = await joined(situation, 1, seed);
      const resting = tabs[1] ?? author;
      await swarm.clock.advance(40_000, () => runsOwn(resting));
      await swarm.clock.advance(1_000);
      const given = resting.agent.snapshot().status.live.find(({ own }) => own)?.params;
      await resting.agent.pause();
      const isTaken = (): boolean =>
        author.agent
          .snapshot()
          .status.live.some(({ own, params }) => own && JSON.stringify(params) === JSON.stringify(given));
      await swarm.clock.advance(30_000, isTaken);
      await swarm.clock.advance(3_000);
      resting.agent.resume();
      await swarm.until(() => tabs.every(isDone), 60_000);
      await swarm.clock.advance(3_000);
      for (const tab of tabs) expect(valuesIn(tab)).toEqual(upTo(count));
    }
  });

  it("a tab that paused goes on with its own where nobody took it", async () => {
    const swarm = new TestSwarm(4);
    const alone = await swarm.join({ ...situation, began: "now" });
    await swarm.clock.advance(3_000);
    await alone.agent.pause();
    await swarm.clock.advance(30_000);
    alone.agent.resume();
    await swarm.until(() => isDone(alone), 60_000);
    expect(valuesIn(alone)).toEqual(upTo(count));
  });
});
