import { describe, expect, it } from "vitest";
import { everyTrial, type Tab, TestSwarm } from "./testing/test-swarm.ts";
import type { SimulatedObjective } from "./work/simulated-runner.ts";

/** ZDT1 in 6 parameters: the best trade-offs are f2 = 1 - sqrt(f1). */
const zdt1: SimulatedObjective = {
  run: (trial) => {
    const x = Array.from({ length: 6 }, (_, i) => trial.suggestFloat(`x${i}`, 0, 1));
    const g = 1 + (9 * x.slice(1).reduce((sum, it) => sum + it, 0)) / 5;
    return [x[0] ?? 0, g * (1 - Math.sqrt((x[0] ?? 0) / g))];
  },
  durationMs: () => 60,
};
const objectives = [
  { name: "f1", direction: "minimize", unit: "" },
  { name: "f2", direction: "minimize", unit: "" },
] as const;
const budget = { kind: "rounds", rounds: 5, trialsPerRound: 10 } as const;

const frontOf = (tab: Tab) => tab.agent.snapshot().front ?? { points: [], size: 0, reference: null, hypervolume: [] };
const sharedFront = (tab: Tab) => frontOf(tab).points.map(({ trial, values }) => `${trial} ${values.join()}`);

/** By definition, from all trials held: the values, equal ones once. */
function nondominated(tab: Tab): Set<string> {
  const rows = everyTrial(tab).filter(({ state }) => state === "complete");
  const isBetter = (a: readonly number[], b: readonly number[]) =>
    a.every((value, i) => value <= (b[i] ?? 0)) && a.some((value, i) => value < (b[i] ?? 0));
  const best = rows.filter((row) => !rows.some((other) => isBetter(other.values, row.values)));
  return new Set(best.map(({ values }) => String(values)));
}

async function finalVolume(sampler: "auto" | "tpe" | "nsga2", seed: number): Promise<number> {
  const swarm = new TestSwarm(seed);
  for (let i = 0; i < 4; i++)
    await swarm.join({ spec: { objectives, budget, sampler: { name: sampler } }, objective: zdt1 });
  await swarm.until(() => swarm.tabs.every(({ agent }) => agent.snapshot().heldCount === 200), 120_000);
  const [first, ...others] = swarm.tabs.map(sharedFront);
  for (const other of others) expect(other).toEqual(first);
  const [tab] = swarm.tabs as [Tab];
  expect(new Set(frontOf(tab).points.map(({ values }) => String(values)))).toEqual(nondominated(tab));
  expect(frontOf(tab).size).toBe(nondominated(tab).size);
  const { hypervolume, reference } = frontOf(tab);
  expect(reference?.every(Number.isFinite)).toBe(true);
  for (let i = 1; i < hypervolume.length; i++) {
    expect(hypervolume[i]?.value).toBeGreaterThanOrEqual(hypervolume[i - 1]?.value ?? 0);
  }
  return volumeUnder(frontOf(tab).points.map(({ values }) => values));
}

/** Below (11, 11), by strips. */
function volumeUnder(front: readonly (readonly number[])[]): number {
  let [volume, top] = [0, 11];
  for (const [f1 = 0, f2 = 0] of front.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    volume += (11 - f1) * (top - f2);
    top = f2;
  }
  return volume;
}

describe("two objectives, four tabs of 50 trials", () => {
  it("show the same front on all tabs, and the automatic sampler's is as good as TPE's", async () => {
    const mean = async (sampler: "auto" | "tpe") =>
      ((await finalVolume(sampler, 1)) + (await finalVolume(sampler, 2))) / 2;
    const [auto, tpe] = [await mean("auto"), await mean("tpe")];
    console.log(`hypervolume: auto ${auto.toFixed(2)}, tpe ${tpe.toFixed(2)}`);
    expect(auto).toBeGreaterThanOrEqual(tpe);
  }, 120_000);

  it("work with NSGA-II, too", async () => {
    expect(await finalVolume("nsga2", 1)).toBeGreaterThan(90);
  });
});
