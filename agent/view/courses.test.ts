import { expect, it } from "vitest";
import { intDistribution } from "../../study/space/distribution.ts";
import { VARIANT_PARAM } from "../../study/trainable/variants.ts";
import { encodeStatus, NO_PROGRESS } from "../tell/status-codec.ts";
import { TestSwarm } from "../testing/test-swarm.ts";

const variants = Array.from({ length: 10 }, (_, i) => ({ name: `v${i}`, config: i }));
const spec = {
  objectives: [{ name: "accuracy", direction: "maximize", unit: "" }],
  trainable: { variants, repeat: 1 },
  budget: { kind: "open", trialsPerRound: 10 },
} as const;
const space = { names: [VARIANT_PARAM], distributions: [intDistribution(0, 9)] };

it("a status makes no more trials begin than its tab has cores, and a few", async () => {
  const swarm = new TestSwarm(1);
  const objective = { run: () => 1, durationMs: () => 600_000 };
  const { agent } = await swarm.join({ objective, spec, began: "now" });
  await swarm.clock.advance(5_000);
  const leases = Array.from({ length: 32 }, (_, number) => ({
    number,
    state: "running" as const,
    ...NO_PROGRESS,
    space,
    params: [number % 10],
  }));
  const status = { name: "x", cores: 2, activity: "running" as const, round: 1, runningCount: 32, leases };
  await swarm.visit(200, encodeStatus(status));
  await swarm.clock.advance(1_500);
  const { events } = agent.events({ after: 0, limit: 500 });
  expect(events.filter(({ own }) => own)).toHaveLength(1);
  expect(events.filter(({ own }) => !own).map(({ trial }) => Number(trial.split(":")[1]))).toEqual([0, 1, 2, 3, 4, 5]);
});
