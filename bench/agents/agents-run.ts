import { type AgentsOptions, agents } from "../../gallery/agents/agents.js";
import { neuro } from "../../gallery/neuro/neuro.js";
import { cpuClock } from "./cpu-seconds.ts";

export interface AgentsPlan {
  readonly kind: "agents";
  readonly seed: number;
  readonly options: AgentsOptions;
}

/** One training and how it was judged. */
export interface AgentsRun {
  readonly kind: "agents";
  /** Mean reward of the hundred episodes up to this one. */
  readonly averageBy240: number;
  readonly averageAtEnd: number;
  /** The first episode from the hundredth on whose average is over the bound. */
  readonly firstAbove: number;
  readonly unsolved: number;
  readonly solvedShare: number;
  readonly meanSteps: number;
  readonly cpuSeconds: number;
}

export const STARTS = 500;
export const BOUND = -2;
export const BY_EPISODE = 240;

export function runAgents({ seed, options }: AgentsPlan): AgentsRun {
  const cpu = cpuClock();
  const training = agents.newTraining(options, neuro.newRandom(seed));
  const averages = Array.from({ length: training.settings.episodes }, () => training.episode());
  const cpuSeconds = cpu();
  const above = averages.findIndex(({ episode, averageReward }) => episode >= 100 && averageReward > BOUND);
  const { solvedShare, meanSteps } = training.evaluate(neuro.newRandom(seed, 1), STARTS);
  return {
    kind: "agents",
    averageBy240: averages[BY_EPISODE - 1]?.averageReward ?? Number.NaN,
    averageAtEnd: averages.at(-1)?.averageReward ?? Number.NaN,
    firstAbove: above < 0 ? Infinity : above + 1,
    unsolved: averages.filter(({ solved }) => !solved).length,
    solvedShare,
    meanSteps,
    cpuSeconds,
  };
}
