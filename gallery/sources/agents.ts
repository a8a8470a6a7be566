// gallery/objectives/agents.js as text, for bundlers and Node alike. Written by sources.test.ts.

export const source = `// Four agents own five of twenty parameters each, and learn together to make them add up to 5. A trial is a training; its value is
// the mean reward of the last hundred episodes, of which 0 is the best there could be. The lines above are two libraries: chance
// that is the same everywhere, and the agents.
const EPISODES = 240;
const REPORTED = 10;
/** The notebook's. All trainings begin with the same chance, so that what differs is what is tried. */
const SEED = 42;

export default function (trial) {
  const options = {
    learningRate: trial.suggestFloat("learning rate", 1e-4, 1e-1, { log: true }),
    hidden: trial.suggestInt("hidden", 4, 32, { log: true }),
    // What is done where the clamp holds all parameters, so that nobody learns: nothing, as in the notebook, or a remedy.
    clamped: trial.suggestCategorical("clamped", ["freeze", "end", "restart", "thaw", "inward"]),
  };
  const training = agents.newTraining({ ...options, episodes: EPISODES }, neuro.newRandom(SEED));
  let reward = 0;
  for (let episode = 1; episode <= EPISODES; episode++) {
    reward = training.episode().averageReward;
    if (episode % REPORTED > 0) continue;
    trial.report(reward, episode);
    if (trial.shouldPrune()) throw new TrialPruned();
  }
  return reward;
}
`;
