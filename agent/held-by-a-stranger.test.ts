import { expect, it } from "vitest";
import { intDistribution } from "../study/space/distribution.ts";
import { specWith } from "../study/spec/spec.ts";
import { encodeStatus, NO_PROGRESS } from "./tell/status-codec.ts";
import { TestSwarm } from "./testing/test-swarm.ts";

const VARIANTS = 10;
const spec = specWith({
  name: "Variants",
  objective: { language: "javascript", source: "" },
  createdMs: 0,
  budget: { kind: "open", trialsPerRound: 10 },
  trainable: {
    variants: Array.from({ length: VARIANTS }, (_, i) => ({ name: `v${i}`, config: { width: i } })),
    repeat: 1,
  },
});
const objective = {
  run: (trial: { suggestInt(name: string, low: number, high: number): number }) =>
    trial.suggestInt("variant", 0, VARIANTS - 1),
  durationMs: () => 1_000,
};
const space = { names: ["variant"], distributions: [intDistribution(0, VARIANTS - 1)] };
const claims = (activity: "running" | "watching") =>
  encodeStatus({
    name: "stranger",
    cores: 1,
    activity,
    round: 1,
    runningCount: VARIANTS,
    leases: Array.from({ length: VARIANTS }, (_, number) =>
      Object.assign({ number, state: "running" as const, space, params: [number] }, NO_PROGRESS),
    ),
  });

it.each(["running", "watching"] as const)(
  "a stranger that says, %s, that it runs every variant holds up nobody for long",
  async (activity) => {
    const swarm = new TestSwarm(1);
    for (let i = 0; i < 3; i++) await swarm.join({ objective, spec });
    await swarm.visit(200, claims(activity));
    const isDone = (): boolean => swarm.tabs.every(({ agent }) => agent.snapshot().state === "finished");
    await swarm.clock.advance(60_000, isDone);
    expect(swarm.tabs.map(({ agent }) => agent.snapshot().endedBy)).toEqual(
      swarm.tabs.map(() => "every variant has been run"),
    );
  },
);
