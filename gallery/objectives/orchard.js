// Catch apples and let stones fall by, seen as a picture of 10 x 10 points. An apple is worth 1, and 123 come down in all.
// The lines above are two libraries: networks from seeds, and the task.
const task = control.newOrchard();
const shape = { inputs: task.inputs, hidden: [16], outputs: task.action.count };
const policy = neuro.newPolicy(shape);

export default function (trial) {
  const weights = neuro.weightsOf(trial.suggestSeeds("genome", { maxLength: 1000 }), shape, trial.sigma);
  policy.load(weights);
  if (trial.isWatched) trial.setUserAttr("weights", weights.length);
  const show = trial.isWatched ? (frame) => trial.show(frame) : undefined;
  return control.runEpisode(task, (seen) => policy.act(seen), neuro.newRandom(trial.seed), show);
}
