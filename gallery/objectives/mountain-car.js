// Drive an underpowered car up a hill by swinging back and forth. The flag is worth 100, force costs; solved from 90 on, as a
// mean. The lines above are two libraries: networks from seeds, and the task.
const task = control.newMountainCar(neuro);
const shape = { inputs: task.inputs, hidden: [16], outputs: 1, output: "tanh" };
const policy = neuro.newPolicy(shape);

/** Place and speed, both from -1 to 1 or nearly so: the car's speed is at most 0.07. */
const scaled = (seen) => [seen[0] + 0.5, 14 * seen[1]];

export default function (trial) {
  const weights = neuro.weightsOf(trial.suggestSeeds("genome", { maxLength: 1000 }), shape, trial.sigma);
  policy.load(weights);
  if (trial.isWatched) trial.setUserAttr("weights", weights.length);
  const show = trial.isWatched ? (frame) => trial.show(frame) : undefined;
  return control.runEpisode(task, (seen) => policy.act(scaled(seen))[0], neuro.newRandom(trial.seed), show);
}
