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

const NONE = { points: [], size: 0, claims: [], reference: null, hypervolume: [] };
const frontOf = (tab: Tab) => tab.agent.snapshot().front ?? NONE;
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
  // Whose rounds are done goes on until it knows of every trade-off whether it is true.
  await swarm.until(() => swarm.tabs.every((tab) => frontOf(tab).claims.length === 0), 120_000);
  await swarm.clock.advance(2_000);
  for (const tab of swarm.tabs)
    for (const { own, state } of frontOf(tab).points) expect(state).toBe(own ? "own" : "verified");
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

/** Tells of some trials that they beat all others in both objectives. */
const lyingOf = (isMeant: (number: number) => boolean): SimulatedObjective => ({
  run: (trial) => {
    const values = zdt1.run(trial, 0, trial as never) as number[];
    return isMeant(trial.number) ? values.map((value) => value - 1_000) : values;
  },
  durationMs: () => 60,
});

describe("a liar's trade-offs", () => {
  it("stand beside the front as claims, hide nothing of it, and are gone once they have been run again", async () => {
    const swarm = new TestSwarm(6);
    const spec = { objectives, budget, sampler: { name: "tpe" } } as const;
    const honest = [await swarm.join({ spec, objective: zdt1 }), await swarm.join({ spec, objective: zdt1 })];
    await swarm.join({ spec, objective: lyingOf((number) => number % 3 === 2) });
    const isFalse = ({ values }: { readonly values: readonly number[] }): boolean => values.some((value) => value < 0);
    const claimed = new Set<string>();
    const shown: string[] = [];
    let least = Number.POSITIVE_INFINITY;
    await swarm.clock.advance(60_000, () => {
      for (const tab of honest) {
        const { points, claims, hypervolume } = frontOf(tab);
        for (const { trial } of points.filter(isFalse)) shown.push(trial);
        for (const claim of claims.filter(isFalse)) claimed.add(`${claim.by} ${claim.state}`);
        if (tab.agent.snapshot().best?.values.some((value) => value < 0)) shown.push("best");
        if (claims.some(isFalse)) least = Math.min(least, points.length);
        // Below (11, 11) and above (0, 0) there is no more.
        if ((hypervolume.at(-1)?.value ?? 0) > 1_000) shown.push("hypervolume");
      }
      return honest.every(({ agent }) => agent.snapshot().state === "finished");
    });
    await swarm.clock.advance(10_000);
    expect(shown).toEqual([]);
    expect([...claimed]).toEqual(["tab 2 claimed"]);
    expect(least).toBeGreaterThan(0);
    const [first, second] = honest.map(sharedFront);
    expect(first).toEqual(second);
    for (const tab of honest) {
      const { points, claims } = frontOf(tab);
      expect(claims.filter(isFalse)).toEqual([]);
      expect(new Set(points.map(({ state }) => state))).toEqual(new Set(["own", "verified"]));
    }
  });
});

it("a false trade-off that beats all others does not end a study for which nothing better is found", async () => {
  const inVain = 40;
  const ended = async (objective: SimulatedObjective): Promise<number> => {
    const swarm = new TestSwarm(7);
    const stopRules = [{ kind: "no-improvement", trials: inVain }] as const;
    const spec = { objectives, budget: { ...budget, rounds: 20 }, stopRules, sampler: { name: "random" } } as const;
    const tabs = [await swarm.join({ spec, objective: zdt1 }), await swarm.join({ spec, objective: zdt1 })];
    await swarm.join({ spec, objective });
    await swarm.until(() => tabs.every(({ agent }) => agent.snapshot().state === "finished"), 120_000);
    return Math.min(...tabs.map(({ agent }) => agent.snapshot().ownTrialCount));
  };
  const [clean, attacked] = [await ended(zdt1), await ended(lyingOf((number) => number === 2))];
  console.info(`ended after ${clean} own trials, beside a liar after ${attacked}`);
  // By what is told, it would have ended after three fifths of them.
  expect(attacked).toBeGreaterThan(0.8 * clean);
});

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
