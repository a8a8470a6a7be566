import { createStudy } from "../../study/create-study.ts";
import { nopPruner } from "../../study/pruners/nop.ts";
import type { Sampler } from "../../study/sampler.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import type { SearchSpace } from "../../study/space/search-space.ts";
import type { Study } from "../../study/study.ts";
import type { Proposal } from "../../study/trial/proposal.ts";
import { TrialContext } from "../../study/trial/suggest.ts";
import type { TrialOutcome } from "../../study/trial/trial.ts";

/**
 * How long every trial is said to have taken. Samplers that weigh their own time against the trials' see objectives
 * worth thinking about; a measured time would make runs differ.
 */
const TRIAL_MS = 1000;

/** BBOB's search space: x0, x1, ... in [-5, 5]. */
export function boxSpace(dim: number): SearchSpace {
  const distribution = { kind: "float", low: -5, high: 5, log: false, step: null } as const;
  return {
    names: Array.from({ length: dim }, (_, i) => `x${i}`),
    distributions: Array.from({ length: dim }, () => distribution),
  };
}

export function minimizingStudy(sampler: Sampler, seed: number, log: string): Study {
  return createStudy({ directions: ["minimize"], sampler, pruner: nopPruner(), seed, log });
}

/** The values that an objective gets which suggests all of `space` in order. */
export function valuesFor(proposal: Proposal, space: SearchSpace): readonly ParamValue[] {
  const { names } = proposal.space;
  if (names.length === space.names.length && names.every((name, i) => name === space.names[i])) return proposal.values;
  // The first trials, before the study knows the space.
  const trial = new TrialContext(proposal, { directions: ["minimize"], pruner: { kind: "nop" } });
  return space.names.map((name) => trial.suggestFloat(name, -5, 5));
}

/** A complete trial, as the jail would hand it over. */
export const completed = (
  { number }: Proposal,
  space: SearchSpace,
  params: readonly ParamValue[],
  value: number,
): TrialOutcome => ({
  number,
  state: "complete",
  values: [value],
  space,
  params,
  intermediate: [],
  metrics: {},
  constraints: {},
  userAttrs: {},
  error: null,
  checkpoint: null,
  durationMs: TRIAL_MS,
});

/** The next proposal of a study that asks for one at a time. */
export function askOne(study: Study, running: Parameters<Study["ask"]>[1] = []): Proposal {
  const [proposal] = study.ask(1, running);
  if (proposal === undefined) throw new Error("The study proposed nothing.");
  return proposal;
}
