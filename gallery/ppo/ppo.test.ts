import { describe, expect, it, test } from "vitest";
import { newCartPole } from "../control/cart-pole.js";
import { runEpisode } from "../control/episode.js";
import { newPendulum } from "../control/pendulum.js";
import type { Task } from "../control/task.ts";
import { neuro } from "../neuro/neuro.js";
import { newLearner } from "./learner.js";
import { ppo } from "./ppo.js";
import { estimateAdvantages, newRollout, standardize } from "./rollout.js";
import { KNOWN_HASH, ppoHash } from "./testing/ppo-hash.ts";
import { newWorker } from "./worker.js";

const newTask = (): Task => newCartPole(neuro, { maxSteps: 200 });
const at = (values: ArrayLike<number>, i: number): number => values[i] ?? Number.NaN;

describe("advantages", () => {
  /** A rollout of five steps, an episode ending with the third. */
  function rollout(restAfterEnd: number) {
    const made = newRollout(5, 1);
    made.rewards.set([1, 2, 3, 4, 5]);
    made.values.set([0.5, 0.4, 0.3, 0.2, 0.1]);
    made.ends.set([0, 0, 1, 0, 0]);
    made.restValues.set([0, 0, restAfterEnd, 0, 7]);
    return made;
  }

  it("with lambda 1 are what was paid, discounted, to the episode's end or with what could follow, less what was thought", () => {
    const made = rollout(0);
    estimateAdvantages(made, 0.9, 1);
    expect(at(made.returns, 0)).toBeCloseTo(1 + 0.9 * 2 + 0.81 * 3, 12);
    expect(at(made.returns, 3)).toBeCloseTo(4 + 0.9 * 5 + 0.81 * 7, 12);
    expect(at(made.advantages, 3)).toBeCloseTo(4 + 0.9 * 5 + 0.81 * 7 - 0.2, 12);
  });

  it("with lambda 0 look one step ahead", () => {
    const made = rollout(0);
    estimateAdvantages(made, 0.9, 0);
    expect(Array.from(made.advantages, (each) => Number(each.toFixed(9)))).toEqual([0.86, 1.87, 2.7, 3.89, 11.2]);
  });

  it("count what could follow where an episode only came to its cap", () => {
    const [ended, capped] = [rollout(0), rollout(10)];
    estimateAdvantages(ended, 0.9, 1);
    estimateAdvantages(capped, 0.9, 1);
    expect(at(capped.returns, 2) - at(ended.returns, 2)).toBeCloseTo(9, 12);
    expect(at(capped.returns, 0) - at(ended.returns, 0)).toBeCloseTo(9 * 0.81, 12);
    expect(at(capped.returns, 3)).toBe(at(ended.returns, 3));
  });

  it("are brought to mean 0 and deviation 1 over all workers, and stay small where all are alike", () => {
    const rollouts = [rollout(0), rollout(10)];
    for (const each of rollouts) estimateAdvantages(each, 0.9, 0.5);
    standardize(rollouts);
    const all = rollouts.flatMap(({ advantages }) => Array.from(advantages));
    expect(all.reduce((a, b) => a + b)).toBeCloseTo(0, 9);
    expect(all.reduce((a, b) => a + b * b, 0) / all.length).toBeCloseTo(1, 9);
    const alike = [newRollout(3, 1)];
    alike[0]?.advantages.fill(2);
    standardize(alike);
    expect(alike[0]?.advantages).toEqual(new Float64Array(3));
  });
});

describe("a worker", () => {
  const { settings } = ppo.newTraining({ neuro, newTask, seed: 4 });
  const learner = newLearner(settings, 4, 2);

  it("goes on with its episodes over several rollouts, and tells what each was paid", () => {
    const worker = newWorker(newTask(), neuro.newRandom(1), 10, learner);
    const ended: number[] = [];
    let steps = 0;
    for (; ended.length < 3; steps += 10) worker.play((reward, length) => ended.push(reward, length));
    expect(ended[0]).toBe(ended[1]);
    expect(ended[0]).toBeGreaterThan(7);
    expect(ended.length).toBeLessThan(steps / 3);
  });

  it("asks the critic what could follow a cap or the rollout's end, and nobody after a fall", () => {
    /** The rest after the last of six steps: an episode's cap is at `cap`. */
    const restOf = (cap: number, lean: number) => {
      const task = newCartPole(neuro, { maxSteps: cap });
      const worker = newWorker(task, neuro.newRandom(1), 6, learner);
      task.state[2] = lean;
      worker.play(() => undefined);
      return { ends: Array.from(worker.rollout.ends), rests: Array.from(worker.rollout.restValues) };
    };
    const capped = restOf(3, 0);
    expect(capped.ends).toEqual([0, 0, 1, 0, 0, 1]);
    expect(capped.rests.map((rest) => rest !== 0)).toEqual([false, false, true, false, false, true]);
    const cut = restOf(200, 0);
    expect(cut.ends).toEqual([0, 0, 0, 0, 0, 0]);
    expect(cut.rests.map((rest) => rest !== 0)).toEqual([false, false, false, false, false, true]);
    const fallen = restOf(200, 1);
    expect([fallen.ends[0], fallen.rests[0]]).toEqual([1, 0]);
  });
});

test.each([
  ["relu", 0.3],
  ["tanh", 0.02],
] as const)(
  "the gradient is that of finite differences of the clipped loss, to 1e-6: %s, clip %f",
  (activation, clip_param) => {
    const options = { activation, clip_param, vf_loss_coeff: 0.7, entropy_coeff: 0.05, hidden: [6, 5], seed: 3 };
    const { settings } = ppo.newTraining({ neuro, newTask, ...options });
    const learner = newLearner(settings, 4, 2);
    const random = neuro.newRandom(9);
    const steps = 12;
    const rollout = newRollout(steps, 4);
    for (const values of [rollout.observations, rollout.advantages, rollout.returns]) {
      for (let i = 0; i < values.length; i++) values[i] = random.normal();
    }
    for (let t = 0; t < steps; t++) {
      rollout.actions[t] = random.below(2);
      // About a half of the ratios lie beyond the clip.
      rollout.logProbabilities[t] = neuro.log(0.5) + 1.5 * clip_param * random.normal();
    }
    const sumsNow = () => {
      const sums = { policy_loss: 0, vf_loss: 0, entropy: 0, kl: 0 };
      for (let t = 0; t < steps; t++) learner.learnFrom(rollout, t, steps, sums);
      return sums;
    };
    const loss = (): number => {
      const { policy_loss, vf_loss, entropy } = sumsNow();
      return (policy_loss + 0.7 * vf_loss - 0.05 * entropy) / steps;
    };

    // Equation 7 word by word.
    let [gain, clipped] = [0, 0];
    for (let t = 0; t < steps; t++) {
      const [left, right] = learner.policy.run(rollout.observations.subarray(4 * t, 4 * t + 4));
      const share = 1 / (1 + Math.exp((rollout.actions[t] === 0 ? 1 : -1) * ((right ?? 0) - (left ?? 0))));
      const ratio = share / Math.exp(at(rollout.logProbabilities, t));
      const near = Math.min(Math.max(ratio, 1 - clip_param), 1 + clip_param);
      gain += Math.min(ratio * at(rollout.advantages, t), near * at(rollout.advantages, t));
      clipped += near * at(rollout.advantages, t) < ratio * at(rollout.advantages, t) ? 1 : 0;
    }
    expect(clipped).toBeGreaterThan(1);
    expect(clipped).toBeLessThan(steps - 1);
    expect(sumsNow().policy_loss).toBeCloseTo(-gain, 12);
    for (const { gradient } of [learner.policy, learner.critic]) gradient.fill(0);

    loss();
    const networks = [learner.policy, learner.critic].map(({ weights, gradient }) => ({
      weights,
      slopes: gradient.slice(),
    }));
    for (const { weights, slopes } of networks) {
      expect(slopes.some((slope) => slope !== 0)).toBe(true);
      weights.forEach((weight, i) => {
        weights[i] = weight + 1e-5;
        const above = loss();
        weights[i] = weight - 1e-5;
        const below = loss();
        weights[i] = weight;
        expect(Math.abs(at(slopes, i) - (above - below) / 2e-5)).toBeLessThan(1e-6);
      });
    }
  },
);

describe("a training of CartPole-v0", () => {
  it("reports what its episodes came to, over the last hundred", () => {
    const training = ppo.newTraining({ neuro, newTask, seed: 1, timesteps_per_batch: 999, num_workers: 4 });
    const first = training.iteration();
    // Four workers make 250 steps each, episodes by chance last some twenty.
    expect(first.timesteps_total).toBe(1000);
    expect(first.episodes_total).toBeGreaterThan(20);
    expect(first.episode_reward_mean).toBe(first.episode_len_mean);
    expect(first.episode_reward_mean * first.episodes_total).toBeLessThanOrEqual(1000);
    const second = training.iteration();
    expect(second.timesteps_total).toBe(2000);
    expect(second.episodes_total).toBeGreaterThan(first.episodes_total);
    expect(second.info.entropy).toBeLessThan(Math.LN2);
    expect(Object.values(second.info).every(Number.isFinite)).toBe(true);
  });

  it("learns to hold the pole, also without chance", () => {
    const training = ppo.newTraining({ neuro, newTask, seed: 2 });
    let result = training.iteration();
    expect(result.episode_reward_mean).toBeLessThan(40);
    for (let i = 1; i < 16; i++) result = training.iteration();
    expect(result.episode_reward_mean).toBeGreaterThan(70);
    const task = newTask();
    const rewards = Array.from({ length: 20 }, (_, seed) => runEpisode(task, training.act, neuro.newRandom(seed)));
    expect(rewards.reduce((a, b) => a + b) / 20).toBeGreaterThan(100);
  });

  it("is the same again for the same seed, and another for another", () => {
    const weightsOf = (seed: number): Float64Array => {
      const training = ppo.newTraining({ neuro, newTask, seed, timesteps_per_batch: 200 });
      training.iteration();
      return training.policy.weights;
    };
    expect(weightsOf(3)).toEqual(weightsOf(3));
    expect(weightsOf(3)).not.toEqual(weightsOf(4));
  });

  it("has the known bits", () => {
    expect(ppoHash({ neuro, ppo, newCartPole })).toBe(KNOWN_HASH);
  });
});

test("what cannot be is refused with a sentence", () => {
  const start = (options: object) => () => ppo.newTraining({ neuro, newTask, ...options });
  expect(start({ sgd_batch: 3 })).toThrow('There is no setting "sgd_batch" of PPO; there are seed, num_workers,');
  expect(start({ num_sgd_iter: 0 })).toThrow('"num_sgd_iter" of PPO must be a whole number from 1 to 1000, but is 0.');
  expect(start({ lr: Number.NaN })).toThrow('"lr" of PPO must be from 0 to 1, but is NaN.');
  expect(start({ hidden: [0] })).toThrow('"hidden" of PPO has at most 4 layers of 1 to 512 units, but is 0.');
  expect(start({ hidden: 32 })).toThrow('"hidden" of PPO has at most 4 layers of 1 to 512 units, but is 32.');
  expect(start({ hidden: null })).toThrow("units, but is null.");
  expect(start({ lr: "0.001" })).toThrow('"lr" of PPO must be from 0 to 1, but is "0.001".');
  expect(start({ gamma: [0.9] })).toThrow('"gamma" of PPO must be from 0 to 1, but is 0.9.');
  expect(start({ activation: "elu" })).toThrow('"activation" of PPO must be relu or tanh, but is "elu".');
  expect(start({ newTask: undefined })).toThrow("PPO needs the library and a task: ppo.newTraining({ neuro, newTask:");
  expect(start({ newTask: () => newPendulum(neuro) })).toThrow(
    "PPO learns tasks that show a list of numbers and take choices",
  );
});
