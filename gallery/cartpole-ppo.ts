import type { GalleryEntry } from "./entry.ts";
import { learningPolePicture } from "./pictures/control-pictures.ts";

/** Its file ends a trial after three minutes, if its next report does not come too late. */
const TIMEOUT_MS = 240_000;

/** The second experiment file of Ray Tune's first README, unchanged. Alone it needs no script: the text is what the page brings for it. */
export const cartpolePpo: GalleryEntry = {
  id: "cartpole-ppo",
  title: "CartPole learnt by PPO, six ways",
  summary:
    "How often to go through what was seen, and in which batches? A grid of proximal policy optimization, with learning rates drawn.",
  language: "javascript",
  fetchSource: async () => (await import("./ppo/train-source.ts")).trainPpoSource("CartPole-v0"),
  experiment: {
    fileName: "cartpole-ppo.yaml",
    scriptName: "train_ppo.js",
    text: `cartpole-ppo:
    env: CartPole-v0
    alg: PPO
    num_trials: 6
    stop:
        episode_reward_mean: 200
        time_total_s: 180
    resources:
        cpu: 4
    config:
        num_workers: 4
        num_sgd_iter:
            grid_search: [1, 4]
        sgd_batchsize:
            grid_search: [128, 256, 512]
        lr:
            eval: random.uniform(1e-4, 1e-3)
`,
  },
  metric: "episode_reward_mean",
  direction: "maximize",
  unit: "",
  furtherObjectives: [],
  constraints: [],
  sampler: { name: "random" },
  pruner: { name: "none" },
  budget: { kind: "trials", total: 6, trialsPerRound: 1 },
  trialTimeoutMs: TIMEOUT_MS,
  optimum: null,
  goal: { kind: "best", value: 195 },
  reference: "solved from 195 on, as a mean of 100 episodes, and 200 is the most there is",
  durationSeconds: 25,
  picture: learningPolePicture,
};
