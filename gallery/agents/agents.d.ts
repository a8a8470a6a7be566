import type { Network } from "../gradient/network.js";

/** All may be left out. */
export interface AgentsOptions {
  readonly agents?: number;
  readonly parameters?: number;
  /** Units of each of the two hidden layers. */
  readonly hidden?: number;
  readonly target?: number;
  /** How many episodes a training is meant to have: for its caller. */
  readonly episodes?: number;
  /** At most, of an episode. */
  readonly steps?: number;
  /** How near the sum has to come. */
  readonly tolerance?: number;
  readonly learningRate?: number;
  /** What each network sees: its own slice, the sum of all besides, its neighbours' slices besides, or all. */
  readonly communication?: "none" | "sum" | "neighbours" | "all";
  /** What is done where the clamp holds parameters: docs/agents.md. */
  readonly clamped?: "freeze" | "end" | "restart" | "thaw" | "inward";
}

export type AgentsSettings = Required<AgentsOptions>;

interface Uniform {
  /** In [0, 1), as of `neuro.newRandom`. */
  uniform(): number;
}

export interface Slice {
  readonly from: number;
  readonly to: number;
}

export interface World {
  readonly state: Float64Array;
  readonly slices: readonly Slice[];
  readonly sum: number;
  readonly reward: number;
  readonly done: boolean;
  readonly held: Int8Array;
  readonly frozen: boolean;
  reset(random: Uniform): void;
  step(changes: ArrayLike<number>): void;
}

export interface Agent {
  readonly network: Network;
  act(world: { readonly state: ArrayLike<number>; readonly sum: number }, changes: Float64Array): void;
  learn(slopes: ArrayLike<number>): void;
}

export interface EpisodeResult {
  /** From 1 on. */
  readonly episode: number;
  readonly reward: number;
  readonly steps: number;
  readonly solved: boolean;
  readonly averageReward: number;
}

export interface PlayResult {
  readonly parameters: Float64Array;
  readonly target: number;
  readonly value: number;
  readonly difference: number;
  readonly steps: number;
  readonly solved: boolean;
}

export interface AgentsTraining {
  readonly settings: AgentsSettings;
  readonly agents: readonly Agent[];
  readonly parameters: Float64Array;
  episode(): EpisodeResult;
  play(random: Uniform, most?: number): PlayResult;
  evaluate(
    random: Uniform,
    starts?: number,
  ): { readonly starts: number; readonly solvedShare: number; readonly meanSteps: number };
}

export declare const agents: {
  /** Throws a sentence where the options cannot be. */
  readonly newTraining: (options: AgentsOptions, random: Uniform) => AgentsTraining;
  readonly progressLine: (result: Pick<EpisodeResult, "episode" | "averageReward">) => string | null;
  readonly finalLines: (result: Pick<PlayResult, "target" | "value" | "difference">) => string[];
  readonly settingsOf: (options: AgentsOptions) => AgentsSettings;
  readonly newWorld: (settings: AgentsSettings) => World;
  readonly newAgent: (settings: AgentsSettings, slices: readonly Slice[], k: number, random: Uniform) => Agent;
  readonly fillSlopes: (world: World, settings: AgentsSettings, slopes: Float64Array) => void;
};
