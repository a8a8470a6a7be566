import { describe, expect, it, test } from "vitest";
import { breed } from "../bench/evolve/bred.ts";
import { type LoadedObjective, loadEntry, runTrial } from "../bench/shared/load-objective.ts";
import { createStudy } from "../study/create-study.ts";
import { proposalOf } from "../study/evolution/bred.ts";
import { deepGaSampler } from "../study/samplers/deepga.ts";
import { parseSpec } from "../study/spec/parse-spec.ts";
import { specWith } from "../study/spec/spec.ts";
import type { TrialOutcome } from "../study/trial/trial.ts";
import type { EpisodeFrame } from "./control/episode.js";
import { controlStudies } from "./control-studies.ts";

const run = (objective: LoadedObjective, genome: readonly number[], seed: number, isWatched = false): TrialOutcome => {
  const proposal = proposalOf({ generation: 0, cell: 0, genome, seed }, seed, 0.1);
  return runTrial(objective, { ...proposal, isWatched }, { directions: ["maximize"], pruner: { kind: "nop" } });
};

const GENOME = Array.from({ length: 40 }, (_, i) => 7 * i);

describe.each(controlStudies)("$title", (entry) => {
  it("scores the same genome and seed alike, whatever ran before, and others otherwise", async () => {
    const objective = await loadEntry(entry);
    const first = run(objective, GENOME, 1);
    expect(first).toMatchObject({ state: "complete", error: null, params: [] });
    const others = Array.from({ length: 40 }, (_, i) => run(objective, [i], 2 + i).values[0]);
    expect(new Set(others).size).toBeGreaterThan(1);
    expect(run(objective, GENOME, 1).values).toEqual(first.values);
  });

  it("shows its beginning and every step to whoever looks on, and nothing to others", async () => {
    const objective = await loadEntry(entry);
    const frames: EpisodeFrame[] = [];
    const context = watched(objective, frames);
    const alone = run(objective, GENOME, 3);
    expect(alone.userAttrs).toEqual({});
    expect(context.values).toEqual(alone.values);
    expect(frames.map(({ step }) => step)).toEqual(Array.from({ length: frames.length }, (_, i) => i));
    expect(frames[0]?.reward).toBe(0);
    // Of Pendulum's three episodes the first is shown.
    const value = alone.values[0] ?? Number.NaN;
    if (entry.id === "pendulum") expect(frames).toHaveLength(201);
    else expect(frames.at(-1)?.reward).toBe(value);
    expect(JSON.parse(JSON.stringify(frames))).toEqual(frames);
    // As much as a trial may show.
    expect(JSON.stringify(frames).length).toBeLessThan(500_000);
    expect(context.userAttrs["weights"]).toBeGreaterThan(0);
  });

  it("is a study that others take", async () => {
    const { sampler, budget, pruner, metric, direction, title, trialTimeoutMs, unit } = entry;
    const spec = specWith({
      name: title,
      createdMs: 1,
      objective: { language: "javascript", source: await entry.fetchSource() },
      objectives: [{ name: metric, direction, unit }],
      sampler,
      pruner,
      budget,
      trialTimeoutMs,
    });
    expect(parseSpec(spec)).toMatchObject({ ok: true });
  });
});

/** What few of the gallery's own generations come to. Only of the harder tasks is a first generation far from it. */
const FEW: readonly (readonly [id: string, generations: number, least: number])[] = [
  ["cart-pole", 6, 475],
  ["mountain-car", 20, 90],
  ["acrobot", 4, -100],
  ["pendulum", 10, -600],
  ["orchard", 12, 17],
];

test.each(FEW)("%s: %i generations come to %d", async (id, generations, least) => {
  const entry = controlStudies.find((study) => study.id === id);
  if (entry?.sampler.name !== "deepga") throw new Error(`There is no study of ${id}.`);
  const settings = { ...entry.sampler, seed: "gallery", maximize: entry.direction === "maximize" };
  const bred = breed(await loadEntry(entry), settings, generations);
  expect(bred.freshMean).toBeGreaterThanOrEqual(least);
  expect(bred.champion.length).toBeLessThanOrEqual(generations);
});

test.each(controlStudies)("study.optimize breeds $id, too", async (entry) => {
  if (entry.sampler.name !== "deepga") throw new Error("This entry breeds no generations.");
  const { name: _, ...settings } = entry.sampler;
  const sampler = deepGaSampler({ ...settings, population: 20, survivors: 5, champions: 2, validationEpisodes: 3 });
  const study = createStudy({ direction: entry.direction, sampler, seed: 5 });
  const { default: objective } = await loadEntry(entry);
  await study.optimize((trial) => objective(trial) as number, { generations: 4 });
  expect(study.generations()).toHaveLength(4);
  const best = study.best();
  if (best === null) throw new Error("No generation has a champion.");
  expect(best.values[0]).toBe(
    Math.max(...study.generations().map(({ survivors: [champion] }) => champion?.mean ?? Number.NaN)),
  );
});

test("every task is among them", () => {
  expect(FEW.map(([id]) => id)).toEqual(controlStudies.map(({ id }) => id));
});

/** A trial that somebody looks on at; what it shows comes into `frames`. */
function watched(objective: LoadedObjective, frames: EpisodeFrame[]): TrialOutcome {
  const spied: LoadedObjective = {
    default: (trial) => {
      const returned = objective.default(trial);
      frames.push(...(trial.frames as readonly unknown[] as EpisodeFrame[]));
      return returned;
    },
  };
  return run(spied, GENOME, 3, true);
}
