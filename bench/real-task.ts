// The real task: do four tabs that share their trials tune the Wine network better than random search with as many
// trials? `npm run bench:real-task`, with `-- --json` for one JSON object. Repeats exactly but for the timings.
import { nopPruner } from "../study/pruners/nop.ts";
import { randomSampler } from "../study/samplers/random.ts";
import { runSwarm, type SwarmPlan } from "./real-task/swarm-of-agents.ts";
import { loadWineObjective, testAccuracy } from "./real-task/wine-test-set.ts";
import { bestOf, runAlone } from "./shared/lone-study.ts";
import { readOptions } from "./shared/options.ts";
import { atLeast, type Figure, median, report, shown } from "./shared/report.ts";

/** As many as the goal is stated for: medians of ten still move a little, comparisons of them rarely. */
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);
const SWARM: Omit<SwarmPlan, "seed"> = {
  tabs: 4,
  budget: { kind: "rounds", rounds: 5, trialsPerRound: 5 },
  sampler: { name: "tpe" },
  pruner: { name: "median" },
  // 80 epochs make 100 ms, what a trial takes on a laptop.
  reportMs: 1.25,
};
const TRIALS = SWARM.tabs * SWARM.budget.rounds * SWARM.budget.trialsPerRound;
const TEST_ACCURACY_GOAL = 0.95;

interface Run {
  readonly loss: number;
  readonly accuracy: number;
  readonly pruned: number;
  readonly seconds: number;
}

type Objective = Awaited<ReturnType<typeof loadWineObjective>>;

async function runTabs(objective: Objective, seed: number): Promise<Run> {
  const { best, params, pruned, objectiveMs } = await runSwarm(objective, { ...SWARM, seed });
  return { loss: best, accuracy: testAccuracy(objective, params), pruned, seconds: objectiveMs / 1000 };
}

/** As many trials, none pruned: sharing would change nothing for random search, and pruning could only lose it a good one. */
function runRandom(objective: Objective, seed: number): Omit<Run, "accuracy"> {
  const trials = runAlone(objective, { trials: TRIALS, sampler: randomSampler(), pruner: nopPruner(), seed });
  const seconds = trials.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  return { loss: bestOf(trials).value, pruned: 0, seconds };
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (at - Math.floor(at)) * (high - low);
}

function spread(name: string, values: readonly number[], unit: string): Figure[] {
  const shares = { min: 0, quartile1: 0.25, quartile3: 0.75, max: 1 };
  return Object.entries(shares).map(([at, share]) => shown(`${name}.${at}`, quantile(values, share), unit));
}

function figuresOf(swarm: readonly Run[], random: readonly Omit<Run, "accuracy">[]): Figure[] {
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
    shown("swarm.prunedTrials.median", median(swarm.map((run) => run.pruned)), `of ${TRIALS}`),
    shown("swarm.trialSeconds.median", median(swarm.map((run) => run.seconds)), "s"),
    shown("random.trialSeconds.median", median(random.map((run) => run.seconds)), "s"),
  ];
}

readOptions({});
const objective = await loadWineObjective();
const swarm: Run[] = [];
const random: Omit<Run, "accuracy">[] = [];
for (const seed of SEEDS) {
  swarm.push(await runTabs(objective, seed));
  random.push(runRandom(objective, seed));
}
report("real-task", figuresOf(swarm, random));
