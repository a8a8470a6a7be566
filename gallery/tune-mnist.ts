import type { GalleryEntry } from "./entry.ts";
import { digitsPicture } from "./pictures/data-pictures.ts";

/** The longest run takes some four seconds on a laptop; its experiment file allows ten minutes for each. */
const TIMEOUT_MS = 600_000;

/** The experiment file of Ray Tune's first README, unchanged; its script is our own, on digits that stand in for MNIST. */
export const tuneMnist = {
  fileName: "tune_mnist.yaml",
  scriptName: "tune_mnist_ray.js",
  text: `tune_mnist:
    env: mnist
    alg: script
    num_trials: 10
    resources:
        cpu: 1
    stop:
        mean_accuracy: 0.99
        time_total_s: 600
    config:
        script_file_path: examples/tune_mnist_ray.py
        script_entrypoint: train
        activation:
            grid_search: ['relu', 'elu', 'tanh']
`,
};

export const digits: GalleryEntry = {
  id: "digits",
  title: "Three activations on handwritten digits",
  summary:
    "Which activation learns digits fastest? A grid search over a small convolutional network; the digits stand in for MNIST.",
  language: "javascript",
  fetchSource: async () => (await import("./sources/trainables/tune_mnist_ray.ts")).source,
  experiment: tuneMnist,
  metric: "mean_accuracy",
  direction: "maximize",
  unit: "",
  furtherObjectives: [],
  constraints: [],
  sampler: { name: "random" },
  pruner: { name: "none" },
  budget: { kind: "trials", total: 10, trialsPerRound: 1 },
  trialTimeoutMs: TIMEOUT_MS,
  optimum: null,
  goal: { kind: "best", value: 0.98 },
  reference: "a trial ends at 0.99",
  durationSeconds: 30,
  picture: digitsPicture,
};
