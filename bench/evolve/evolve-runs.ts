import type { TaskFile } from "../../gallery/control/control-source.ts";
import type { GalleryEntry } from "../../gallery/entry.ts";
import { gallery } from "../../gallery/gallery.ts";
import { RETESTED } from "../../study/evolution/settings.ts";
import { loadEntry } from "../shared/load-objective.ts";
import { type Bred, breed } from "./bred.ts";

/**
 * `own`: as the gallery has it. `stale`: champions keep the score of a single episode, as in the original. `random`: as many
 * evaluations of first seeds alone, the best of them tested again likewise.
 */
export type EvolveWay = "own" | "stale" | "random";

/** One study. `generations` null: as many as the gallery has. */
export interface EvolveRun {
  readonly task: TaskFile;
  readonly way: EvolveWay;
  readonly seed: number;
  readonly generations: number | null;
}

export async function evolveRun({ task, way, seed, generations: asked }: EvolveRun): Promise<Bred> {
  const entry = entryOf(task);
  const { sampler, budget } = entry;
  if (sampler.name !== "deepga" || budget.kind !== "generations") throw new Error(`${task} breeds no generations.`);
  const generations = asked ?? budget.generations;
  const settings = { ...sampler, seed: `evolve-${seed}`, maximize: entry.direction === "maximize" };
  const objective = await loadEntry(entry);
  if (way === "own") return breed(objective, settings, generations);
  if (way === "stale") return breed(objective, { ...settings, validationEpisodes: 0 }, generations);
  const retest = RETESTED * settings.validationEpisodes;
  const population = generations * (settings.population + retest) - retest;
  return breed(objective, { ...settings, population, seed: `random-${seed}` }, 1);
}

function entryOf(task: TaskFile): GalleryEntry {
  const entry = gallery.find(({ id }) => id === task);
  if (entry === undefined) throw new Error(`The gallery has no study of ${task}.`);
  return entry;
}
