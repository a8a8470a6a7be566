import type { neuro } from "../../neuro/neuro.js";
import type { AgentsOptions, agents } from "../agents.js";

const EPISODES = 40;

/** Of every bit of forty episodes' rewards and of the weights they leave (FNV-1a, word by word). */
export function agentsHash(
  library: typeof agents,
  { newRandom }: Pick<typeof neuro, "newRandom">,
  communication: NonNullable<AgentsOptions["communication"]>,
): string {
  const training = library.newTraining({ communication, agents: 3 }, newRandom(1));
  const rewards = Float64Array.from({ length: EPISODES }, () => training.episode().reward);
  let hash = 0x811c9dc5;
  for (const list of [rewards, ...training.agents.map(({ network }) => network.weights)]) {
    for (const word of new Uint32Array(list.buffer)) {
      hash = Math.imul(hash ^ word, 0x01000193);
      hash ^= hash >>> 15;
    }
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** What every engine must come to. */
export const KNOWN_HASHES = { none: "2524db3a", sum: "a1e71520", neighbours: "9ee70f10", all: "a7e372d2" };
