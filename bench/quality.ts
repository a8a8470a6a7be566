// Answers at equal trials, beside Optuna's recorded ones: `npm run bench:quality -- --suite bbob|hpo`; see README.md.
// Repeats exactly but for the times.
import { writeFileSync } from "node:fs";
import { fail } from "../scripts/prepare.mjs";
import { bbobFigures, type Medians, mediansOf, optunaMedians } from "./quality/bbob-scores.ts";
import { bbobTable } from "./quality/bbob-table.ts";
import { HPO_CHECKPOINTS, HPO_TASKS, hpoFigures } from "./quality/hpo-scores.ts";
import type { QualityResult, QualityRun } from "./quality/quality-runs.ts";
import { readBbobReference, readHpoReference } from "./quality/reference.ts";
import { count, namesOf, readOptions, seedsOf, wholeNumbers } from "./shared/options.ts";
import { runInThreads } from "./shared/pool.ts";
import { type Figure, report } from "./shared/report.ts";
import { makeSampler, SAMPLERS } from "./shared/samplers.ts";

const { values, flags } = readOptions(
  {
    suite: "bbob",
    functions: "1-24",
    dims: "2,5,10",
    instances: "1",
    seeds: "",
    budget: "",
    samplers: "",
    runs: "",
    jobs: "2",
  },
  ["report"],
);

/** Those whose quality is promised or that cost little; others are named with --samplers. */
const BY_DEFAULT = ["random", "qmc", "tpe", "cmaes", "auto"];
const BBOB_CHECKPOINTS = [10, 20, 50, 100, 150, 200, 300];
/** More seeds of ours than Optuna's five cost little and leave less to chance. */
const BBOB_SEEDS = "25";
const HPO_SEEDS = "20";

const samplers = values.samplers === "" ? BY_DEFAULT.filter((name) => name in SAMPLERS) : namesOf(values.samplers);
for (const name of samplers) makeSampler(name);

/** The usual checkpoints up to the budget, and the budget itself. */
function checkpointsUpTo(budget: number, usual: readonly number[]): number[] {
  return [...usual.filter((checkpoint) => checkpoint < budget), budget];
}

interface Outcome {
  readonly run: QualityRun;
  readonly result: QualityResult;
}

async function perform(runs: readonly QualityRun[]): Promise<Outcome[]> {
  const thread = new URL("./quality/quality-thread.ts", import.meta.url);
  const results = await runInThreads(thread, runs, count(values.jobs, "jobs"));
  return runs.map((run, i) => ({ run, result: results[i] as QualityResult }));
}

function writeRuns(outcomes: readonly Outcome[]): void {
  if (values.runs === "") return;
  const lines = outcomes.map(({ run, result }) => {
    const best = Object.fromEntries(run.checkpoints.map((checkpoint, c) => [checkpoint, result.best[c]]));
    const { sampler, seed } = run;
    const line =
      run.suite === "bbob"
        ? { f: run.f, dim: run.dim, instance: run.instance, seed, sampler, gaps: best }
        : { task: run.name, seed, sampler, best };
    return `${JSON.stringify(line)}\n`;
  });
  writeFileSync(values.runs, lines.join(""));
}

function reportTimes(outcomes: readonly Outcome[]): void {
  for (const sampler of samplers) {
    const own = outcomes.filter(({ run }) => run.sampler === sampler);
    const cpuMs = own.reduce((sum, { result }) => sum + result.cpuMs, 0);
    const trials = own.reduce((sum, { run }) => sum + (run.checkpoints.at(-1) ?? 0), 0);
    process.stderr.write(`${sampler}: ${(cpuMs / trials).toPrecision(3)} ms of CPU a trial, ${own.length} runs\n`);
  }
}

async function bbobSuite(): Promise<Figure[]> {
  const optuna = optunaMedians(readBbobReference());
  const [functions, dims] = [wholeNumbers(values.functions, 1, 24), wholeNumbers(values.dims, 2, 640)];
  const instances = wholeNumbers(values.instances, 1, 100_000);
  const seeds = seedsOf(values.seeds || BBOB_SEEDS);
  const checkpoints = checkpointsUpTo(count(values.budget || "300", "budget"), BBOB_CHECKPOINTS);
  const problems = samplers.flatMap((sampler) =>
    instances.flatMap((instance) =>
      dims.flatMap((dim) => functions.map((f) => ({ suite: "bbob" as const, sampler, f, dim, instance }))),
    ),
  );
  const outcomes = await perform(problems.flatMap((it) => seeds.map((seed) => ({ ...it, seed, checkpoints }))));
  writeRuns(outcomes);
  reportTimes(outcomes);
  const ours: Medians[] = problems.map((problem, i) => {
    const bests = outcomes.slice(i * seeds.length, (i + 1) * seeds.length).map(({ result }) => result.best);
    const { sampler, f, dim, instance } = problem;
    return { sampler, f, dim, instance, byBudget: mediansOf(bests, checkpoints) };
  });
  if (flags.has("report")) {
    for (const sampler of samplers) {
      const own = ours.filter((it) => it.sampler === sampler);
      process.stderr.write(`${bbobTable(sampler, own, optuna)}\n`);
    }
  }
  return bbobFigures(ours, optuna);
}

async function hpoSuite(): Promise<Figure[]> {
  const reference = readHpoReference();
  const seeds = seedsOf(values.seeds || HPO_SEEDS);
  const checkpoints = checkpointsUpTo(count(values.budget || "160", "budget"), HPO_CHECKPOINTS);
  const runs = samplers.flatMap((sampler) =>
    HPO_TASKS.flatMap((name) => {
      const task = reference.tasks[name];
      if (task === undefined) throw new Error(`The reference data have no task ${name}.`);
      return seeds.map((seed): QualityRun => ({ suite: "hpo", name, task, sampler, seed, checkpoints }));
    }),
  );
  const outcomes = await perform(runs);
  writeRuns(outcomes);
  reportTimes(outcomes);
  const ours = outcomes.flatMap(({ run, result }) =>
    run.suite === "hpo" ? [{ task: run.name, sampler: run.sampler, best: result.best }] : [],
  );
  return hpoFigures(samplers, ours, checkpoints, reference.baselines);
}

const SUITES: Readonly<Record<string, () => Promise<Figure[]>>> = { bbob: bbobSuite, hpo: hpoSuite };
const suite = SUITES[values.suite];
report("quality", await (suite ?? fail(`There is no suite "${values.suite}"; choose bbob or hpo.`))());
