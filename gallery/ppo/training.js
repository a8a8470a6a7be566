import { newLearner } from "./learner.js";
import { estimateAdvantages, standardize } from "./rollout.js";
import { settingsOf } from "./settings.js";
import { newWorker } from "./worker.js";

/** Over how many episodes rewards and lengths are averaged, as in RLlib. */
const WINDOW = 100;
/** Streams of the seed from here on are the workers'; those before are weights and order. */
const FIRST_WORKER = 3;

/** Proximal policy optimization of a task with choices. All chance is of `seed`. */
export function newTraining(options) {
  const settings = settingsOf(options);
  const { neuro, newTask, seed, num_workers, num_sgd_iter, sgd_batchsize, gamma, lambda } = settings;
  const tasks = Array.from({ length: num_workers }, () => newTask());
  const [{ inputs, action }] = tasks;
  if (typeof inputs !== "number" || action.kind !== "choice") {
    throw new RangeError(
      "PPO learns tasks that show a list of numbers and take choices, such as CartPole and Acrobot.",
    );
  }
  const learner = newLearner(settings, inputs, action.count);
  const steps = Math.ceil(settings.timesteps_per_batch / num_workers);
  const workers = tasks.map((task, k) => newWorker(task, neuro.newRandom(seed, FIRST_WORKER + k), steps, learner));
  const rollouts = workers.map(({ rollout }) => rollout);
  const samples = Int32Array.from({ length: num_workers * steps }, (_, i) => i);
  const order = neuro.newRandom(seed, 2);
  const recent = [];
  let timesteps = 0;
  let episodes = 0;

  function ended(reward, length) {
    episodes += 1;
    recent.push({ reward, length });
    if (recent.length > WINDOW) recent.shift();
  }

  const mean = (of) => recent.reduce((sum, episode) => sum + of(episode), 0) / recent.length;

  function shuffle() {
    for (let i = samples.length - 1; i > 0; i--) {
      const j = order.below(i + 1);
      const kept = samples[i];
      samples[i] = samples[j];
      samples[j] = kept;
    }
  }

  /** Goes through all samples once, a step for each batch; says the losses' means. */
  function pass() {
    const sums = { policy_loss: 0, vf_loss: 0, entropy: 0, kl: 0 };
    shuffle();
    for (let from = 0; from < samples.length; from += sgd_batchsize) {
      const to = Math.min(from + sgd_batchsize, samples.length);
      for (let i = from; i < to; i++) {
        const k = Math.floor(samples[i] / steps);
        learner.learnFrom(rollouts[k], samples[i] - k * steps, to - from, sums);
      }
      learner.step();
    }
    for (const name of Object.keys(sums)) sums[name] /= samples.length;
    return sums;
  }

  return {
    settings,
    policy: learner.policy,
    /** What the policy does without chance. */
    act: (observation) => learner.choices.best(learner.policy.run(observation)),
    /** Plays, learns of it, and says how it stands. Before an episode has ended its means are NaN. */
    iteration() {
      for (const worker of workers) {
        worker.play(ended);
        estimateAdvantages(worker.rollout, gamma, lambda);
      }
      timesteps += samples.length;
      standardize(rollouts);
      let info = {};
      for (let i = 0; i < num_sgd_iter; i++) info = pass();
      return {
        episode_reward_mean: mean(({ reward }) => reward),
        episode_len_mean: mean(({ length }) => length),
        timesteps_total: timesteps,
        episodes_total: episodes,
        info,
      };
    },
  };
}
