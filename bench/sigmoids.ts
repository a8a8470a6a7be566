// Ray Tune's random sigmoids under its schedulers, on simulated tabs: `npm run bench:sigmoids`; see README.md. Repeats exactly.

import { fail } from "../scripts/prepare.mjs";
import type { PrunerChoice } from "../study/pruners/choice.ts";
import { schedulerPruner } from "../study/pruners/schedulers.ts";
import { count, readOptions, seedsOf } from "./shared/options.ts";
import { runInThreads } from "./shared/pool.ts";
import { atLeast, atMost, type Figure, median, report, shown } from "./shared/report.ts";
import type { SigmoidPlan, SigmoidRun } from "./sigmoids/sigmoid-swarm.ts";

const { values, flags } = readOptions({ seeds: "50", tabs: "4", "step-ms": "200", "join-ms": "3000", jobs: "2" }, [
  "optuna",
]);
const seeds = seedsOf(values.seeds);
const setting = {
  tabs: count(values.tabs, "tabs"),
  stepMs: count(values["step-ms"], "step-ms"),
  joinMs: count(values["join-ms"], "join-ms"),
};

/** How far below the best possible value the best kept trial may end, in how many of the seeds, and what steps it may take. */
interface Goal {
  readonly name: string;
  readonly pruner: PrunerChoice;
  readonly within: number;
  readonly seeds: number;
  readonly mostInAnySeed: number | null;
}

function prunerNamed(name: string, options: object): PrunerChoice {
  const made = schedulerPruner(name, options);
  if (!made.ok) return fail(made.reason);
  if (!flags.has("optuna")) return made.value.pruner;
  const { hindsight: _hindsight, ...pruner } = { hindsight: false, ...made.value.pruner };
  return pruner;
}

const goals: readonly Goal[] = [
  {
    name: "hyperband",
    pruner: prunerNamed("HyperBand", { max_t: 81 }),
    within: 0.1,
    seeds: 47 / 50,
    mostInAnySeed: null,
  },
  {
    name: "asha",
    pruner: prunerNamed("ASHA", { grace_period: 9, reduction_factor: 3, max_t: 81 }),
    within: 0.01,
    seeds: 46 / 50,
    mostInAnySeed: 40,
  },
];

function figuresOf({ name, within, seeds: share, mostInAnySeed }: Goal, runs: readonly SigmoidRun[]): Figure[] {
  const percents = runs.map(({ steps }) => 100 * steps);
  const most = Math.max(...percents);
  const near = runs.filter(({ shortfall }) => shortfall <= within).length;
  return [
    atMost(`${name}.steps.median`, median(percents), "% of FIFO's", 30),
    mostInAnySeed === null
      ? shown(`${name}.steps.most`, most, "% of FIFO's")
      : atMost(`${name}.steps.most`, most, "% of FIFO's", mostInAnySeed),
    atLeast(`${name}.seedsWithin${100 * within}Percent`, near, "seeds", Math.ceil(share * runs.length)),
    shown(`${name}.shortfall.worst`, 100 * Math.max(...runs.map(({ shortfall }) => shortfall)), "%"),
    shown(`${name}.checks.median`, 100 * median(runs.map(({ checkSteps }) => checkSteps)), "% of these steps"),
    shown(`${name}.kept.median`, median(runs.map(({ kept }) => kept)), "trials"),
    shown(`${name}.trials.most`, Math.max(...runs.map(({ trials }) => trials)), "trials"),
  ];
}

const plans = goals.flatMap(({ pruner }) => seeds.map((seed): SigmoidPlan => ({ ...setting, pruner, seed })));
const thread = new URL("./sigmoids/sigmoid-thread.ts", import.meta.url);
const runs = (await runInThreads(thread, plans, count(values.jobs, "jobs"))) as SigmoidRun[];
report(
  "sigmoids",
  goals.flatMap((goal, g) => figuresOf(goal, runs.slice(g * seeds.length, (g + 1) * seeds.length))),
);
