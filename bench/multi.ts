// Fronts of several objectives at equal trials: `npm run bench:multi`; see README.md. Repeats exactly.
import { multiProblem } from "./multi/multi-problems.ts";
import type { MultiRun } from "./multi/multi-runs.ts";
import { hasOptuna, optunaHypervolumes } from "./multi/optuna-multi.ts";
import { count, namesOf, readOptions, seedsOf } from "./shared/options.ts";
import { runInThreads } from "./shared/pool.ts";
import { atLeast, type Figure, median, report, shown } from "./shared/report.ts";
import { makeSampler } from "./shared/samplers.ts";

const { values } = readOptions({
  problems: "zdt1,zdt2,zdt3,dtlz2",
  samplers: "auto,tpe",
  seeds: "9",
  "optuna-seeds": "5",
  trials: "300",
  jobs: "2",
});
const problems = namesOf(values.problems);
problems.forEach(multiProblem);
const samplers = namesOf(values.samplers);
samplers.forEach(makeSampler);
const seeds = seedsOf(values.seeds);
/** Optuna takes ten times as long as both of ours. */
const optunaSeeds = seedsOf(values["optuna-seeds"]);
const trials = count(values.trials, "trials");
const jobs = count(values.jobs, "jobs");

/** By problem and sampler, the median hypervolume. */
type Medians = Map<string, number>;

async function noteOurs(medians: Medians): Promise<void> {
  const kinds = problems.flatMap((problem) => samplers.map((sampler) => ({ problem, sampler })));
  const runs: MultiRun[] = kinds.flatMap((kind) => seeds.map((seed) => ({ ...kind, seed, trials })));
  const results = (await runInThreads(new URL("./multi/multi-thread.ts", import.meta.url), runs, jobs)) as number[];
  kinds.forEach(({ problem, sampler }, k) => {
    medians.set(`${problem}.${sampler}`, median(results.slice(k * seeds.length, (k + 1) * seeds.length)));
  });
}

async function noteOptunas(medians: Medians): Promise<void> {
  if (!hasOptuna()) return;
  const runs = problems.flatMap((problem) => optunaSeeds.map((seed) => ({ problem, seed, trials })));
  const results = await optunaHypervolumes(runs, jobs);
  problems.forEach((problem, p) => {
    medians.set(`${problem}.optuna`, median(results.slice(p * optunaSeeds.length, (p + 1) * optunaSeeds.length)));
  });
}

function figuresOf(problem: string, medians: Medians): Figure[] {
  const all = [...samplers, "optuna"].flatMap((name) => {
    const value = medians.get(`${problem}.${name}`);
    return value === undefined ? [] : [shown(`${problem}.${name}.hypervolume`, value, "units")];
  });
  const [auto, tpe, optuna] = ["auto", "tpe", "optuna"].map((name) => medians.get(`${problem}.${name}`));
  if (auto === undefined) return all;
  const versus = (name: string, other: number | undefined): Figure[] =>
    other === undefined ? [] : [atLeast(`${problem}.autoOver${name}`, auto - other, "units", 0)];
  return [...all, ...versus("Tpe", tpe), ...versus("Optuna", optuna)];
}

const medians: Medians = new Map();
await noteOurs(medians);
await noteOptunas(medians);
report(
  "multi",
  problems.flatMap((problem) => figuresOf(problem, medians)),
);
