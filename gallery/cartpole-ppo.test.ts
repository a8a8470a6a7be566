import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { loadObjective } from "../bench/shared/load-objective.ts";
import { PPO_ENVS, PPO_SETTINGS } from "../formats/experiment/own-training.ts";
import { PPO_RANGES } from "../formats/experiment/ppo-values.ts";
import { variantsIn } from "../formats/experiment/testing/made.ts";
import { runVariants, type VariantResult } from "../study/trainable/run-variants.ts";
import type { Train } from "../study/trainable/trainable-objective.ts";
import { cartpolePpo } from "./cartpole-ppo.ts";
import { newCartPole } from "./control/cart-pole.js";
import { neuro } from "./neuro/neuro.js";
import { ppo } from "./ppo/ppo.js";
import { trainPpoSource } from "./ppo/train-source.ts";

const trainOn = async (env: (typeof PPO_ENVS)[number]): Promise<Train> =>
  (await loadObjective<{ readonly train: Train }>({ language: "javascript", source: trainPpoSource(env) }, ["train"]))
    .train;

const text = cartpolePpo.experiment?.text ?? "";
const FIXTURE = new URL("../test/fixtures/experiment/cartpole-ppo.yaml", import.meta.url);

test("the experiment file is the second of Ray Tune's first README, to the letter", () => {
  expect(text).toBe(readFileSync(FIXTURE, "utf8"));
});

test("the text is what the page brings for the file, and small enough for every volunteer to fetch", async () => {
  const source = await cartpolePpo.fetchSource();
  expect(source).toBe(trainPpoSource("CartPole-v0"));
  expect(Buffer.byteLength(source)).toBeLessThan(100_000);
});

describe("the six trials of the file", () => {
  /** Solved is 195; learning to fall half as soon takes a few seconds for all six, and is far from chance. */
  const ENOUGH = 45;
  const variants = variantsIn(text, "1");
  let results: readonly VariantResult[] = [];
  beforeAll(async () => {
    const stop = { episode_reward_mean: ENOUGH, timesteps_total: 200_000 };
    const run = await runVariants(await trainOn("CartPole-v0"), { variants, metric: "episode_reward_mean", stop });
    ({ results } = run);
  });

  test("have the names that Ray prints, each pair of num_sgd_iter and sgd_batchsize once", () => {
    const pairs = [128, 256, 512].flatMap((batch) => [1, 4].map((passes) => ({ batch, passes })));
    const names = pairs.map(({ batch, passes }, i) =>
      expect.stringMatching(`^PPO_CartPole-v0_${i}_lr=0\\.000\\d{2,5},num_sgd_iter=${passes},sgd_batchsize=${batch}$`),
    );
    expect(results.map(({ name }) => name)).toEqual(names);
  });

  test("learn until their stop rule ends them", () => {
    for (const { name, trial } of results) {
      expect(trial.state, name).toBe("complete");
      expect(trial.userAttrs["stopped_by"], name).toBe(`episode_reward_mean >= ${ENOUGH}`);
      const rewards = trial.intermediate.map(([, reward]) => reward);
      expect(rewards[0], name).toBeLessThan(ENOUGH - 10);
      expect(rewards.at(-1), name).toBeGreaterThanOrEqual(ENOUGH);
    }
  });

  test("report rewards, lengths, episodes and steps at each iteration, of four workers with 500 steps each", () => {
    for (const { trial } of results) {
      const { episode_len_mean, episodes_total, timesteps_total } = trial.metrics;
      expect(timesteps_total).toEqual(trial.intermediate.map((_, i) => [i + 1, 2000 * (i + 1)]));
      // Each step is worth 1.
      expect(episode_len_mean).toEqual(trial.intermediate);
      expect(episodes_total?.map(([step]) => step)).toEqual(trial.intermediate.map(([step]) => step));
    }
  });
});

describe("the page's own training", () => {
  test.each(PPO_ENVS)("goes on with %s until its rule", async (env) => {
    const variants = [{ name: env, config: { timesteps_per_batch: 400, num_workers: 2, hidden: [4] } }];
    const stop = { timesteps_total: 2000 };
    const { results } = await runVariants(await trainOn(env), { variants, metric: "episode_reward_mean", stop });
    const [trial] = results.map(({ trial }) => trial);
    expect(trial?.error).toBeNull();
    expect(trial?.userAttrs["stopped_by"]).toBe("timesteps_total >= 2000");
    // Nobody swings Acrobot up within 500 steps at first: it reports once its first episodes have come to their cap.
    expect(trial?.values[0]).toBeCloseTo(env === "Acrobot-v1" ? -500 : 22, -1);
    expect(trial?.intermediate[0]?.[0]).toBe(1);
    expect(trial?.metrics["timesteps_total"]?.[0]).toEqual([1, env === "Acrobot-v1" ? 1200 : 400]);
  });

  test("takes every setting that a file may have, and refuses another in a sentence of its own", async () => {
    const config = {
      seed: 3,
      num_workers: 1,
      timesteps_per_batch: 100,
      num_sgd_iter: 1,
      sgd_batchsize: 50,
      lr: 1e-3,
      gamma: 0.9,
      lambda: 0.9,
      clip_param: 0.2,
      vf_loss_coeff: 1,
      entropy_coeff: 0.01,
      hidden: [4],
      activation: "tanh",
    };
    expect(Object.keys(config)).toEqual(PPO_SETTINGS);
    const variants = [config, { lrate: 1 }].map((each, i) => ({ name: `${i}`, config: each }));
    const stop = { training_iteration: 1 };
    const metric = "episode_reward_mean";
    const { results } = await runVariants(await trainOn("CartPole-v1"), { variants, metric, stop });
    expect(results.map(({ trial }) => trial.state)).toEqual(["complete", "failed"]);
    expect(results[1]?.trial.error?.message).toMatch(/There is no setting "lrate" of PPO; there are seed, num_workers/);
  });
});

test("what a file may say of PPO's settings is what PPO takes", () => {
  const takes = (options: object): boolean => {
    try {
      ppo.newTraining({ neuro, newTask: () => newCartPole(neuro), timesteps_per_batch: 100, ...options });
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  for (const [name, { low, high, isWhole }] of PPO_RANGES) {
    const values = [low - 1e-3, low, isWhole ? low + 0.5 : low, high, high + 1e-3];
    expect(
      values.map((value) => takes({ [name]: value })),
      name,
    ).toEqual([false, true, !isWhole, true, false]);
  }
  expect(PPO_SETTINGS.filter((name) => !PPO_RANGES.has(name))).toEqual(["hidden", "activation"]);
});
