import { agents } from "../../gallery/agents/agents.js";
import { neuro } from "../../gallery/neuro/neuro.js";

const STEP = 1e-6;
const STARTS = 5;
/** Every weight would be 23,000 of them, five times. */
const EVERY = 29;

/** How far the gradient is from finite differences of the loss through the clamped world, at most. */
export function gradientError(): number {
  const settings = agents.settingsOf({ clamped: "freeze" });
  const training = agents.newTraining(settings, neuro.newRandom(1));
  const world = agents.newWorld(settings);
  const changes = new Float64Array(settings.parameters);
  const slopes = new Float64Array(settings.parameters);
  const random = neuro.newRandom(2);
  let most = 0;
  for (let start = 0; start < STARTS; start++) {
    world.reset(random);
    const begin = { state: world.state.map((value) => (Math.abs(value) > 0.5 ? Math.sign(value) : value)), sum: 0 };
    const loss = (): number => {
      world.state.set(begin.state);
      for (const agent of training.agents) agent.act(begin, changes);
      world.step(changes);
      return -settings.agents * world.reward;
    };
    loss();
    agents.fillSlopes(world, settings, slopes);
    training.agents.forEach(({ network }, k) => {
      const { from, to } = world.slices[k] ?? { from: 0, to: 0 };
      network.outputSlopes.set(slopes.subarray(from, to));
      network.gradient.fill(0);
      network.back();
      for (let i = start; i < network.weights.length; i += EVERY) {
        const weight = network.weights[i] ?? Number.NaN;
        network.weights[i] = weight + STEP;
        const above = loss();
        network.weights[i] = weight - STEP;
        const below = loss();
        network.weights[i] = weight;
        most = Math.max(most, Math.abs((network.gradient[i] ?? Number.NaN) - (above - below) / (2 * STEP)));
      }
      loss();
    });
  }
  return most;
}
