import type { PrunerChoice } from "../study/pruners/choice.ts";
import type { SimpleSampler } from "../study/samplers/choice.ts";
import type { ParamValue } from "../study/space/distribution.ts";
import type { Budget, Direction } from "../study/spec/spec.ts";
import { tuneMnist } from "./tune-mnist.ts";

/** What a study can be started from: an objective or a trainable as its author would paste it, and settings that suit it. */
export interface GalleryEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly language: "javascript" | "typescript";
  /** The text, fetched only when it is wanted: some carry their data along. Rejects where the seed cannot be reached. */
  readonly fetchSource: () => Promise<string>;
  /** Null: the text is an objective. Otherwise it is a trainable, and this says what is tried and when a trial ends. */
  readonly experiment: GalleryExperiment | null;
  /** The name of what is optimized: for an objective a name for what it returns, for a trainable one that it reports. */
  readonly metric: string;
  readonly direction: Direction;
  /** Shown behind the value; may be empty. */
  readonly unit: string;
  readonly sampler: Extract<SimpleSampler, { readonly name: "auto" | "tpe" | "cmaes" | "gp" | "qmc" | "random" }>;
  readonly pruner: PrunerChoice;
  readonly budget: Exclude<Budget, { readonly kind: "generations" }>;
  readonly trialTimeoutMs: number;
  /** The best there is, where mathematics knows it. */
  readonly optimum: { readonly params: Readonly<Record<string, ParamValue>>; readonly value: number } | null;
}

/** An experiment file to drop on the page together with its script. */
export interface GalleryExperiment {
  readonly fileName: string;
  /** YAML. */
  readonly text: string;
  /** The name under which the file finds the entry's own text. */
  readonly scriptName: string;
}

/** Far beyond any trial of a function that needs microseconds, and short enough that a mistake while editing shows soon. */
const FUNCTION_TIMEOUT_MS = 10_000;

/** Hundred times what the largest network needs on a laptop, so that a slow phone still finishes. */
const NETWORK_TIMEOUT_MS = 60_000;

/** The longest run takes some four seconds on a laptop; its experiment file allows ten minutes for each. */
const DIGITS_TIMEOUT_MS = 600_000;

const TEN_BY_TEN: GalleryEntry["budget"] = { kind: "rounds", rounds: 10, trialsPerRound: 10 };

/** From the simplest to the most real. */
export const gallery: readonly GalleryEntry[] = [
  {
    id: "quadratic",
    title: "Quadratic",
    summary: "A parabola and a whole number: x² + y. Seconds to run; good for a first try.",
    language: "javascript",
    fetchSource: async () => (await import("./sources/quadratic.ts")).source,
    experiment: null,
    metric: "value",
    direction: "minimize",
    unit: "",
    sampler: { name: "tpe" },
    pruner: { name: "none" },
    budget: TEN_BY_TEN,
    trialTimeoutMs: FUNCTION_TIMEOUT_MS,
    optimum: { params: { x: 0, y: -1 }, value: -1 },
  },
  {
    id: "quadratic-object",
    title: "Quadratic, as an object",
    summary: "The same, written as a class: prepared once, and its run is called for every trial.",
    language: "javascript",
    fetchSource: async () => (await import("./sources/quadratic-object.ts")).source,
    experiment: null,
    metric: "value",
    direction: "minimize",
    unit: "",
    sampler: { name: "tpe" },
    pruner: { name: "none" },
    budget: TEN_BY_TEN,
    trialTimeoutMs: FUNCTION_TIMEOUT_MS,
    optimum: { params: { x: 0, y: -1 }, value: -1 },
  },
  {
    id: "rastrigin",
    title: "Rastrigin, 5 dimensions",
    summary: "A bowl full of dents; the lowest is in the middle. Many tabs help.",
    language: "javascript",
    fetchSource: async () => (await import("./sources/rastrigin.ts")).source,
    experiment: null,
    metric: "value",
    direction: "minimize",
    unit: "",
    sampler: { name: "tpe" },
    pruner: { name: "none" },
    budget: { kind: "rounds", rounds: 30, trialsPerRound: 10 },
    trialTimeoutMs: FUNCTION_TIMEOUT_MS,
    optimum: { params: { x0: 0, x1: 0, x2: 0, x3: 0, x4: 0 }, value: 0 },
  },
  {
    id: "rosenbrock",
    title: "Rosenbrock, 4 dimensions",
    summary: "A narrow curved valley, easy to find and hard to follow. In TypeScript.",
    language: "typescript",
    fetchSource: async () => (await import("./sources/rosenbrock.ts")).source,
    experiment: null,
    metric: "value",
    direction: "minimize",
    unit: "",
    sampler: { name: "tpe" },
    pruner: { name: "none" },
    budget: { kind: "rounds", rounds: 30, trialsPerRound: 10 },
    trialTimeoutMs: FUNCTION_TIMEOUT_MS,
    optimum: { params: { x0: 1, x1: 1, x2: 1, x3: 1 }, value: 0 },
  },
  {
    id: "wine-network",
    title: "Neural network on the Wine data",
    summary:
      "Tune a small neural network that tells three grape varieties apart. Real data; hopeless trials are pruned.",
    language: "javascript",
    fetchSource: async () => (await import("./sources/wine-network.ts")).source,
    experiment: null,
    metric: "value",
    direction: "minimize",
    unit: "log-loss",
    sampler: { name: "tpe" },
    pruner: { name: "median" },
    budget: TEN_BY_TEN,
    trialTimeoutMs: NETWORK_TIMEOUT_MS,
    optimum: null,
  },
  {
    id: "wine-forest",
    title: "Random forest on the Wine data",
    summary: "The same wines, told apart by a random forest: four settings, judged on five folds.",
    language: "javascript",
    fetchSource: async () => (await import("./sources/wine-forest.ts")).source,
    experiment: null,
    metric: "accuracy",
    direction: "maximize",
    unit: "",
    sampler: { name: "tpe" },
    pruner: { name: "none" },
    budget: { kind: "trials", total: 20, trialsPerRound: 2 },
    trialTimeoutMs: NETWORK_TIMEOUT_MS,
    optimum: null,
  },
  {
    id: "digits",
    title: "Three activations on handwritten digits",
    summary:
      "Which activation learns digits fastest? A grid search over a small convolutional network; the digits stand in for MNIST.",
    language: "javascript",
    fetchSource: async () => (await import("./sources/tune_mnist_ray.ts")).source,
    experiment: tuneMnist,
    metric: "mean_accuracy",
    direction: "maximize",
    unit: "",
    sampler: { name: "random" },
    pruner: { name: "none" },
    budget: { kind: "trials", total: 10, trialsPerRound: 1 },
    trialTimeoutMs: DIGITS_TIMEOUT_MS,
    optimum: null,
  },
];
