import type { GalleryEntry } from "./entry.ts";
import {
  quadraticObjectPicture,
  quadraticPicture,
  rastriginPicture,
  rosenbrockPicture,
} from "./pictures/function-pictures.ts";

/** Far beyond any trial of a function that needs microseconds, and short enough that a mistake while editing shows soon. */
const FUNCTION_TIMEOUT_MS = 10_000;

const rounds = (count: number): GalleryEntry["budget"] => ({ kind: "rounds", rounds: count, trialsPerRound: 10 });

/** Of all of them. */
const MINIMIZED = {
  language: "javascript",
  experiment: null,
  metric: "value",
  direction: "minimize",
  unit: "",
  furtherObjectives: [],
  constraints: [],
  sampler: { name: "auto" },
  pruner: { name: "none" },
  trialTimeoutMs: FUNCTION_TIMEOUT_MS,
} as const;

/** Functions whose least value mathematics knows, from the simplest on. */
export const functions: readonly GalleryEntry[] = [
  {
    ...MINIMIZED,
    id: "quadratic",
    title: "Quadratic",
    summary: "A parabola and a whole number: x²\u00a0+\u00a0y. Good for a first try.",
    fetchSource: async () => (await import("./sources/quadratic.ts")).source,
    budget: rounds(10),
    optimum: { params: { x: 0, y: -1 }, value: -1 },
    goal: { kind: "best", value: -0.99 },
    reference: "-1 is the least there is",
    durationSeconds: 0.3,
    picture: quadraticPicture,
  },
  {
    ...MINIMIZED,
    id: "quadratic-object",
    title: "Quadratic, as an object",
    summary: "The same, written as a class: prepared once, and its run is called for every trial.",
    fetchSource: async () => (await import("./sources/quadratic-object.ts")).source,
    budget: rounds(10),
    optimum: { params: { x: 0, y: -1 }, value: -1 },
    goal: { kind: "best", value: -0.99 },
    reference: "-1 is the least there is",
    durationSeconds: 0.3,
    picture: quadraticObjectPicture,
  },
  {
    ...MINIMIZED,
    id: "rastrigin",
    title: "Rastrigin, 5 dimensions",
    summary: "A bowl full of dents; the lowest is in the middle. Many tabs help.",
    fetchSource: async () => (await import("./sources/rastrigin.ts")).source,
    budget: rounds(30),
    optimum: { params: { x0: 0, x1: 0, x2: 0, x3: 0, x4: 0 }, value: 0 },
    goal: { kind: "best", value: 0.01 },
    reference: "0 is the least there is, and the next best dents have 0.995",
    durationSeconds: 0.4,
    picture: rastriginPicture,
  },
  {
    ...MINIMIZED,
    id: "rosenbrock",
    title: "Rosenbrock, 4 dimensions",
    summary: "A narrow curved valley, easy to find and hard to follow. In TypeScript.",
    language: "typescript",
    fetchSource: async () => (await import("./sources/rosenbrock.ts")).source,
    sampler: { name: "cmaes", restart: "bipop" },
    budget: rounds(150),
    optimum: { params: { x0: 1, x1: 1, x2: 1, x3: 1 }, value: 0 },
    goal: { kind: "best", value: 0.01 },
    reference: "0 is the least there is, and a false end of the valley has 3.70",
    durationSeconds: 0.03,
    picture: rosenbrockPicture,
  },
];
