// Agents that share a sum, and PPO on CartPole-v0: `npm run bench:agents`; see README.md. All but the times repeats exactly.

import { variantsIn } from "../formats/experiment/testing/made.ts";
import type { AgentsOptions } from "../gallery/agents/agents.js";
import { isRecord } from "../study/parsed.ts";
import { CARTPOLE } from "../test/experiment-texts.ts";
import { type AgentsPlan, type AgentsRun, BOUND, BY_EPISODE } from "./agents/agents-run.ts";
import { gradientError } from "./agents/gradient-error.ts";
import type { PpoPlan, PpoRun } from "./agents/ppo-run.ts";
import { count, readOptions, seedsOf } from "./shared/options.ts";
import { runInThreads } from "./shared/pool.ts";
import { atLeast, atMost, type Figure, median, report, shown } from "./shared/report.ts";

const { values, flags } = readOptions({ seeds: "32", "ppo-seeds": "6", jobs: "2" }, ["all", "no-trials"]);
const seeds = seedsOf(values.seeds);
const ppoSeeds = seedsOf(values["ppo-seeds"]);
/** The file's own stop rules. */
const STOP = { reward: 200, seconds: 180 };

/** What is compared with `--all`: other ways to go on where all is held, and agents that see less. */
const OTHERS: readonly AgentsOptions[] = [
  { clamped: "freeze" },
  { clamped: "restart" },
  { clamped: "thaw" },
  { clamped: "inward" },
  { communication: "neighbours" },
  { communication: "sum" },
  { communication: "none" },
];

const agentsPlans = (options: AgentsOptions): AgentsPlan[] => seeds.map((seed) => ({ kind: "agents", seed, options }));
const solving = ppoSeeds.map((seed): PpoPlan => {
  const options = { seed, num_sgd_iter: 4, sgd_batchsize: 128, lr: 5e-4 };
  return { kind: "ppo", options, reward: 195, seconds: STOP.seconds };
});
const variants = flags.has("no-trials") ? [] : variantsIn(CARTPOLE);
const trials = variants.map(({ config }): PpoPlan => {
  if (!isRecord(config)) throw new Error("A variant of the file is no configuration.");
  return { kind: "ppo", options: { ...config, seed: 1 }, ...STOP };
});

function holds({ averageBy240, solvedShare, meanSteps }: AgentsRun): boolean {
  return averageBy240 > BOUND && solvedShare >= 0.99 && meanSteps <= 3;
}

function agentsFigures(name: string, runs: readonly AgentsRun[], isHeld: boolean): Figure[] {
  const held = runs.filter(holds).length;
  const most = Math.max(...runs.map(({ cpuSeconds }) => cpuSeconds));
  const middle = (of: (run: AgentsRun) => number): number => median(runs.map(of));
  return [
    isHeld
      ? atLeast(`${name}.seedsThatHold`, held, "seeds", Math.ceil((30 / 32) * runs.length))
      : shown(`${name}.seedsThatHold`, held, "seeds"),
    isHeld ? atMost(`${name}.cpuSeconds.most`, most, "s", 4) : shown(`${name}.cpuSeconds.most`, most, "s"),
    shown(
      `${name}.cpuSeconds.median`,
      middle(({ cpuSeconds }) => cpuSeconds),
      "s",
    ),
    shown(
      `${name}.firstAbove`,
      middle(({ firstAbove }) => firstAbove),
      "episodes",
    ),
    shown(
      `${name}.averageBy${BY_EPISODE}.median`,
      middle(({ averageBy240 }) => averageBy240),
      "reward",
    ),
    shown(`${name}.averageBy${BY_EPISODE}.least`, Math.min(...runs.map(({ averageBy240 }) => averageBy240)), "reward"),
    shown(
      `${name}.averageAtEnd.median`,
      middle(({ averageAtEnd }) => averageAtEnd),
      "reward",
    ),
    shown(
      `${name}.unsolved.median`,
      middle(({ unsolved }) => unsolved),
      "episodes",
    ),
    shown(
      `${name}.solvedShare.median`,
      middle(({ solvedShare }) => solvedShare),
      "of 500 starts",
    ),
    shown(`${name}.solvedShare.least`, Math.min(...runs.map(({ solvedShare }) => solvedShare)), "of 500 starts"),
    shown(
      `${name}.meanSteps.median`,
      middle(({ meanSteps }) => meanSteps),
      "steps",
    ),
    shown(`${name}.meanSteps.most`, Math.max(...runs.map(({ meanSteps }) => meanSteps)), "steps"),
  ];
}

function solvingFigures(runs: readonly PpoRun[]): Figure[] {
  const solved = runs.filter(({ solvedAfter }) => solvedAfter <= STOP.seconds);
  return [
    atLeast("ppo.solved", solved.length, "seeds", Math.ceil((5 / 6) * runs.length)),
    atMost("ppo.cpuSeconds.most", Math.max(...runs.map(({ cpuSeconds }) => cpuSeconds)), "s", STOP.seconds),
    shown("ppo.cpuSeconds.median", median(runs.map(({ cpuSeconds }) => cpuSeconds)), "s"),
    shown("ppo.timesteps.median", median(runs.map(({ timesteps }) => timesteps)), "steps"),
  ];
}

/** Each trial of the file by what varies in it. */
function trialFigures(runs: readonly PpoRun[]): Figure[] {
  const ended = runs.filter(({ reward, cpuSeconds }) => reward >= STOP.reward || cpuSeconds >= STOP.seconds).length;
  return [
    atLeast("ppo.trials.atTheirStop", ended, "trials", variants.length),
    ...runs.flatMap(({ reward, cpuSeconds, timesteps }, i) => {
      const { num_sgd_iter, sgd_batchsize, lr } = trials[i]?.options ?? {};
      const name = `ppo.trial.${num_sgd_iter}x${sgd_batchsize}`;
      return [
        shown(`${name}.lr`, lr ?? Number.NaN, ""),
        shown(`${name}.reward`, reward, "reward"),
        shown(`${name}.cpuSeconds`, cpuSeconds, "s"),
        shown(`${name}.timesteps`, timesteps, "steps"),
      ];
    }),
  ];
}

const groups = [{}, ...(flags.has("all") ? OTHERS : [])];
const plans = [...groups.flatMap(agentsPlans), ...solving, ...trials];
const thread = new URL("./agents/agents-thread.ts", import.meta.url);
const runs = (await runInThreads(thread, plans, count(values.jobs, "jobs"))) as (AgentsRun | PpoRun)[];
const agentsRuns = runs.filter((run) => run.kind === "agents");
const ppoRuns = runs.filter((run) => run.kind === "ppo");
report("agents", [
  atMost("agents.gradientError", gradientError(), "", 1e-6),
  ...groups.flatMap((options, g) => {
    const name = ["agents", ...Object.entries(options).map(([key, value]) => `${key}-${value}`)].join(".");
    return agentsFigures(name, agentsRuns.slice(g * seeds.length, (g + 1) * seeds.length), g === 0);
  }),
  ...solvingFigures(ppoRuns.slice(0, solving.length)),
  ...(trials.length > 0 ? trialFigures(ppoRuns.slice(solving.length)) : []),
]);
