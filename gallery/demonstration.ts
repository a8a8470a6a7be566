import type { specWith } from "../study/spec/spec.ts";
import { objectivesOf } from "./entry.ts";
import { gallery } from "./gallery.ts";
import { source } from "./sources/wine-network.ts";

const DEMONSTRATED = "wine-network";

/**
 * The study a seed offers so that a first visitor has one to join: a real task whose trials take well under a second.
 * The seed adds version, author and time.
 */
export const demonstration: Omit<Parameters<typeof specWith>[0], "author" | "createdMs"> =
  demonstrationOf(DEMONSTRATED);

function demonstrationOf(id: string): typeof demonstration {
  const entry = gallery.find((candidate) => candidate.id === id);
  if (!entry) throw new Error(`The gallery has no entry ${id}`);
  return {
    name: "Wine: tune a small neural network",
    objective: { language: entry.language, source },
    objectives: objectivesOf(entry),
    sampler: entry.sampler,
    pruner: entry.pruner,
    budget: entry.budget,
    trialTimeoutMs: entry.trialTimeoutMs,
    // Its sense is to be joined by whoever comes by; a seed on one small machine knows this many addresses at ease.
    maxPeers: 1000,
    listed: true,
  };
}
