import { expect, it } from "vitest";
import { TrialPruned } from "../study/errors.ts";
import type { TrialContext } from "../study/trial/suggest.ts";
import { everyTrial, TestSwarm } from "./testing/test-swarm.ts";

/** Reports `value` every 200 ms, `steps` times. */
const objective = (value: number, steps: number) => ({
  *pace(trial: TrialContext): Generator<number, number> {
    trial.suggestInt("x", 0, 39);
    for (let step = 1; step <= steps; step++) {
      yield 200;
      trial.report(value, step);
      if (trial.shouldPrune()) throw new TrialPruned();
    }
    return value;
  },
});

it("a trial of a grid stops by what another tab found since it began", async () => {
  const swarm = new TestSwarm();
  const spec = {
    sampler: { name: "grid", values: { x: Array.from({ length: 40 }, (_, i) => i) } },
    pruner: { name: "halving", minResource: 1, reductionFactor: 3, hindsight: true },
    budget: { kind: "open", trialsPerRound: 10 },
    // Nobody's trials are run again, so all are believed: the one core that could has no time for it before its trial ends.
    repeatability: { kind: "noisy", repeats: 1 },
  } as const;
  const slow = await swarm.join({ spec, objective: objective(2, 10_000), began: "now" });
  await swarm.clock.advance(2_000);
  await swarm.join({ spec, objective: objective(1, 1) });
  const gaveUp = () => everyTrial(slow).some(({ own, number, state }) => own && number === 0 && state === "pruned");
  expect(await swarm.until(gaveUp, 30_000)).toBeLessThan(12_000);
});
