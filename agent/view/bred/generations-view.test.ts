import { expect, it } from "vitest";
import { bredSpec, breeders, CountingObjective, closedOf, deepga, objectivesOf, soon } from "../../testing/breeding.ts";
import { cheapSignatures } from "../../testing/cheap-signatures.ts";
import { type Tab, TestSwarm } from "../../testing/test-swarm.ts";
import { cellName } from "./cell-words.ts";

const EVALUATIONS = deepga.population + 10 * deepga.validationEpisodes;

it("the log of generations has their champions, survivors and times, and is told anew only when one has closed", async () => {
  const swarm = new TestSwarm(1, cheapSignatures);
  const { agent } = await swarm.join({ spec: bredSpec(5), objective: new CountingObjective(20), began: "now" });
  await soon(swarm, () => agent.snapshot().generations?.closed === 2, 30_000);
  const page = agent.generations({ since: null });
  if (page === null) throw new Error("There is no page.");
  expect(page).toMatchObject({ closed: 2, planned: 5, open: { generation: 2 } });
  expect(page.rows.map(({ generation, seeds, survivors }) => [generation, seeds, survivors])).toEqual([
    [1, agent.genomesOf(1)?.survivors[0]?.genome.length, 10],
    [0, 1, 10],
  ]);
  for (const row of page.rows) {
    expect(row).toMatchObject({ evaluations: EVALUATIONS, failed: 0, episodes: 4 });
    expect(row.scores).toEqual(row.scores.toSorted((a, b) => b - a));
    expect(row.value).toBe(agent.genomesOf(row.generation)?.championMean);
    expect(row.tookMs).toBeGreaterThan(EVALUATIONS * 20);
    expect(row.tookMs).toBeLessThan(EVALUATIONS * 25);
  }
  for (const { best, median, worst } of page.curve) expect(best >= median && median >= worst).toBe(true);
  expect(agent.generations({ since: page.revision })).toBeNull();
  await soon(swarm, () => agent.snapshot().generations?.closed === 3, 30_000);
  expect(agent.generations({ since: page.revision })?.closed).toBe(3);
  expect(agent.genomesOf(3)).toBeNull();
});

it("champions make events, each once, and cells none", async () => {
  const swarm = new TestSwarm(2, cheapSignatures);
  const tab = await swarm.join({ spec: bredSpec(3), objective: new CountingObjective(1), began: "now" });
  await soon(swarm, () => closedOf(tab) === 3, 30_000);
  const { events, shortTrials } = tab.agent.events({ after: null, limit: 100 });
  expect(events.filter(({ to }) => to === "complete").map(({ trial, by }) => [trial.split(":")[1], by])).toEqual(
    [0, 1, 2].map((generation) => [`${generation}`, "all tabs"]),
  );
  expect([events.length, shortTrials]).toEqual([6, 0]);
});

it("long cells are shown by their places, here and elsewhere, and people by how many they have run", async () => {
  const swarm = new TestSwarm(3, cheapSignatures);
  const tabs = await breeders(swarm, bredSpec(3), objectivesOf(2, 10_000), { cores: 2 });
  await swarm.clock.advance(40_000);
  const [first] = tabs as [Tab, Tab];
  const { status, peers, trialCount } = first.agent.snapshot();
  expect(status.live.map(({ own }) => own)).toEqual([true, true, false, false]);
  const names = status.live.map(({ name }) => name ?? "");
  for (const name of names) expect(name).toMatch(/^generation 0, slot \d+$/);
  expect(new Set(names).size).toBe(4);
  for (const { seconds } of status.live) expect(seconds).toBeLessThan(12);
  expect(peers).toHaveLength(2);
  for (const { trials } of peers) expect(trials).toBeGreaterThanOrEqual(4);
  expect(peers.reduce((sum, { trials }) => sum + trials, 0)).toBeLessThanOrEqual(trialCount);
});

it("an episode of a re-test is called by its slot and its place in it", () => {
  const settings = { ...deepga, seed: "s", maximize: true };
  expect(cellName(settings, 12, 40)).toBe("generation 12, slot 40");
  expect(cellName(settings, 12, 60 + 4 * 40 + 3)).toBe("generation 12, slot 40, re-test 4");
});
