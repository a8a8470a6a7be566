import { History } from "../history/history.ts";
import type { SearchSpace } from "../space/search-space.ts";
import type { Study } from "../study.ts";
import { finishReturned, finishThrown } from "../trial/finish.ts";
import type { Proposal } from "../trial/proposal.ts";
import { TrialContext } from "../trial/suggest.ts";
import type { FinishedTrial, TrialOutcome } from "../trial/trial.ts";

export type Objective = (trial: TrialContext) => number;
type AnyObjective = (trial: TrialContext) => number | readonly number[];

/** Runs one proposal as the jail does, without telling the study. */
export function runProposal(study: Study, proposal: Proposal, objective: AnyObjective): TrialOutcome {
  const { directions } = study.history;
  const trial = new TrialContext(proposal, { directions, pruner: study.prunerSnapshot() });
  try {
    return finishReturned(trial, objective(trial), 1);
  } catch (error) {
    return finishThrown(trial, error, 1);
  }
}

/** Asks for `count` trials one at a time, runs and tells them. */
export function runTrials(study: Study, objective: AnyObjective, count: number): FinishedTrial[] {
  return Array.from({ length: count }, () => {
    const [proposal] = study.ask(1);
    if (proposal === undefined) throw new Error("ask(1) gave nothing");
    return study.tell(runProposal(study, proposal, objective));
  });
}

const X: SearchSpace = {
  names: ["x"],
  distributions: [{ kind: "float", low: -10, high: 10, log: false, step: null }],
};

/** A complete trial over x in [-10, 10], with whatever the test cares about. */
export function finished(fields: Partial<FinishedTrial> & { readonly number: number }): FinishedTrial {
  return {
    log: "log",
    state: "complete",
    values: [fields.number],
    space: X,
    params: [0],
    intermediate: [],
    metrics: {},
    constraints: {},
    userAttrs: {},
    error: null,
    checkpoint: null,
    durationMs: 1,
    startMs: null,
    foreignKnown: 0,
    repeatOf: null,
    ...fields,
  };
}

/** A history of the given trials, to be minimised. */
export function historyOf(trials: readonly FinishedTrial[], maxTrials?: number): History {
  const directions = ["minimize"] as const;
  const history = new History(maxTrials === undefined ? { directions } : { directions, maxTrials });
  for (const trial of trials) history.add(trial);
  return history;
}
