// Whatever tabs do, each variant stands in one place, and what is counted is what is listed.
import { expect, it } from "vitest";
import { VARIANT_PARAM } from "../study/trainable/variants.ts";
import { everyTrial, type Tab, TestSwarm } from "./testing/test-swarm.ts";

const ALL = 12;
const spec = {
  budget: { kind: "open", trialsPerRound: 10 },
  trainable: { variants: Array.from({ length: ALL }, (_, i) => ({ name: `v_${i}`, config: { i } })), repeat: 1 },
} as const;
const objective = {
  run: (trial: { suggestInt(name: string, low: number, high: number): number }) =>
    trial.suggestInt(VARIANT_PARAM, 0, ALL - 1),
  durationMs: () => 6_000,
};

/** Looks at every tab, four times a second. */
async function watch(swarm: TestSwarm, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 250) {
    await swarm.clock.advance(250);
    for (const tab of swarm.tabs) check(tab);
  }
}

function check(tab: Tab): void {
  const { live, waiting, variants } = tab.agent.snapshot().status;
  if (variants === null) throw new Error("There are variants.");
  const { running, waiting: waits, complete, pruned, failed } = variants;
  expect(running + waits + complete + pruned + failed).toBe(ALL);
  const runs = live.filter(({ state }) => state === "running");
  expect([runs.length, live.length - runs.length + waiting.length]).toEqual([running, waits]);
  const ended = new Set(everyTrial(tab).map(({ name }) => name));
  expect(ended.size).toBe(complete + pruned + failed);
  expect(new Set([...live, ...waiting].map(({ name }) => name).concat(...ended)).size).toBe(ALL);
}

it("while tabs pause, go on, lend nothing and are killed", async () => {
  const swarm = new TestSwarm(9);
  const author = await swarm.join({ spec, objective, began: "now", cores: 2 });
  const [second, third] = [await swarm.join({ spec, objective, cores: 2 }), await swarm.join({ spec, objective })];
  await watch(swarm, 8_000);
  expect(author.agent.snapshot().status.variants?.running).toBeGreaterThan(2);
  void second.agent.pause();
  await watch(swarm, 1_500);
  const given = author.agent.snapshot().status.live.filter(({ by }) => by === "tab 1");
  expect(given.map(({ state }) => state)).toContain("waiting");
  await watch(swarm, 3_500);
  await author.agent.pause();
  await watch(swarm, 3_000);
  author.agent.resume();
  await watch(swarm, 3_000);
  swarm.crash(third);
  await watch(swarm, 20_000);
  second.agent.resume();
  await watch(swarm, 60_000);
  expect(author.agent.snapshot().state).toBe("finished");
});
