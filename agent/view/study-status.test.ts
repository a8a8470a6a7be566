import { expect, it } from "vitest";
import { intDistribution } from "../../study/space/distribution.ts";
import { VARIANT_PARAM } from "../../study/trainable/variants.ts";
import { encodeStatus } from "../tell/status-codec.ts";
import { TestSwarm } from "../testing/test-swarm.ts";

const variants = Array.from({ length: 10 }, (_, i) => ({ name: `v${i}`, config: i }));
const spec = {
  objectives: [{ name: "accuracy", direction: "maximize", unit: "" }],
  trainable: { variants, repeat: 1 },
  budget: { kind: "open", trialsPerRound: 10 },
} as const;

it("a stranger's cores and trials count for no more than a tab can lend and run", async () => {
  const swarm = new TestSwarm(1);
  const objective = { run: () => 1, durationMs: () => 600_000 };
  const { agent } = await swarm.join({ objective, spec, began: "now" });
  await swarm.clock.advance(5_000);
  const space = { names: [VARIANT_PARAM], distributions: [intDistribution(0, 9)] };
  const progress = { seconds: 2 ** 32 - 1, step: 1, value: 2 };
  const leases = [
    { ...progress, number: 1, state: "running" as const, space, params: [1] },
    { ...progress, number: 2, state: "running" as const, space, params: [2] },
  ];
  await swarm.visit(
    200,
    encodeStatus({ name: "x", cores: 1_024, activity: "running", round: 1, runningCount: 2 ** 32 - 1, leases }),
  );
  await swarm.clock.advance(8_000);
  const { status } = agent.snapshot();
  expect(status.live.map(({ own }) => own)).toEqual([true, false, false]);
  expect(status.liveCount).toBe(1 + 256 + 2);
  expect([status.coresUsed, status.coresLent]).toEqual([257, 257]);
  for (const { seconds } of status.live) expect(seconds).toBeLessThan(60);
});
