import { newAdam } from "../gradient/adam.js";
import { newNetwork } from "../gradient/network.js";

/**
 * Agent `k` of a world: what it sees of it, its network, and how it learns. It needs nothing of the other agents but their
 * slices, so that each may stand in a place of its own.
 */
export function newAgent({ hidden, communication, learningRate }, slices, k, random) {
  const { from, to } = slices[k];
  const shown = shownTo(k, slices, communication);
  const seesSum = communication === "sum";
  const observation = new Float64Array(shown.length + (seesSum ? 1 : 0));
  const network = newNetwork([observation.length, hidden, hidden, to - from], "relu", random);
  const adam = newAdam(network.weights, network.gradient, learningRate);

  return {
    network,
    /** Writes what it wants to add to its own slice into `changes`. */
    act({ state, sum }, changes) {
      for (let i = 0; i < shown.length; i++) observation[i] = state[shown[i]];
      if (seesSum) observation[shown.length] = sum;
      changes.set(network.run(observation), from);
    },
    /** One step of Adam, by the loss's slopes in what all agents added last. */
    learn(slopes) {
      for (let i = from; i < to; i++) network.outputSlopes[i - from] = slopes[i];
      network.back();
      adam.step();
    },
  };
}

/** Which parameters an agent sees, its own first unless it sees them all. */
function shownTo(k, slices, communication) {
  const indices = ({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i);
  if (communication === "all") return slices.flatMap(indices);
  const { length } = slices;
  // Agents stand in a ring; of two each has one neighbour, a single one has none.
  const around = communication === "neighbours" ? [(k + length - 1) % length, (k + 1) % length] : [];
  return [...new Set([k, ...around])].flatMap((each) => indices(slices[each]));
}
