// Keep a pole upright on a cart by pushing it left or right. Each step is worth 1, 500 at most; solved from 475 on, as a mean.
// The lines above are two libraries: networks from seeds, and the task.
const task = control.newCartPole(neuro); // CartPole-v0: control.newCartPole(neuro, { maxSteps: 200 })
const shape = { inputs: task.inputs, hidden: [16, 16], outputs: task.action.count, activation: "relu" };
const policy = neuro.newPolicy(shape);

export default function (trial) {
  const weights = neuro.weightsOf(trial.suggestSeeds("genome", { maxLength: 1000 }), shape, trial.sigma);
  policy.load(weights);
  if (trial.isWatched) trial.setUserAttr("weights", weights.length);
  const show = trial.isWatched ? (frame) => trial.show(frame) : undefined;
  return control.runEpisode(task, (seen) => policy.act(seen), neuro.newRandom(trial.seed), show);
}
