import { describe, expect, it } from "vitest";
import { judged } from "../bench/shared/entry-goals.ts";
import { loadEntry, loadObjective, runTrial } from "../bench/shared/load-objective.ts";
import { runEntry } from "../bench/shared/run-entry.ts";
import { readSpec } from "../study/spec/parse-spec.ts";
import { specWith } from "../study/spec/spec.ts";
import type { Proposal } from "../study/trial/proposal.ts";
import type { TrialOutcome } from "../study/trial/trial.ts";
import { objectivesOf } from "./entry.ts";
import { goalWords, reachesGoal } from "./goal.ts";
import { knownProblems } from "./known-problems.ts";
import { source as jobOrder } from "./sources/job-order.ts";

const entryOf = (id: string) => {
  const entry = knownProblems.find((known) => known.id === id);
  if (entry === undefined) throw new Error(`There is no ${id}.`);
  return entry;
};

async function tried(id: string, fixed: Proposal["fixed"]): Promise<TrialOutcome> {
  const space = { names: [], distributions: [] };
  const proposal = { number: 0, seed: 1, space, values: [], fixed, mixtures: null, foreignKnown: 0, repeatOf: null };
  const directions = objectivesOf(entryOf(id)).map(({ direction }) => direction);
  return runTrial(await loadEntry(entryOf(id)), proposal, { directions, pruner: { kind: "nop" } });
}

describe.each(knownProblems)("$title", (entry) => {
  it("is a study that others take, with all its values and constraints", async () => {
    const { title, language, constraints, sampler, pruner, budget, trialTimeoutMs } = entry;
    const spec = specWith({
      name: title,
      createdMs: 1,
      objective: { language, source: await entry.fetchSource() },
      objectives: objectivesOf(entry),
      constraints,
      sampler,
      pruner,
      budget,
      trialTimeoutMs,
    });
    expect(readSpec(spec)).toMatchObject({ ok: true });
    const outcome = await tried(entry.id, null);
    expect(outcome).toMatchObject({ state: "complete", error: null });
    expect(outcome.values).toHaveLength(spec.objectives.length);
    expect(Object.keys(outcome.constraints)).toEqual(constraints);
  });
});

/** Any seed would do; docs/gallery.md says of how many of them it is true. */
const SEED = 0;

it.each(knownProblems)("$id comes to what the gallery says, within its budget", async (entry) => {
  const value = await judged(entry, await runEntry(entry, SEED));
  expect(reachesGoal(entry, value), `${goalWords(entry)}: ${value}`).toBe(true);
});

describe("what is said of the best", () => {
  it("the best spring known weighs 0.012665, and its wire and its load just hold", async () => {
    const best = await tried("spring", { d: 0.051689, D: 0.356718, n: 11.288966 });
    expect(best.values[0]).toBeCloseTo(0.012665, 6);
    const { deflection, stress, ...others } = best.constraints;
    expect(deflection).toBeCloseTo(0, 4);
    expect(stress).toBeCloseTo(0, 4);
    for (const violation of Object.values(others)) expect(violation).toBeLessThan(0);
  });

  it("least squares leave less than the curve the measurements were made with", async () => {
    const made = await tried("oscillator", { amplitude: 2, decay: 0.15, frequency: 1.7, phase: 0.6, offset: 0.3 });
    const fitted = { amplitude: 2.020765, decay: 0.1547941, frequency: 1.7034034, phase: 0.6259283, offset: 0.3067584 };
    const least = await tried("oscillator", fitted);
    expect(least.values[0]).toBeCloseTo(0.071121, 6);
    expect(made.values[0]).toBeGreaterThan(least.values[0] ?? Number.NaN);
    // At the least no parameter moves the squares: a thousandth either way makes them more.
    for (const [name, value] of Object.entries(fitted)) {
      for (const factor of [0.999, 1.001]) {
        const moved = await tried("oscillator", { ...fitted, [name]: value * factor });
        expect(moved.values[0]).toBeGreaterThan(least.values[0] ?? Number.NaN);
      }
    }
  });

  it("the icosahedron is where thirteen atoms rest lowest, whichever of them is the first", async () => {
    const outcome = await tried("lennard-jones", icosahedron());
    expect(outcome.values[0]).toBeCloseTo(-44.326801, 5);
  });

  it("no order of the jobs costs less than 213, and one does cost that", async () => {
    const inner = await loadObjective<Jobs>({ language: "javascript", source: `${jobOrder}\n${JOBS}` }, ["jobs"]);
    expect(leastCost(inner.jobs)).toBe(213);
  });

  it("antennas half a wavelength apart have side lobes of -13.1 dB", async () => {
    const gaps = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`gap${i}`, 0.5]));
    expect((await tried("antenna", gaps)).values[0]).toBeCloseTo(-13.1, 1);
  });

  it("the best front of two goals is reached where all but the first are 0", async () => {
    const zeros = Object.fromEntries(Array.from({ length: 29 }, (_, i) => [`x${i + 1}`, 0]));
    expect((await tried("two-goals", { ...zeros, x0: 0.25 })).values).toEqual([0.25, 0.5]);
    expect((await tried("two-goals", { ...zeros, x0: 0.25, x7: 1 })).values[1]).toBeGreaterThan(0.5);
  });

  it("the same plan of the service desk costs something else by other chance, and 1,977 on average", async () => {
    const entry = entryOf("service-desk");
    const objective = await loadEntry(entry);
    const fixed = { people1: 4, people2: 8, people3: 7, people4: 3 };
    const space = { names: [], distributions: [] };
    const costs = Array.from({ length: 100 }, (_, seed) => {
      const proposal = {
        number: seed,
        seed,
        space,
        values: [],
        fixed,
        mixtures: null,
        foreignKnown: 0,
        repeatOf: null,
      };
      return (
        runTrial(objective, proposal, { directions: ["minimize"], pruner: { kind: "nop" } }).values[0] ?? Number.NaN
      );
    });
    expect(new Set(costs).size).toBe(100);
    const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    // A trial's deviation is 46.
    expect(Math.abs(mean - 1977)).toBeLessThan(3 * 4.6);
  });
});

/** One atom in the middle of twelve; the first is one of the twelve, as the trial's is. */
function icosahedron(): Record<string, number> {
  const golden = (1 + Math.sqrt(5)) / 2;
  const corners = [-1, 1].flatMap((a) => [-golden, golden].map((b) => [0, a, b]));
  const turned = corners.flatMap(([x = 0, y = 0, z = 0]) => [
    [x, y, z],
    [y, z, x],
    [z, x, y],
  ]);
  const radius = 1.0818 / Math.hypot(1, golden);
  const [origin = [], ...others] = [...turned, [0, 0, 0]].map((place) => place.map((each) => each * radius));
  const moved = others.map((place) => place.map((each, axis) => each - (origin[axis] ?? 0)));
  return inFrame(moved);
}

/** Turned so that the first atom lies on the x axis and the second above it in the plane of x and y. */
function inFrame(atoms: readonly (readonly number[])[]): Record<string, number> {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, each, i) => sum + each * (b[i] ?? 0), 0);
  const unit = (a: readonly number[]) => a.map((each) => each / Math.sqrt(dot(a, a)));
  const [first = [], second = []] = atoms;
  const ex = unit(first);
  const ey = unit(second.map((each, i) => each - dot(second, ex) * (ex[i] ?? 0)));
  const [x1 = 0, x2 = 0, x3 = 0] = ex;
  const [y1 = 0, y2 = 0, y3 = 0] = ey;
  const ez = [x2 * y3 - x3 * y2, x3 * y1 - x1 * y3, x1 * y2 - x2 * y1];
  return Object.fromEntries(
    atoms.flatMap((atom, i) => [
      [`x${i + 1}`, dot(atom, ex)],
      [`y${i + 1}`, dot(atom, ey)],
      [`z${i + 1}`, dot(atom, ez)],
    ]),
  );
}

interface Jobs {
  readonly jobs: readonly { readonly hours: number; readonly weight: number; readonly due: number }[];
}

const JOBS = "const jobs = HOURS.map((hours, i) => ({ hours, weight: WEIGHTS[i], due: DUE[i] }));";

/** Held and Karp: of every set of jobs that come first the least cost is that of one of them coming last of it. */
function leastCost(jobs: Jobs["jobs"]): number {
  const least = new Float64Array(1 << jobs.length).fill(Infinity);
  least[0] = 0;
  for (let set = 1; set < least.length; set++) {
    const isIn = (_: unknown, i: number) => ((set >> i) & 1) === 1;
    const clock = jobs.filter(isIn).reduce((sum, { hours }) => sum + hours, 0);
    for (const [i, { weight, due }] of jobs.entries()) {
      if (!isIn(null, i)) continue;
      const before = least[set & ~(1 << i)] ?? Infinity;
      least[set] = Math.min(least[set] ?? Infinity, before + weight * Math.max(0, clock - due));
    }
  }
  return least.at(-1) ?? Number.NaN;
}
