// What it costs that many peers search at once: `npm run bench:parallel`; see README.md. Repeats exactly.
import { fail } from "../scripts/prepare.mjs";
import { delayLosses } from "./parallel/delay-loss.ts";
import type { SwarmResult, SwarmRun } from "./parallel/swarm-simulation.ts";
import { count, namesOf, readOptions, seedsOf, wholeNumbers } from "./shared/options.ts";
import { runInThreads } from "./shared/pool.ts";
import { atMost, type Figure, median, report, shown } from "./shared/report.ts";
import { makeSampler } from "./shared/samplers.ts";

const { values, flags } = readOptions(
  {
    functions: "1-24",
    dims: "2,5,10",
    seeds: "5",
    "serial-seeds": "15",
    samplers: "tpe,cmaes,auto",
    peers: "1,2,4,8,16,32",
    sigma: "1",
    jobs: "2",
  },
  ["report", "delays"],
);
const jobs = count(values.jobs, "jobs");
const samplers = namesOf(values.samplers);
for (const name of samplers) makeSampler(name);
const [functions, dims] = [wholeNumbers(values.functions, 1, 24), wholeNumbers(values.dims, 2, 640)];
const swarmSeeds = seedsOf(values.seeds);
/** Every figure hangs on the serial runs: their target and their count. They are cheap, so there are more of them. */
const serialSeeds = seedsOf(values["serial-seeds"]);
const seedsFor = (peers: number): readonly number[] => (peers === 1 ? serialSeeds : swarmSeeds);
const sigma = Number(values.sigma);
if (!(sigma >= 0 && sigma <= 3)) fail(`--sigma must be a number from 0 to 3, but is "${values.sigma}".`);
/** Serial runs are what the others are compared with. */
const swarms = [...new Set([1, ...wholeNumbers(values.peers, 1, 1000)])].sort((a, b) => a - b);

const SERIAL_TRIALS = 300;
/** A run that needs more counts as if it had needed this. */
const LIMIT = 3 * SERIAL_TRIALS;
/** Gaps below are all the same. */
const FLOOR = 1e-8;
/** Extra evaluations at most, by the number of peers up to which it holds. */
const GOALS: Readonly<Record<string, readonly (readonly [peers: number, extra: number])[]>> = {
  tpe: [
    [8, 0.15],
    [32, 0.3],
  ],
  auto: [
    [8, 0.15],
    [32, 0.3],
  ],
  cmaes: [
    [8, 0.25],
    [32, 0.9],
  ],
};

/** What medians over the seeds are taken of. */
interface Problem {
  readonly sampler: string;
  readonly f: number;
  readonly dim: number;
}

async function perform(runs: readonly SwarmRun[]): Promise<SwarmResult[]> {
  const results = await runInThreads(new URL("./parallel/parallel-thread.ts", import.meta.url), runs, jobs);
  return results as SwarmResult[];
}

const problems: readonly Problem[] = samplers.flatMap((sampler) =>
  dims.flatMap((dim) => functions.map((f) => ({ sampler, f, dim }))),
);

/** For every problem and seed, in this order. */
const forAllSeeds = <T>(seeds: readonly number[], make: (problem: Problem, seed: number, at: number) => T): T[] =>
  problems.flatMap((problem, p) => seeds.map((seed, s) => make(problem, seed, p * seeds.length + s)));

/** Results of so many seeds each, by problem. */
const byProblem = <T>(seeds: number, results: readonly T[]): T[][] =>
  problems.map((_, p) => results.slice(p * seeds, (p + 1) * seeds));

/** In the logarithm, as gaps are compared everywhere: of an even number the mean of two would be the worse of them. */
const targetOf = (gaps: readonly number[]): number => 10 ** median(gaps.map((gap) => Math.log10(Math.max(gap, FLOOR))));

/** By problem, the gaps at which serial runs end. */
async function serialGaps(): Promise<number[][]> {
  const run = { peers: 1, target: 0, limit: SERIAL_TRIALS, sigma };
  const runs = forAllSeeds(serialSeeds, ({ sampler, f, dim }, seed) => ({ ...run, sampler, f, dim, seed }));
  const results = await perform(runs);
  return byProblem(
    serialSeeds.length,
    results.map(({ gap }) => gap),
  );
}

/** By swarm and problem, the median of evaluations until the target. */
async function evaluationsOf(gaps: readonly (readonly number[])[]): Promise<Map<number, number[]>> {
  // What a run itself reached is no target for it: it would be there before its last trial.
  const others = gaps.flatMap((ofSeeds) =>
    ofSeeds.map((_, at) => targetOf(ofSeeds.length > 1 ? ofSeeds.toSpliced(at, 1) : ofSeeds)),
  );
  const all = gaps.flatMap((ofSeeds) => swarmSeeds.map(() => targetOf(ofSeeds)));
  const runs = swarms.flatMap((peers) =>
    forAllSeeds(seedsFor(peers), ({ sampler, f, dim }, seed, at): SwarmRun => {
      const target = (peers === 1 ? others : all)[at] ?? FLOOR;
      return { sampler, f, dim, seed, peers, target, limit: LIMIT, sigma };
    }),
  );
  const needed = (await perform(runs)).map(({ evaluations }) => evaluations);
  const medians = new Map<number, number[]>();
  let start = 0;
  for (const peers of swarms) {
    const seeds = seedsFor(peers).length;
    const end = start + problems.length * seeds;
    medians.set(peers, byProblem(seeds, needed.slice(start, end)).map(median));
    start = end;
  }
  return medians;
}

/** Against serial runs; serial runs themselves against the trials that the target was set after. */
function extraFigure(sampler: string, peers: number, evaluations: ReadonlyMap<number, readonly number[]>): Figure {
  const serial = evaluations.get(1) ?? [];
  const extras = (evaluations.get(peers) ?? []).flatMap((needed, i) => {
    const base = peers === 1 ? SERIAL_TRIALS : (serial[i] ?? Number.NaN);
    return problems[i]?.sampler === sampler ? [needed / base - 1] : [];
  });
  const name = `${sampler}.${peers}.extraEvaluations`;
  const goal = GOALS[sampler]?.find(([upTo]) => peers <= upTo)?.[1];
  return goal === undefined || peers === 1
    ? shown(name, median(extras), "of serial")
    : atMost(name, median(extras), "of serial", goal);
}

function table(gaps: readonly (readonly number[])[], evaluations: ReadonlyMap<number, readonly number[]>): string {
  const head = ["sampler f D".padEnd(16), "log10 gap", ...swarms.map((peers) => `${peers}`.padStart(6))];
  const lines = problems.map(({ sampler, f, dim }, i) =>
    [
      `${sampler} f${f} D${dim}`.padEnd(16),
      Math.log10(targetOf(gaps[i] ?? []))
        .toFixed(2)
        .padStart(9),
      ...swarms.map((peers) => String(evaluations.get(peers)?.[i]).padStart(6)),
    ].join(" "),
  );
  return `${[head.join(" "), ...lines].join("\n")}\n`;
}

async function extraEvaluations(): Promise<Figure[]> {
  const gaps = await serialGaps();
  const evaluations = await evaluationsOf(gaps);
  if (flags.has("report")) process.stderr.write(table(gaps, evaluations));
  return samplers.flatMap((sampler) => swarms.map((peers) => extraFigure(sampler, peers, evaluations)));
}

report(
  "parallel",
  flags.has("delays")
    ? await delayLosses(
        { samplers, functions, dims, seeds: swarmSeeds, peers: swarms.filter((peers) => peers > 1), sigma },
        perform,
      )
    : await extraEvaluations(),
);
