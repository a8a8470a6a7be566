import { describe, expect, test } from "vitest";
import { CARTPOLE } from "../../test/experiment-texts.ts";
import { ownTrainingMistakes, ownTrainingNotes, PPO_ENVS } from "./own-training.ts";
import { readExperiments } from "./read-experiments.ts";
import { experimentsIn } from "./testing/made.ts";

const mistakesIn = (text: string): readonly string[] => {
  const read = readExperiments(text);
  return read.ok ? [] : read.mistakes.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

const OTHERWISE = "For anything else bring a script of your own: alg: script.";

describe("an algorithm without a script", () => {
  test.each(PPO_ENVS)("may be PPO on %s", (env) => {
    expect(experimentsIn(CARTPOLE.replace("CartPole-v0", env))).toMatchObject([{ trains: { algorithm: "PPO", env } }]);
  });

  test.each([
    ["alg: PPO", "alg: DQN", '3:10 No algorithm "DQN" is built in: PPO is trained here, on'],
    ["alg: PPO", "run: ppo", '3:10 No algorithm "ppo" is built in: PPO is trained here, on'],
    ["CartPole-v0", "Pong-v0", '2:10 PPO does not know "Pong-v0": here it is trained on'],
    ["CartPole-v0", "Pendulum-v1", '2:10 PPO does not know "Pendulum-v1": here it is trained on'],
    ["env: CartPole-v0", "repeat: 1", "3:10 PPO needs an env: here it is trained on"],
  ])("is refused with what there is: %s as %s", (before, after, words) => {
    const sentence = `${words} CartPole-v0, CartPole-v1 and Acrobot-v1. ${OTHERWISE}`;
    expect(mistakesIn(CARTPOLE.replace(before, after))).toEqual([sentence]);
  });

  test.each(["DQN", "PPO"])("is the script's where the file names one: %s", (alg) => {
    const text = CARTPOLE.replace("PPO", alg).replace("config:", "config:\n        script_file_path: mine.js");
    const read = readExperiments(text);
    expect(read.ok && read.experiments).toMatchObject([{ alg, trains: null, scriptPath: "mine.js" }]);
    const message = `The script has to do what "${alg}" does, with the same config.`;
    expect(read.ok && read.notes).toEqual([{ line: 3, column: 10, message }]);
  });

  test("is none where alg is script, or nothing", () => {
    for (const alg of ["alg: script", ""])
      expect(experimentsIn(CARTPOLE.replace("alg: PPO", alg))).toMatchObject([{ trains: null }]);
  });
});

describe("what PPO is trained with", () => {
  const toldOf = (before: string, after: string) => {
    const [experiment] = experimentsIn(CARTPOLE.replace(before, after));
    if (experiment === undefined) throw new Error("There is no experiment.");
    const words = ({ line, column, message }: { line: number; column: number; message: string }) =>
      `${line}:${column} ${message}`;
    return { mistakes: ownTrainingMistakes(experiment).map(words), notes: ownTrainingNotes(experiment).map(words) };
  };

  test("is all that the text of Ray Tune says; its four cores are said to be more than a trial uses", () => {
    const { mistakes, notes } = toldOf("", "");
    expect(mistakes).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^9:9 A trial gets the 4 cores that cpu says, but its workers play/)]);
    expect(toldOf("cpu: 4", "cpu: 1")).toEqual({ mistakes: [], notes: [] });
  });

  test.each([
    ["sgd_stepsize", "lr"],
    ["sgd_batch_size", "sgd_batchsize"],
    ["train_batch_size", "timesteps_per_batch"],
  ])("is no %s: a setting of another name is meant", (key, meant) => {
    expect(toldOf("num_workers: 4", `${key}: 4`).mistakes).toEqual([
      `11:${11 + key.length} "${key}" is no key of PPO's config; do you mean ${meant}?`,
    ]);
  });

  test("is said in full where no setting is near", () => {
    expect(toldOf("num_workers", "observation_filter").mistakes).toEqual([
      expect.stringMatching(/the keys there are seed, num_workers, .*, hidden, activation\.$/),
    ]);
  });

  test.each([
    ["num_workers: 4", "num_workers: 0", '11:22 "num_workers" of PPO must be a whole number from 1 to 64, but is 0.'],
    [
      "num_workers: 4",
      "num_workers: 1e9",
      '11:22 "num_workers" of PPO must be a whole number from 1 to 64, but is 1000000000.',
    ],
    ["num_workers: 4", "lambda: -1", '11:17 "lambda" of PPO must be a number from 0 to 1, but is -1.'],
    ["num_workers: 4", 'gamma: "0.9"', '11:16 "gamma" of PPO must be a number from 0 to 1, but is "0.9".'],
    ["num_workers: 4", "gamma:", '11:15 "gamma" of PPO must be a number from 0 to 1, but is empty.'],
    ["num_workers: 4", "clip_param: [1]", '11:21 "clip_param" of PPO must be a number from 0 to 10.'],
    ["num_workers: 4", "activation: elu", '11:21 "activation" of PPO must be relu or tanh, but is "elu".'],
    ["[1, 4]", "[1, 4.5]", '13:30 "num_sgd_iter" of PPO must be a whole number from 1 to 1000, but is 4.5.'],
  ])("is refused where a value cannot be: %s as %s", (before, after, words) => {
    expect(toldOf(before, after).mistakes).toEqual([words]);
  });

  test.each(["32", "{ a: 1 }", "[0]", "[1, 2, 3, 4, 5]", "[[32]]"])("has no layers such as %s", (hidden) => {
    expect(toldOf("num_workers: 4", `hidden: ${hidden}`).mistakes).toEqual([
      expect.stringMatching(
        /^11:17 "hidden" of PPO must be a list of at most 4 layers of 1 to 512 units, as \[32, 32\]/,
      ),
    ]);
  });

  test.each([
    "hidden: []",
    "hidden: [8, { grid_search: [8, 16] }]",
    "lambda: 0",
    "seed: 4294967295",
    "timesteps_per_batch: 1e3",
  ])("may be %s", (line) => expect(toldOf("num_workers: 4", line).mistakes).toEqual([]));

  test("is not refused in more sentences than a person reads", () => {
    const many = Array.from({ length: 200 }, (_, i) => -i);
    const keys = many.map((i) => `key${i}: 1`).join("\n        ");
    expect(toldOf("num_workers: 4", keys).mistakes).toHaveLength(20);
    expect(toldOf("[1, 4]", `[${many.join(", ")}]`).mistakes).toHaveLength(20);
  });

  test("ends by what it reports: a rule on another metric alone never ends it", () => {
    const words =
      /^6:9 PPO trains until a rule of stop ends it, and reports episode_reward_mean, .* stop by one of these/;
    expect(toldOf(/episode_reward_mean: 200\n.*\n/.exec(CARTPOLE)?.[0] ?? "", "mean_accuracy: 1\n").mistakes).toEqual([
      expect.stringMatching(words),
    ]);
    expect(toldOf("episode_reward_mean", "mean_accuracy").mistakes).toEqual([]);
  });
});
