// What proposals cost against asking the sampler inside the objective: `npm run bench:conditional`; see README.md.
// Repeats exactly.
import { runProposal } from "../study/testing/run-trials.ts";
import { AskingStudy } from "./conditional/asking-trial.ts";
import { CONDITIONAL_OBJECTIVES, type Suggests } from "./conditional/conditional-objectives.ts";
import { winsOver } from "./quality/hpo-scores.ts";
import { askOne, minimizingStudy } from "./shared/box-study.ts";
import { namesOf, readOptions, seedsOf } from "./shared/options.ts";
import { type Figure, median, report, shown } from "./shared/report.ts";
import { makeSampler } from "./shared/samplers.ts";

const { values } = readOptions({ samplers: "tpe", seeds: "50" });
const seeds = seedsOf(values.seeds);
const CHECKPOINTS = [50, 100, 200];
const FLOOR = 1e-8;

/** The best values at the checkpoints. */
function bests(nextValue: () => number): number[] {
  const noted: number[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (let trial = 1; noted.length < CHECKPOINTS.length; trial++) {
    best = Math.min(best, nextValue());
    if (trial === CHECKPOINTS[noted.length]) noted.push(best);
  }
  return noted;
}

/** As in a swarm: all values are proposed before the objective starts; what is not, the trial draws itself. */
function byProposals(objective: (trial: Suggests) => number, sampler: string, seed: number, log: string): number[] {
  const study = minimizingStudy(makeSampler(sampler), seed, log);
  return bests(() => {
    const outcome = runProposal(study, askOne(study), objective);
    const [value] = study.tell(outcome).values;
    if (value === undefined) throw new Error(`${log}: ${outcome.error?.message}`);
    return value;
  });
}

function byAsking(objective: (trial: Suggests) => number, sampler: string, seed: number, log: string): number[] {
  const study = new AskingStudy(() => makeSampler(sampler), seed, log);
  return bests(() => study.runTrial(objective));
}

const logMedian = (values: readonly number[]): number =>
  median(values.map((value) => Math.log10(Math.max(value, FLOOR))));

function figuresOf(sampler: string, name: string): Figure[] {
  const objective = CONDITIONAL_OBJECTIVES[name];
  if (objective === undefined) return [];
  const proposed = seeds.map((seed) => byProposals(objective, sampler, seed, `${name}-proposals-${seed}`));
  const asked = seeds.map((seed) => byAsking(objective, sampler, seed, `${name}-asking-${seed}`));
  return CHECKPOINTS.flatMap((checkpoint, c) => {
    const [ours, theirs] = [proposed, asked].map((runs) => runs.map((run) => run[c] ?? Number.NaN)) as [
      number[],
      number[],
    ];
    const prefix = `${sampler}.${name}`;
    return [
      shown(`${prefix}.loss.${checkpoint}`, logMedian(ours) - logMedian(theirs), "log10"),
      shown(`${prefix}.wins.${checkpoint}`, winsOver(ours, theirs), "of pairs"),
    ];
  });
}

report(
  "conditional",
  namesOf(values.samplers).flatMap((sampler) =>
    Object.keys(CONDITIONAL_OBJECTIVES).flatMap((name) => figuresOf(sampler, name)),
  ),
);
