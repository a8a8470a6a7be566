import { type StudySpec, specWith } from "../../study/spec/spec.ts";

/** A valid study; equal `name`s and changes give equal studies. */
export const testSpec = (name: string, changes: Partial<StudySpec> = {}): StudySpec =>
  specWith({
    name,
    objective: { language: "javascript", source: 'export default (trial) => trial.suggestFloat("x", 0, 1);' },
    sampler: { name: "random" },
    pruner: { name: "none" },
    budget: { kind: "rounds", rounds: 10, trialsPerRound: 10 },
    trialTimeoutMs: 10_000,
    maxPeers: 100,
    listed: true,
    author: { key: "", name: "Ada" },
    createdMs: 1_700_000_000_000,
    ...changes,
  });
