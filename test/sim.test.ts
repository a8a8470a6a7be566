// Small swarms under each attack of `npm run sim`: what holds of every one of them today.
import { describe, expect, it } from "vitest";
import { ATTACKS } from "../bench/sim/attacks.ts";
import { figuresOf } from "../bench/sim/figures.ts";
import { type SimRun, simRun } from "../bench/sim/run.ts";

const SMALL = { honest: 4, liars: 2, trials: 12, seed: 1, objective: "sphere", loss: 0 };

/**
 * Two small swarms differ in their best by more than any attack makes of it, and three first checks of strangers, which come ahead of all
 * trials, or a lie that is run twice beside a control, are a quarter of twelve: both are for the table.
 */
const TOO_FEW_TRIALS_FOR = ["honestBest", "cleanBest", "foundBest", "extraEvaluations", "verifyCpuShare"];

const runOf = (attack: string): SimRun => {
  const { budget = "rounds", objective = SMALL.objective } = ATTACKS[attack] ?? {};
  const run: SimRun = { ...SMALL, attack, budget, objective };
  return attack === "none" ? { ...run, liars: 0 } : run;
};

describe("a small swarm of real agents, a third of them liars", () => {
  it.each(["none", ...Object.keys(ATTACKS)])("%s", async (attack) => {
    const result = await simRun(runOf(attack));
    const open = new Set(TOO_FEW_TRIALS_FOR);
    const asked = figuresOf(result, result, SMALL.trials).filter(({ name }) => !open.has(name));
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked.filter(({ holds }) => !holds)).toEqual([]);
  });

  it("finds every forker", async () => {
    expect((await simRun(runOf("fork"))).liarsBanned).toBe(SMALL.liars);
  });

  it("does the same again from the same seed, and something else from another", async () => {
    const run = { ...runOf("best-claim"), trials: 4 };
    const first = await simRun(run);
    expect(await simRun(run)).toEqual(first);
    expect(await simRun({ ...run, seed: 2 })).not.toEqual(first);
  });
});
