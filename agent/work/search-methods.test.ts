import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SamplerChoice } from "../../study/samplers/choice.ts";
import { SAMPLER_NAMES } from "../../study/spec/parse-sampler.ts";
import { parseSpec } from "../../study/spec/parse-spec.ts";
import { arbitrarySampler } from "../../study/testing/arbitrary-spec.ts";
import { small } from "../../study/testing/spec-changes.ts";
import { TestSwarm } from "../testing/test-swarm.ts";
import { loadSampler } from "./search-methods.ts";

const grid: SamplerChoice = {
  name: "grid",
  values: { x: Array.from({ length: 20 }, (_, i) => 10 * i - 95), y: [-1, 0, 1] },
};

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** One choice for every name but those that cannot run yet. */
const CHOICES: readonly SamplerChoice[] = SAMPLER_NAMES.flatMap((name): SamplerChoice[] => {
  switch (name) {
    case "grid":
      return [grid];
    case "distinct":
      return [{ name, sampler: { name: "random" } }];
    case "partial-fixed":
      return [{ name, fixed: { y: -1 }, sampler: { name: "tpe" } }];
    case "brute-force":
    case "deepga":
      // Continuous parameters have no end to try, and generations come later.
      return [];
    default:
      return [{ name }];
  }
});

describe.each(CHOICES)("two tabs with the $name sampler", (sampler) => {
  it("do their rounds, hold all trials and name one best", async () => {
    const swarm = new TestSwarm();
    const spec = { sampler, budget: { kind: "rounds", rounds: 3, trialsPerRound: 8 } } as const;
    for (let i = 0; i < 2; i++) await swarm.join({ spec });
    const snapshots = () => swarm.tabs.map(({ agent }) => agent.snapshot());
    await swarm.until(
      () =>
        snapshots().every(({ heldCount, state, claim }) => heldCount === 48 && state === "finished" && claim === null),
      20_000,
    );
    expect(snapshots().map(({ ownTrialCount, failedCount }) => [ownTrialCount, failedCount])).toEqual([
      [24, 0],
      [24, 0],
    ]);
    const [first, second] = snapshots().map(({ best }) => best?.trial);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });
});

describe("a sampler that an author may choose", () => {
  it("can be made, with every option at any value that is taken", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrarySampler, fc.option(fc.string()), async (sampler, seed) => {
        expect(typeof (await loadSampler({ sampler, seed, trainable: null })).sample).toBe("function");
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, SamplerChoice]>([
    ["the largest grid", { name: "grid", values: { x: upTo(1_000), y: upTo(1_000) } }],
    ["the longest list of a grid", { name: "grid", values: { x: upTo(10_000) } }],
    ["the largest populations", { name: "nsga3", populationSize: 10_000, divisions: 10_000 }],
    ["the largest generation", { name: "cmaes", population: 100_000, sigma0: 1e6, tolerance: 1 - Number.EPSILON }],
    ["the least of all", { name: "cmaes", population: 3, sigma0: 1e-300, tolerance: 1e-300, x0: {} }],
    ["the most candidates", { name: "tpe", candidates: 10_000, startupTrials: 1_000_000, priorWeight: 1e-300 }],
  ])("can be made also as %s", async (_, sampler) => {
    expect(parseSpec({ ...small, sampler })).toMatchObject({ ok: true });
    expect((await loadSampler({ sampler, seed: null, trainable: null })).name).toBe(sampler.name);
  });
});
