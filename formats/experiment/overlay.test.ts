import { expect, test } from "vitest";
import { readExperiments } from "./read-experiments.ts";
import { variantsOf } from "./variants.ts";

const FILE = `two:
    env: CartPole-v0
    run: PPO
    repeat: 3
    stop: {episode_reward_mean: 200, time_total_s: 180}
    config: {lr: 0.001, gamma: {grid_search: [0.9, 0.99]}}
other: {alg: script, config: {x: 1}}
`;

test("what is said beside a file stands in the place of what each experiment says", () => {
  const said =
    '{"alg": "PPO", "env": "Acrobot-v1", "stop": {"training_iteration": 2}, "num_trials": 5, "config": {"lr": 0.5}}';
  const read = readExperiments(FILE, said);
  if (!read.ok) throw new Error(read.mistakes[0]?.message);
  const [first, second] = read.experiments;
  expect(first).toMatchObject({
    env: "Acrobot-v1",
    alg: "PPO",
    stop: { training_iteration: 2 },
    numTrials: 5,
    repeat: 1,
  });
  expect(second).toMatchObject({ name: "other", alg: "PPO", numTrials: 5 });
  expect(first === undefined ? null : variantsOf(first, "1")).toMatchObject({
    ok: true,
    variants: [0.9, 0.99, 0.9, 0.99, 0.9].map((gamma) => ({ config: { lr: 0.5, gamma } })),
  });
});

test("nothing said changes nothing", () => {
  expect(readExperiments(FILE, "")).toEqual(readExperiments(FILE));
  expect(readExperiments(FILE, "{}")).toEqual(readExperiments(FILE));
});

test("a mistake in it has no line of the file", () => {
  const wrong = readExperiments(FILE, '{"stop": 3}');
  expect(wrong).toMatchObject({
    ok: false,
    mistakes: [{ line: 0, message: expect.stringContaining("stop is a map") }, {}],
  });
  expect(readExperiments(FILE, "[1]")).toMatchObject({ ok: false, mistakes: [{ line: 0 }] });
  expect(readExperiments(FILE, '{"config": {"lr": {"eval": "1 +"}}}')).toMatchObject({
    ok: false,
    mistakes: [{ line: 0 }, {}],
  });
});
