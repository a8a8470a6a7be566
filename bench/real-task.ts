// The real task: do four tabs that share their trials tune the Wine network better than random search with as many
// trials? `npm run bench:real-task`, with `-- --json` for one JSON object. Repeats exactly but for the timings.
import { medianPruner } from "../study/pruners/median.ts";
import { nopPruner } from "../study/pruners/nop.ts";
import { randomSampler } from "../study/samplers/random.ts";
import { tpeSampler } from "../study/samplers/tpe.ts";
import { type FinishedTrial, paramsOf } from "../study/trial.ts";
import { atLeast, type Figure, median, report } from "./report.ts";
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

/** A figure without a goal, beside which the others can be judged. */
const shown = (name: string, value: number, unit: string): Figure => ({
  name,
  value: Number(value.toPrecision(4)),
  unit,
  goal: "for comparison",
  holds: true,
});

function spread(name: string, values: readonly number[], unit: string): Figure[] {
  const shares = { min: 0, quartile1: 0.25, quartile3: 0.75, max: 1 };
  return Object.entries(shares).map(([at, share]) => shown(`${name}.${at}`, quantile(values, share), unit));
}

function figuresOf(swarm: readonly Run[], random: readonly Run[]): Figure[] {
  const [ours, theirs] = [swarm.map(({ loss }) => loss), random.map(({ loss }) => loss)];
  const gain = median(theirs) - median(ours);
  const wins = ours.filter((loss, seed) => loss < (theirs[seed] ?? Number.NaN)).length;
  const accuracies = swarm.map(({ accuracy }) => accuracy);
  return [
    shown("swarm.validationLogLoss.median", median(ours), "nats"),
    shown("random.validationLogLoss.median", median(theirs), "nats"),
    { ...shown("swarm.betterThanRandom", gain, "nats"), goal: "> 0", holds: gain > 0 },
    atLeast("swarm.testAccuracy.median", median(accuracies), "", TEST_ACCURACY_GOAL),
    shown("swarm.testAccuracy.min", quantile(accuracies, 0), ""),
    ...spread("swarm.validationLogLoss", ours, "nats"),
    ...spread("random.validationLogLoss", theirs, "nats"),
    shown("swarm.seedsBetterThanRandom", wins, `of ${swarm.length}`),
    shown("swarm.prunedTrials.median", median(swarm.map((run) => run.pruned)), "of 100"),
    shown("swarm.trialSeconds.median", median(swarm.map((run) => run.seconds)), "s"),
    shown("random.trialSeconds.median", median(random.map((run) => run.seconds)), "s"),
  ];
}

const objective = await loadWineObjective();
const runs = { swarm: [] as Run[], random: [] as Run[] };
for (const seed of SEEDS) {
  runs.swarm.push(run(objective, { ...SWARM, seed }));
  runs.random.push(run(objective, { ...RANDOM, seed }));
}
report("real-task", figuresOf(runs.swarm, runs.random));
