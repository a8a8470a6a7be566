import type { GalleryEntry } from "./entry.ts";
import { wineForestPicture, wineNetworkPicture } from "./pictures/data-pictures.ts";

/** Hundred times what the largest network needs on a laptop, so that a slow phone still finishes. */
const NETWORK_TIMEOUT_MS = 60_000;

/** Models of real data: 178 wines of three grape varieties. */
export const wineStudies: readonly GalleryEntry[] = [
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
    furtherObjectives: [],
    constraints: [],
    sampler: { name: "tpe" },
    pruner: { name: "median" },
    budget: { kind: "rounds", rounds: 10, trialsPerRound: 10 },
    trialTimeoutMs: NETWORK_TIMEOUT_MS,
    optimum: null,
    goal: { kind: "best", value: 0.025 },
    reference: "best known 0.0189, and who knows nothing has 1.0986",
    durationSeconds: 6,
    picture: wineNetworkPicture,
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
    furtherObjectives: [],
    constraints: [],
    sampler: { name: "tpe" },
    pruner: { name: "none" },
    budget: { kind: "trials", total: 20, trialsPerRound: 2 },
    trialTimeoutMs: NETWORK_TIMEOUT_MS,
    optimum: null,
    goal: { kind: "best", value: 0.985 },
    reference: "scikit-learn's forests come to 0.981 on these folds, and 1 would be the best",
    durationSeconds: 1.5,
    picture: wineForestPicture,
  },
];
