// How long samplers think, and how much room trials take: `npm run bench:speed`; see README.md.
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { bbob } from "../gallery/bbob/bbob.ts";
import { rngFromSeed } from "../study/rng.ts";
import { CmaEs } from "../study/samplers/cmaes/cma-es.ts";
import { askOne, boxSpace, completed, minimizingStudy, valuesFor } from "./shared/box-study.ts";
import { namesOf, readOptions, wholeNumbers } from "./shared/options.ts";
import { atLeast, atMost, type Figure, report, shown } from "./shared/report.ts";
import { makeSampler, SAMPLERS } from "./shared/samplers.ts";
import { optunaSpeeds } from "./speed/optuna-speed.ts";
import { msPerRound } from "./speed/speed-clock.ts";
import { TimedStudy } from "./speed/speed-history.ts";

const { values } = readOptions({ samplers: "", histories: "100,1000,10000,100000" });
const names = values.samplers === "" ? Object.keys(SAMPLERS) : namesOf(values.samplers);
const histories = wholeNumbers(values.histories, 1, 200_000);

/** Milliseconds per ask and tell, where one is promised. */
const GOALS: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  random: { 100: 0.01, 1000: 0.01, 10_000: 0.01, 100_000: 0.01 },
  tpe: { 1000: 1, 10_000: 5 },
  nsga2: { 100: 0.05, 1000: 0.05, 10_000: 0.05, 100_000: 0.05 },
};
const OBJECTIVES: Readonly<Record<string, number>> = { nsga2: 2, nsga3: 3 };
/** The first proposals read the whole history; a study that runs has read it. */
const WARM_UP = 3;
/** Steps of a round add at most a fifth to the history. */
const MAX_STEPS = 100;

function askAndTellMs(name: string, history: number): number {
  const steps = Math.min(MAX_STEPS, Math.ceil(history / 5));
  const ms = msPerRound(() => {
    const study = new TimedStudy(makeSampler(name), history, OBJECTIVES[name] ?? 1);
    for (let i = 0; i < WARM_UP; i++) study.step();
    return () => {
      for (let i = 0; i < steps; i++) study.step();
    };
  });
  return ms / steps;
}

function samplerFigures(name: string, times: Map<string, number>): Figure[] {
  return histories.map((history) => {
    const ms = askAndTellMs(name, history);
    times.set(`${name}.${history}`, ms);
    process.stderr.write(`${name}, ${history} trials: ${ms.toPrecision(3)} ms\n`);
    const goal = GOALS[name]?.[history];
    const figure = `${name}.${history}.ms`;
    return goal === undefined ? shown(figure, ms, "ms") : atMost(figure, ms, "ms", goal);
  });
}

/** How TPE's time grows from 1,000 to 10,000 trials: as the history's power; below 1 is slower than linearly. */
function growthFigures(times: ReadonlyMap<string, number>): Figure[] {
  const [short, long] = [times.get("tpe.1000"), times.get("tpe.10000")];
  if (short === undefined || long === undefined) return [];
  return [atMost("tpe.growth", Math.log10(long / short), "power of the history", 1)];
}

const GENERATIONS = 200;
const SEARCHES = 20;

/** The bare algorithm on a sphere in ten dimensions; each search ends before its steps underflow. */
function searchSphere(seed: number): void {
  const rng = rngFromSeed("cmaes", seed);
  const es = new CmaEs({ mean: new Float64Array(10).fill(3), sigma: 2 });
  const points = new Float64Array(es.population * es.dimensions);
  const losses = new Float64Array(es.population);
  for (let generation = 0; generation < GENERATIONS; generation++) {
    for (let p = 0; p < es.population; p++) {
      const x = es.ask(rng, points.subarray(p * es.dimensions, (p + 1) * es.dimensions));
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += (x[i] as number) ** 2;
      losses[p] = sum;
    }
    es.tell(points, losses);
  }
}

function cmaesFigure(): Figure {
  const ms = msPerRound(() => () => {
    for (let seed = 0; seed < SEARCHES; seed++) searchSphere(seed);
  });
  const evaluations = SEARCHES * GENERATIONS * new CmaEs({ mean: new Float64Array(10), sigma: 1 }).population;
  return atLeast("cmaes.evalsPerSecond", (1000 * evaluations) / ms, "evaluations/s", 200_000);
}

/** A bowl, a valley, and two with many optima: a study's time depends on what it sees. */
const GP_FUNCTIONS = [1, 8, 15, 20];

function runGp(f: number): void {
  const space = boxSpace(5);
  const { evaluate } = bbob(f, 5, 1);
  const study = minimizingStudy(makeSampler("gp"), 1, `gp-f${f}`);
  for (let trial = 0; trial < 100; trial++) {
    const proposal = askOne(study);
    const params = valuesFor(proposal, space);
    study.tell(completed(proposal, space, params, evaluate(params as readonly number[])));
  }
}

function gpFigure(): Figure {
  const ms = msPerRound(() => () => GP_FUNCTIONS.forEach(runGp));
  return atMost("gp.100.totalMs", ms / GP_FUNCTIONS.length, "ms", 2000);
}

/** As many as a study keeps. */
const FULL_HISTORY = 200_000;

/** What the program holds; buffers given up are freed beside the first collection, so there is a second. */
async function heldBytes(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  await setImmediate();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Heap and buffers of a study with ten parameters, by trial. */
async function memoryFigure(): Promise<Figure> {
  const before = await heldBytes();
  const { study } = new TimedStudy(makeSampler("random"), FULL_HISTORY, 1);
  const bytes = ((await heldBytes()) - before) / study.history.size;
  return atMost("bytesPerTrial", bytes, "bytes", 150);
}

/** How many times as long Optuna's own samplers took, in this run on this machine. */
function speedups(times: ReadonlyMap<string, number>): Figure[] {
  return optunaSpeeds(names, histories).flatMap(({ sampler, history, ms }) => {
    const ours = times.get(`${sampler}.${history}`);
    if (ours === undefined) return [];
    const name = `${sampler}.${history}`;
    return [shown(`${name}.optunaMs`, ms, "ms"), shown(`${name}.speedup`, ms / ours, "times")];
  });
}

const times = new Map<string, number>();
const memory = await memoryFigure();
const figures = names.flatMap((name) => samplerFigures(name, times));
report("speed", [
  ...figures,
  ...growthFigures(times),
  cmaesFigure(),
  ...(names.includes("gp") ? [gpFigure()] : []),
  memory,
  ...speedups(times),
]);
