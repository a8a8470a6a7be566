// Ray's random sigmoids over four simulated tabs; all seeds are run by `npm run bench:sigmoids`.
import { describe, expect, it } from "vitest";
import { runSigmoids } from "../bench/sigmoids/sigmoid-swarm.ts";
import { schedulerPruner } from "../study/pruners/schedulers.ts";

/** Each of a hundred curves, and those that two tabs begin before they hear of each other: in 50 seeds of the bench at most nine. */
const MOST_TRIALS = 109;
const SWARM = { tabs: 4, stepMs: 200, joinMs: 3_000 };

async function run(name: string, options: object, seed: number) {
  const scheduler = schedulerPruner(name, options);
  if (!scheduler.ok) throw new Error(scheduler.reason);
  return runSigmoids({ ...SWARM, pruner: scheduler.value.pruner, seed });
}

describe("a hundred random sigmoids over four tabs", () => {
  it("take HyperBand no more than 40 % of FIFO's steps, and a trial within 10 % of the best is kept", async () => {
    const { steps, trials, shortfall } = await run("HyperBand", { max_t: 81 }, 0);
    expect(steps).toBeLessThanOrEqual(0.4);
    expect(shortfall).toBeLessThanOrEqual(0.1);
    expect(trials).toBeGreaterThanOrEqual(100);
    expect(trials).toBeLessThanOrEqual(MOST_TRIALS);
  });

  it("take ASHA no more than 40 % of FIFO's steps, and a trial within 1 % of the best is kept", async () => {
    const { steps, trials, shortfall } = await run("ASHA", { grace_period: 9, reduction_factor: 3, max_t: 81 }, 0);
    expect(steps).toBeLessThanOrEqual(0.4);
    expect(shortfall).toBeLessThanOrEqual(0.01);
    expect(trials).toBeGreaterThanOrEqual(100);
    expect(trials).toBeLessThanOrEqual(MOST_TRIALS);
  });
});

it("takes FIFO every step of every sigmoid", async () => {
  const { steps, trials, kept, shortfall } = await run("FIFO", {}, 0);
  expect(kept).toBe(trials);
  expect(steps).toBeCloseTo(trials / 100, 10);
  expect(shortfall).toBe(0);
});
