// A tab that rests keeps nobody waiting: what it had begun is run by others, and not again when it goes on.
import { describe, expect, it } from "vitest";
import type { Budget } from "../study/spec/spec.ts";
import type { Proposal } from "../study/trial/proposal.ts";
import { quadratic, TestSwarm } from "./testing/test-swarm.ts";
import { WorkQueue } from "./work/work-queue.ts";

const ROUNDS: Budget = { kind: "rounds", rounds: 5, trialsPerRound: 10 };
const TOTAL: Budget = { kind: "trials", total: 60, trialsPerRound: 10 };
const situation = (budget: Budget) => ({ objective: quadratic(1_000), cores: 2, spec: { budget } });

describe.each(["pause", "no cores"] as const)("a tab at rest (%s)", (how) => {
  const rest = ({ agent }: { agent: { pause(): Promise<void>; setCores(cores: number): void } }): void => {
    if (how === "pause") void agent.pause();
    else agent.setCores(0);
  };

  it.each([0, 1])("leaves its trials to the other tab of its browser (tab %i)", async (which) => {
    const swarm = new TestSwarm(5);
    const first = await swarm.join(situation(ROUNDS));
    await swarm.clock.advance(3_000);
    const { profile, store } = first;
    const tabs = [first, await swarm.join({ ...situation(ROUNDS), profile, store, hasSibling: true })];
    await swarm.clock.advance(7_300);
    const resting = tabs[which];
    if (resting !== undefined) rest(resting);
    await swarm.clock.advance(120_000);
    expect(tabs.map(({ agent }) => agent.snapshot().state)).toEqual(["finished", "finished"]);
    expect(tabs.map(({ agent }) => agent.snapshot().trialCount)).toEqual([50, 50]);
  });

  it("leaves them to the swarm under a total budget", async () => {
    const swarm = new TestSwarm(6);
    const resting = await swarm.join(situation(TOTAL));
    const other = await swarm.join(situation(TOTAL));
    await swarm.clock.advance(7_300);
    rest(resting);
    await swarm.clock.advance(120_000);
    expect(other.agent.snapshot()).toMatchObject({ state: "finished", trialCount: 60 });
  });

  it("runs no more than is left when it goes on", async () => {
    const swarm = new TestSwarm(6);
    const resting = await swarm.join(situation(TOTAL));
    const other = await swarm.join(situation(TOTAL));
    await swarm.clock.advance(7_300);
    rest(resting);
    await swarm.clock.advance(10_000);
    const { trialCount } = other.agent.snapshot();
    expect(trialCount).toBeLessThan(60);
    resting.agent.resume();
    resting.agent.setCores(2);
    await swarm.clock.advance(120_000);
    for (const { agent } of [resting, other]) {
      expect(agent.snapshot().state).toBe("finished");
      expect(agent.snapshot().trialCount).toBeGreaterThanOrEqual(60);
      expect(agent.snapshot().trialCount).toBeLessThanOrEqual(62);
    }
  });
});

it("runs its own trials again after a rest if nobody else has", async () => {
  const swarm = new TestSwarm(7);
  const alone = await swarm.join(situation(TOTAL));
  await swarm.clock.advance(7_300);
  await alone.agent.pause();
  await swarm.clock.advance(60_000);
  expect(alone.agent.snapshot().state).toBe("paused");
  alone.agent.resume();
  await swarm.clock.advance(120_000);
  expect(alone.agent.snapshot()).toMatchObject({ state: "finished", trialCount: 60 });
});

it("gives up last what must run alone", () => {
  const queue = new WorkQueue();
  const proposal = (number: number): Proposal => ({
    number,
    seed: 0,
    space: { names: [], distributions: [] },
    values: [],
    fixed: null,
    mixtures: null,
    foreignKnown: 0,
    repeatOf: null,
  });
  queue.suspect([proposal(1), proposal(2)]);
  queue.giveBack([proposal(3), proposal(4), proposal(5)]);
  expect(queue.drop(2).map(({ number }) => number)).toEqual([4, 5]);
  expect(queue.drop(2).map(({ number }) => number)).toEqual([3, 2]);
  expect(queue.drop(9).map(({ number }) => number)).toEqual([1]);
  expect(queue.size).toBe(0);
});
