// The default sampler beside every single one where it chooses one: `npm run bench:situations`; see README.md. Repeats
// exactly.
import { winsOver } from "./quality/hpo-scores.ts";
import { count, namesOf, readOptions, seedsOf } from "./shared/options.ts";
import { runInThreads } from "./shared/pool.ts";
import { atLeast, type Figure, median, report, shown } from "./shared/report.ts";
import { makeSampler } from "./shared/samplers.ts";
import { SITUATION_PROBLEMS, situationProblem } from "./situations/situation-problems.ts";
import type { SituationRun } from "./situations/situation-runs.ts";

const { values } = readOptions({
  problems: Object.keys(SITUATION_PROBLEMS).join(),
  samplers: "tpe,cmaes,nsga2,random",
  seeds: "9",
  trials: "100",
  jobs: "2",
});
const problems = namesOf(values.problems);
problems.forEach(situationProblem);
const samplers = [...new Set(["auto", ...namesOf(values.samplers)])];
samplers.forEach(makeSampler);
const seeds = seedsOf(values.seeds);
const trials = count(values.trials, "trials");

/** Of pairs of runs: with equal samplers and nine seeds it lies below once in thirty. */
const LEAST_WINS = 0.25;

const kinds = problems.flatMap((problem) => samplers.map((sampler) => ({ problem, sampler })));
const runs: SituationRun[] = kinds.flatMap((kind) => seeds.map((seed) => ({ ...kind, seed, trials })));
const url = new URL("./situations/situation-thread.ts", import.meta.url);
const results = (await runInThreads(url, runs, count(values.jobs, "jobs"))) as number[];

function endsOf(problem: string, sampler: string): number[] {
  const at = kinds.findIndex((kind) => kind.problem === problem && kind.sampler === sampler);
  return results.slice(at * seeds.length, (at + 1) * seeds.length);
}

function figuresOf(problem: string): Figure[] {
  const name = `${situationProblem(problem).situation}.${problem}`;
  const auto = endsOf(problem, "auto");
  return samplers.flatMap((sampler) => {
    const ends = endsOf(problem, sampler);
    const loss = median(ends);
    const figures: Figure[] = [];
    if (Number.isFinite(loss)) figures.push(shown(`${name}.${sampler}.loss`, loss, "loss"));
    if (sampler === "auto") return figures;
    figures.push(atLeast(`${name}.autoWinsOver.${sampler}`, winsOver(auto, ends), "of pairs", LEAST_WINS));
    return figures;
  });
}

report("situations", problems.flatMap(figuresOf));
