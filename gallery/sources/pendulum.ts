// gallery/objectives/pendulum.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// Swing a pendulum up by a torque too weak to lift it at once, and hold it there. Standing still at the top costs nothing, all
// else does: -150 is about the best mean. The lines above are two libraries: networks from seeds, and the task.
const task = control.newPendulum(neuro);
const shape = { inputs: task.inputs, hidden: [16, 16], outputs: 1, output: "tanh" };
const policy = neuro.newPolicy(shape);

/** Where the pendulum points, and its speed, which is at most 8. */
const scaled = (seen) => [seen[0], seen[1], seen[2] / 4];

/** The task clips what is more than 2: so full force is easily learnt. */
const MAX_TORQUE = 4;

/** What can be reached depends on where an episode begins, so that a single one says little. The first is shown. */
const EPISODES = 3;

export default function (trial) {
  const weights = neuro.weightsOf(trial.suggestSeeds("genome", { maxLength: 1000 }), shape, trial.sigma);
  policy.load(weights);
  if (trial.isWatched) trial.setUserAttr("weights", weights.length);
  const show = trial.isWatched ? (frame) => trial.show(frame) : undefined;
  const act = (seen) => MAX_TORQUE * policy.act(scaled(seen))[0];
  const random = neuro.newRandom(trial.seed);
  let sum = control.runEpisode(task, act, random, show);
  for (let i = 1; i < EPISODES; i++) sum += control.runEpisode(task, act, random);
  return sum / EPISODES;
}
`;
