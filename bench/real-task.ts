// The real task: do four tabs that share their trials tune the Wine network better than random search with as many
// trials? `npm run bench:real-task`, with `-- --json` for one JSON object. Repeats exactly but for the timings.
import { medianPruner } from "../study/pruners/median.ts";
import { nopPruner } from "../study/pruners/nop.ts";
import { randomSampler } from "../study/samplers/random.ts";
import { tpeSampler } from "../study/samplers/tpe.ts";
import { type FinishedTrial, paramsOf } from "../study/trial.ts";
import { bestOf, runSwarm, type SwarmPlan } from "./swarm-of-studies.ts";
import { loadWineObjective, testAccuracy } from "./wine-test-set.ts";

/** As many as the goal is stated for: medians of ten still move a little, comparisons of them rarely. */
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);
const SWARM: Omit<SwarmPlan, "seed"> = {
  peers: 4,
  rounds: 5,
  trialsPerRound: 5,
  sampler: () => tpeSampler(),
  pruner: () => medianPruner(),
};
/** The same 100 trials; sharing would change nothing for random search, and pruning could only lose it a good one. */
const RANDOM: Omit<SwarmPlan, "seed"> = { ...SWARM, sampler: randomSampler, pruner: nopPruner };
const TEST_ACCURACY_GOAL = 0.95;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: string | null;
  readonly holds: boolean | null;
}

interface Run {
  readonly loss: number;
  readonly accuracy: number;
  readonly pruned: number;
  readonly seconds: number;
}

type Objective = Awaited<ReturnType<typeof loadWineObjective>>;

function run(objective: Objective, plan: SwarmPlan): Run {
  const trials = runSwarm(objective, plan);
  const best = bestOf(trials);
  return {
    loss: best.value,
    accuracy: testAccuracy(objective, paramsOf(best)),
    pruned: trials.filter(({ state }) => state === "pruned").length,
    seconds: trials.reduce((sum: number, trial: FinishedTrial) => sum + trial.durationMs, 0) / 1000,
  };
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (at - Math.floor(at)) * (high - low);
}
const median = (numbers: readonly number[]) => quantile(numbers, 0.5);

function distribution(name: string, values: readonly number[], unit: string): Figure[] {
  const shares = { min: 0, quartile1: 0.25, median: 0.5, quartile3: 0.75, max: 1 };
  return Object.entries(shares).map(([at, share]) => info(`${name}.${at}`, quantile(values, share), unit));
}
const info = (name: string, value: number, unit: string): Figure => ({ name, value, unit, goal: null, holds: null });

function figuresOf(swarm: readonly Run[], random: readonly Run[]): Figure[] {
  const losses = { swarm: swarm.map(({ loss }) => loss), random: random.map(({ loss }) => loss) };
  const gain = median(losses.random) - median(losses.swarm);
  const accuracy = median(swarm.map((run) => run.accuracy));
  const wins = losses.swarm.filter((loss, seed) => loss < (losses.random[seed] ?? Number.NaN)).length;
  return [
    ...distribution("swarm.validationLogLoss", losses.swarm, "nats"),
    ...distribution("random.validationLogLoss", losses.random, "nats"),
    { name: "swarm.betterThanRandom", value: gain, unit: "nats", goal: "> 0", holds: gain > 0 },
    info("swarm.seedsBetterThanRandom", wins, `of ${swarm.length}`),
    {
      name: "swarm.testAccuracy.median",
      value: accuracy,
      unit: "",
      goal: `>= ${TEST_ACCURACY_GOAL}`,
      holds: accuracy >= TEST_ACCURACY_GOAL,
    },
    info(
      "swarm.testAccuracy.min",
      quantile(
        swarm.map((run) => run.accuracy),
        0,
      ),
      "",
    ),
    info("random.testAccuracy.median", median(random.map((run) => run.accuracy)), ""),
    info("swarm.prunedTrials.median", median(swarm.map((run) => run.pruned)), "of 100"),
    info("swarm.trialSeconds.median", median(swarm.map((run) => run.seconds)), "s"),
    info("random.trialSeconds.median", median(random.map((run) => run.seconds)), "s"),
  ];
}

const objective = await loadWineObjective();
const runs = { swarm: [] as Run[], random: [] as Run[] };
for (const seed of SEEDS) {
  runs.swarm.push(run(objective, { ...SWARM, seed }));
  runs.random.push(run(objective, { ...RANDOM, seed }));
}
const figures = figuresOf(runs.swarm, runs.random);
if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ bench: "real-task", figures }));
} else {
  for (const { name, value, unit, goal, holds } of figures) {
    const verdict = holds === null ? "" : `goal ${goal}: ${holds ? "holds" : "MISSED"}`;
    console.log(`${name.padEnd(36)} ${value.toPrecision(4).padStart(9)} ${unit.padEnd(8)} ${verdict}`);
  }
}
if (figures.some(({ holds }) => holds === false)) process.exitCode = 1;
