// Whether the best that a noisy study shows is what it is on average: the gallery's service desk, with repeats and without;
// `npm run bench:noisy`, see README.md. Repeats exactly.
import { gallery } from "../../gallery/gallery.ts";
import { createStudy, type StandaloneStudy } from "../../study/create-study.ts";
import { nopPruner } from "../../study/pruners/nop.ts";
import { rngFromSeed } from "../../study/rng.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { loadEntry, runTrial } from "../shared/load-objective.ts";
import { count, readOptions, seedsOf } from "../shared/options.ts";
import { atLeast, type Figure, median, report, shown } from "../shared/report.ts";
import { makeSampler } from "../shared/samplers.ts";

const { values } = readOptions({ sampler: "auto", seeds: "50", trials: "150", repeats: "8", runs: "4000" });
const trials = count(values.trials, "trials");
const repeats = count(values.repeats, "repeats");
/** Of a point, to know what it costs on average. */
const runs = count(values.runs, "runs");

const entry = gallery.find(({ id }) => id === "service-desk");
if (entry === undefined) throw new Error("The gallery has no service desk");
const objective = await loadEntry(entry);
const setting = { directions: ["minimize"], pruner: { kind: "nop" } } as const;

/** What plans cost on average, by chance that no trial had. */
const truths = new Map<string, number>();

function truthOf({ space, params }: FinishedTrial): number {
  const key = JSON.stringify(params);
  const known = truths.get(key);
  if (known !== undefined) return known;
  const chance = rngFromSeed("truth", key);
  let sum = 0;
  for (let number = 0; number < runs; number++) {
    const seed = chance.nextUint32();
    const proposal = {
      number,
      seed,
      space,
      values: params,
      fixed: null,
      mixtures: null,
      foreignKnown: 0,
      repeatOf: null,
    };
    sum += runTrial(objective, proposal, setting).values[0] ?? Number.NaN;
  }
  truths.set(key, sum / runs);
  return sum / runs;
}

function minimized(seed: number, isRepeated: boolean): StandaloneStudy {
  const given = { sampler: makeSampler(values.sampler), pruner: nopPruner(), seed, log: `noisy-${seed}` };
  const study = createStudy(isRepeated ? { ...given, repeats } : given);
  for (let i = 0; i < trials; i++) {
    const [proposal] = study.ask(1);
    if (proposal === undefined) throw new Error("The study proposed nothing");
    study.tell(runTrial(objective, proposal, setting));
  }
  return study;
}

interface Shown {
  readonly isCovered: boolean;
  /** What is shown less than the truth. */
  readonly flattery: number;
  readonly truth: number;
  readonly halfWidth: number;
}

function withRepeats(seed: number): Shown {
  const best = minimized(seed, true).bestMean();
  if (best === null) return { isCovered: false, flattery: Number.NaN, truth: Number.NaN, halfWidth: Number.NaN };
  const mean = truthOf(best.trial);
  const isCovered = best.low <= mean && mean <= best.high;
  return { isCovered, flattery: mean - best.mean, truth: mean, halfWidth: (best.high - best.low) / 2 };
}

/** The best single value, and the interval that repeats had of the same seed: as if it were as good as they are. */
function withoutRepeats(seed: number, halfWidth: number): Shown {
  const best = minimized(seed, false).best();
  if (best === null) throw new Error("No trial completed");
  const truth = truthOf(best);
  const flattery = truth - (best.values[0] ?? Number.NaN);
  return { isCovered: Math.abs(flattery) <= halfWidth, flattery, truth, halfWidth };
}

const seeds = seedsOf(values.seeds);
const repeated = seeds.map(withRepeats);
const single = seeds.map((seed, i) => withoutRepeats(seed, repeated[i]?.halfWidth ?? Number.NaN));
const shareOf = (all: readonly Shown[]): number => all.filter(({ isCovered }) => isCovered).length / all.length;
const figuresOf = (name: string, all: readonly Shown[]): Figure[] => [
  shown(`${name}Flattery`, median(all.map(({ flattery }) => flattery)), "cost below the true mean"),
  shown(`${name}TrueCost`, median(all.map(({ truth }) => truth)), "cost"),
];

report("noisy", [
  atLeast("coveredShare", shareOf(repeated), "of seeds", 0.9),
  shown("coveredShareWithoutRepeats", shareOf(single), "of seeds"),
  shown("halfWidth", median(repeated.map(({ halfWidth }) => halfWidth)), "cost"),
  ...figuresOf("repeated", repeated),
  ...figuresOf("single", single),
]);
