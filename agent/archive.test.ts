// A peer that only keeps what is told, as a seed does: nobody's tab.
import { expect, it } from "vitest";
import { everyTrial, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const TRIALS = 40;
const spec = { budget: { kind: "rounds" as const, rounds: 4, trialsPerRound: 10 } };
const state = (tab: Tab) => tab.agent.snapshot().state;

it("an archive is counted as nobody, and gives all to who comes when everybody has gone", async () => {
  const swarm = new TestSwarm();
  const archive = await swarm.join({ spec, isArchive: true, cores: 0 });
  const author = await swarm.join({ spec });
  await swarm.until(() => state(author) === "finished" && everyTrial(archive).length === TRIALS, 120_000);
  const { peerCount, peers } = author.agent.snapshot();
  expect([peerCount, peers.map(({ isYou }) => isYou)]).toEqual([1, [true]]);
  // Of itself it knows the author alone.
  expect(archive.agent.snapshot().peerCount).toBe(1);

  const stopped = author.agent.stop();
  await swarm.clock.advance(5_000);
  await stopped;
  const late = await swarm.join({ spec, cores: 0 });
  await swarm.until(() => everyTrial(late).length === TRIALS, 60_000);
  await swarm.until(() => late.agent.snapshot().peerCount === 1, 60_000);
  const rows = late.agent.snapshot().peers;
  expect(rows.map(({ isYou, trials }) => [isYou, trials])).toEqual([
    [true, 0],
    [false, TRIALS],
  ]);
});
