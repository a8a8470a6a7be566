// What nobody has looked at counts for little under a total budget: it is no work, only a number.
import { expect, it } from "vitest";
import { encodeStatus } from "./tell/status-codec.ts";
import { quadratic, TestSwarm } from "./testing/test-swarm.ts";

const total = 200;
const spec = { budget: { kind: "trials", total, trialsPerRound: 10 } } as const;
const saying = (runningCount: number) =>
  encodeStatus({ name: "busy", cores: 8, activity: "running", round: 1, runningCount, leases: [] });

/** Trials that three honest tabs have run when all of them have ended, and how long that took. */
async function honestWork(visit: (swarm: TestSwarm) => Promise<void>) {
  const swarm = new TestSwarm(5);
  for (let i = 0; i < 3; i++) await swarm.join({ spec, objective: quadratic(400) });
  await swarm.clock.advance(3_000);
  await visit(swarm);
  const tookMs = await swarm.until(
    () => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished"),
    200_000,
  );
  const own = swarm.tabs.map(({ agent }) => agent.snapshot().ownTrialCount);
  return { trials: own.reduce((sum, count) => sum + count, 0), tookMs };
}

it("a stranger that counts trials which it never ran ends nobody's budget, and one that says it runs them all holds nobody up", async () => {
  const clean = await honestWork(async () => {});
  const counted = await honestWork(async (swarm) => (await swarm.visit(200, saying(0))).count(400_000_000));
  const busy = await honestWork(async (swarm) => void (await swarm.visit(201, saying(4_000_000))));
  console.info(JSON.stringify({ clean, counted, busy }));
  for (const { trials, tookMs } of [counted, busy]) {
    expect(trials).toBeGreaterThanOrEqual(0.95 * total);
    expect(trials).toBeLessThanOrEqual(1.05 * total);
    expect(tookMs).toBeLessThan(clean.tookMs + 6_000);
  }
});
