// What strangers tell of generations may be false, but must not stop anybody, nor part tabs from each other.
import { describe, expect, it } from "vitest";
import { encodeCells } from "./generations/cells-codec.ts";
import { encodeGeneration } from "./generations/generation-codec.ts";
import { encodeStatus } from "./tell/status-codec.ts";
import { bredSpec, breeders, closedOf, deepga, objectivesOf, outcomeOf, soon } from "./testing/breeding.ts";
import { cheapSignatures } from "./testing/cheap-signatures.ts";
import { type Tab, TestSwarm, type Visit } from "./testing/test-swarm.ts";

const GENERATIONS = 4;
const EVALUATIONS = deepga.population + 10 * deepga.validationEpisodes;
const state = ({ agent }: Tab) => agent.snapshot().state;
const looksOn = encodeStatus({ name: "x", cores: 0, activity: "watching", round: 0, runningCount: 0, leases: [] });

/** Three tabs that have begun to breed, and a stranger who only looks on. */
async function visited(seed: number): Promise<{ swarm: TestSwarm; tabs: readonly Tab[]; stranger: Visit }> {
  const swarm = new TestSwarm(seed, cheapSignatures);
  const tabs = await breeders(swarm, bredSpec(GENERATIONS), objectivesOf(3, 100));
  const stranger = await swarm.visit(100, looksOn);
  await soon(swarm, () => tabs.every((tab) => tab.agent.snapshot().peerCount === 4), 20_000);
  return { swarm, tabs, stranger };
}

/** A history that has the form of one: the survivors are the first slots, by turns of the salt. */
const invented = (count: number, salt: number): Uint8Array[] =>
  Array.from({ length: count }, (_, generation) =>
    encodeGeneration({
      generation,
      survivors: Array.from({ length: deepga.survivors }, (__, slot) => {
        return { born: generation, slot, score: salt - slot, mean: slot < deepga.champions ? salt - slot : null };
      }),
      evaluations: EVALUATIONS,
      failed: 0,
      digest: "0123456789abcdef",
    }),
  );

async function endAlike(swarm: TestSwarm, tabs: readonly Tab[]): Promise<void> {
  await soon(swarm, () => tabs.every((tab) => state(tab) === "finished"), 120_000);
  await swarm.clock.advance(20_000);
  const [first, ...others] = tabs.map((tab) => outcomeOf(tab, GENERATIONS));
  for (const other of others) expect(other).toEqual(first);
}

describe("generations end alike in all tabs, whatever a stranger tells them:", () => {
  const all = Array.from({ length: deepga.population * (1 + deepga.validationEpisodes) }, (_, cell) => cell);
  it.each([
    ["the worst score of every cell", () => encodeCells(new Map(all.map((cell) => [cell, Number.NEGATIVE_INFINITY])))],
    ["the best score of every cell", () => encodeCells(new Map(all.map((cell) => [cell, Number.POSITIVE_INFINITY])))],
    ["failures of every cell", () => encodeCells(new Map(all.map((cell) => [cell, Number.NaN])))],
    ["cells that there are not", () => encodeCells(new Map(all.map((cell) => [2 ** 40 + cell, cell])))],
    ["bytes that mean nothing", () => [new Uint8Array(0), new Uint8Array(9).fill(255)]],
  ])("%s", async (_, bodies) => {
    const { swarm, tabs, stranger } = await visited(1);
    // Its own history is empty: these are of the first generation.
    expect(tabs.map(closedOf)).toEqual([0, 0, 0]);
    for (const body of bodies()) stranger.publish(body);
    await endAlike(swarm, tabs);
  });

  it("ever longer histories that it has invented, and other ones of the same length", async () => {
    const { swarm, tabs, stranger } = await visited(2);
    for (let salt = 0; salt < 12; salt++) {
      const longest = Math.max(...tabs.map(closedOf));
      stranger.claim(0, invented(Math.min(GENERATIONS, longest + (salt % 3 === 0 ? 1 : 0)), salt));
      await swarm.clock.advance(300);
    }
    await endAlike(swarm, tabs);
  });
});
