import { atMost, type Figure, shown } from "../shared/report.ts";
import type { SimResult, SimRun } from "./run.ts";

/** Three honest tabs, as many trials each: what they learn of each other, with checks and without, and beside one who lies. */
const HONEST = 3;
const TRIALS = 40;
/** Few trials decide what a sampler that learns finds next, so that what is lost by not believing strangers at once is bounded. */
const OF_FULL_TRUST = 1.3;
const OF_CLEAN = 2;

type Case = "clean" | "liar" | "trusting";

export const LEARNING: Readonly<Record<Case, Omit<SimRun, "seed" | "objective" | "loss">>> = {
  clean: { attack: "none", honest: HONEST, liars: 0, trials: TRIALS, budget: "rounds" },
  liar: { attack: "plausible-corner", honest: HONEST, liars: 1, trials: TRIALS, budget: "rounds" },
  trusting: { attack: "none", honest: HONEST, liars: 0, trials: TRIALS, budget: "rounds", trusting: true },
};

/** What each case comes to in the median of its seeds. */
export function learningFigures(results: Readonly<Record<Case, SimResult>>): Figure[] {
  const { clean, liar, trusting } = results;
  const limit = (value: number): number => Number(value.toPrecision(4));
  return [
    atMost("learning.clean", clean.foundBest, "", limit(OF_FULL_TRUST * trusting.foundBest)),
    atMost("learning.besideLiar", liar.foundBest, "", limit(OF_CLEAN * clean.foundBest)),
    shown("learning.fullTrust", trusting.foundBest, ""),
  ];
}
