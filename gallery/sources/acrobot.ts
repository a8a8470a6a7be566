// gallery/objectives/acrobot.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// Swing the free end of two links over a height by turning the joint between them. Each step until then is worth -1; solved
// from -100 on, as a mean. The lines above are two libraries: networks from seeds, and the task.
const task = control.newAcrobot(neuro);
const shape = { inputs: task.inputs, hidden: [16], outputs: task.action.count };
const policy = neuro.newPolicy(shape);

export default function (trial) {
  const weights = neuro.weightsOf(trial.suggestSeeds("genome", { maxLength: 1000 }), shape, trial.sigma);
  policy.load(weights);
  if (trial.isWatched) trial.setUserAttr("weights", weights.length);
  const show = trial.isWatched ? (frame) => trial.show(frame) : undefined;
  return control.runEpisode(task, (seen) => policy.act(seen), neuro.newRandom(trial.seed), show);
}
`;
