import { loadPruner, loadSampler } from "../../agent/work/search-methods.ts";
import { experimentsIn, variantsIn } from "../../formats/experiment/testing/made.ts";
import { type GalleryEntry, type GalleryExperiment, objectivesOf } from "../../gallery/entry.ts";
import { createStudy, type StandaloneStudy } from "../../study/create-study.ts";
import type { OptimizeOptions } from "../../study/optimize/optimize-options.ts";
import { isRecord } from "../../study/parsed.ts";
import type { Sampler } from "../../study/sampler.ts";
import { deepGaSampler } from "../../study/samplers/deepga.ts";
import { runVariants } from "../../study/trainable/run-variants.ts";
import type { Train } from "../../study/trainable/trainable-objective.ts";
import { loadEntry, loadObjective } from "./load-objective.ts";

/** The study that an entry begins, run by itself to the end of the budget that one tab has. Repeats from `seed`, but for what time ends. */
export function runEntry(entry: GalleryEntry, seed: number): Promise<StandaloneStudy> {
  const { experiment } = entry;
  return experiment === null ? runStudy(entry, seed) : runExperiment(entry, experiment, seed);
}

async function runStudy(entry: GalleryEntry, seed: number): Promise<StandaloneStudy> {
  const { sampler, pruner } = entry;
  const objectives = objectivesOf(entry);
  const { default: objective } = await loadEntry(entry);
  const study = createStudy({
    directions: objectives.map(({ direction }) => direction),
    sampler: await samplerOf(sampler),
    pruner: await loadPruner({ pruner }),
    seed,
  });
  const names = objectives.map(({ name }) => name);
  await study.optimize((trial) => objective(trial) as number | number[], { ...budgetOf(entry), names });
  return study;
}

async function samplerOf(sampler: GalleryEntry["sampler"]): Promise<Sampler> {
  if (sampler.name !== "deepga") return loadSampler({ sampler, seed: null, trainable: null });
  const { name: _, ...settings } = sampler;
  return deepGaSampler(settings);
}

function budgetOf({ id, budget }: GalleryEntry): Pick<OptimizeOptions, "trials" | "generations"> {
  switch (budget.kind) {
    case "trials":
      return { trials: budget.total };
    case "rounds":
      return { trials: budget.rounds * budget.trialsPerRound };
    case "generations":
      return { generations: budget.generations };
    default:
      throw new Error(`The budget of ${id} has no end that repeats.`);
  }
}

/** So that what other programs do ends no trial. */
const processorMs = (): number => process.cpuUsage().user / 1000;

/** What the file's trials are, with a seed each for their own chance. */
async function runExperiment(
  { fetchSource, metric, direction }: GalleryEntry,
  { text }: GalleryExperiment,
  seed: number,
): Promise<StandaloneStudy> {
  const source = await fetchSource();
  const { train } = await loadObjective<{ readonly train: Train }>({ language: "javascript", source }, ["train"]);
  const variants = variantsIn(text, String(seed)).map(({ name, config }, i) => {
    if (!isRecord(config)) throw new Error(`The variant ${name} is no configuration.`);
    return { name, config: { ...config, seed: 100 * seed + i } };
  });
  const [experiment] = experimentsIn(text);
  const stop = experiment?.stop ?? {};
  return (await runVariants(train, { variants, metric, direction, stop, clock: processorMs })).study;
}
