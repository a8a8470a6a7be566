// What generations learn of the gallery's tasks, alone on one core: `npm run bench:evolve`; see README.md. Repeats exactly, but for
// its times.
import { fail } from "../scripts/prepare.mjs";
import type { Bred } from "./evolve/bred.ts";
import { evolveFigures, GOALS } from "./evolve/evolve-goals.ts";
import { type EvolveRun, type EvolveWay, evolveRun } from "./evolve/evolve-runs.ts";
import { count, namesOf, readOptions, seedsOf } from "./shared/options.ts";
import { runInThreads } from "./shared/pool.ts";
import { report } from "./shared/report.ts";

const { values } = readOptions({
  tasks: Object.keys(GOALS).join(),
  seeds: "6",
  /** "own": as many as the gallery has of each task. */
  generations: "own",
  jobs: "1",
});
const names = Object.keys(GOALS) as (keyof typeof GOALS)[];
const tasks = namesOf(values.tasks).map(
  (name) =>
    names.find((task) => task === name) ?? fail(`There is no task "${name}"; choose among ${names.join(", ")}.`),
);
const seeds = seedsOf(values.seeds);
const generations = values.generations === "own" ? null : count(values.generations, "generations");
const jobs = count(values.jobs, "jobs");

const kinds = tasks.flatMap((task) => (["own", ...GOALS[task].beside] as const).map((way) => ({ task, way })));
const runs: EvolveRun[] = kinds.flatMap((kind) => seeds.map((seed) => ({ ...kind, seed, generations })));
const results = jobs === 1 ? await oneByOne(runs) : await inThreads(runs);

function resultsOf(task: keyof typeof GOALS): Partial<Record<EvolveWay, readonly Bred[]>> {
  const entries = kinds.map(({ way }, i) => [way, results.slice(i * seeds.length, (i + 1) * seeds.length)] as const);
  return Object.fromEntries(entries.filter((_, i) => kinds[i]?.task === task));
}

report(
  "evolve",
  tasks.flatMap((task) => evolveFigures(task, resultsOf(task))),
);

async function oneByOne(all: readonly EvolveRun[]): Promise<Bred[]> {
  const done: Bred[] = [];
  for (const run of all) {
    const bred = await evolveRun(run);
    done.push(bred);
    const { task, way, seed } = run;
    process.stderr.write(
      `${task} ${way} seed ${seed}: ${bred.freshMean.toFixed(1)} (claims ${bred.value.toFixed(1)}), ${bred.cpuSeconds.toFixed(1)} s\n`,
    );
  }
  return done;
}

async function inThreads(all: readonly EvolveRun[]): Promise<Bred[]> {
  const url = new URL("./evolve/evolve-thread.ts", import.meta.url);
  return (await runInThreads(url, all, jobs)) as Bred[];
}
