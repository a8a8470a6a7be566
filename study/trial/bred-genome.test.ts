import { expect, test } from "vitest";
import { MisuseError } from "../errors.ts";
import { EMPTY_SPACE } from "../space/search-space.ts";
import { finishReturned } from "./finish.ts";
import { DEFAULT_SIGMA, type Proposal } from "./proposal.ts";
import { TrialContext } from "./suggest.ts";

const ORDINARY: Proposal = {
  number: 7,
  seed: 4_000_000_000,
  space: EMPTY_SPACE,
  values: [],
  fixed: null,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
};
const GENOME = [3, 2 ** 32 - 1, 0, 5];
const BRED: Proposal = { ...ORDINARY, bred: { generation: 3, cell: 12, genome: GENOME, sigma: 0.02 } };

const trialOf = (proposal: Proposal): TrialContext =>
  new TrialContext(proposal, { directions: ["maximize"], pruner: { kind: "nop" } });

test("a trial of a generation gives its genome under any one name, as often as it is asked for", () => {
  const trial = trialOf(BRED);
  const genome = trial.suggestSeeds("weights", { maxLength: 4 });
  expect(genome).toEqual(GENOME);
  genome.length = 0;
  expect(trial.suggestSeeds("weights", { maxLength: 1_000 })).toEqual(GENOME);
  expect(trial.warnings).toEqual([]);
});

test("its outcome has the value and no parameter, so that genomes do not travel back", () => {
  const trial = trialOf(BRED);
  trial.suggestSeeds("weights", { maxLength: 1_000 });
  expect(finishReturned(trial, 5, 1)).toMatchObject({ state: "complete", values: [5], space: EMPTY_SPACE, params: [] });
});

test("a genome that has grown too long is misuse, and the sentence says what to write", () => {
  const ask = (): unknown => trialOf(BRED).suggestSeeds("weights", { maxLength: 3 });
  expect(ask).toThrow(MisuseError);
  expect(ask).toThrow("this one has 4, where maxLength is 3; write { maxLength: 1000 }.");
});

test("whatever else is asked for is misuse", () => {
  const asks: readonly ((trial: TrialContext) => unknown)[] = [
    (trial) => trial.suggestFloat("x", 0, 1),
    (trial) => trial.suggestFloat("x", 1, 1),
    (trial) => trial.suggestInt("x", 0, 9),
    (trial) => trial.suggestCategorical("x", ["a", "b"]),
    (trial) => trial.suggestPermutation("x", 4),
    (trial) => trial.suggestSimplex("x", 4),
    (trial) => trial.suggestSeeds("weights", { maxLength: 9 }) && trial.suggestSeeds("x", { maxLength: 9 }),
  ];
  for (const ask of asks) {
    expect(() => ask(trialOf(BRED))).toThrow(MisuseError);
    expect(() => ask(trialOf(BRED))).toThrow("deepga, breeds one list of seeds and nothing else");
  }
  expect(() => trialOf(BRED).suggestSeeds("", { maxLength: 9 })).toThrow("needs a name");
});

test("every trial says its seed and its sigma, bred or not", () => {
  expect([trialOf(BRED).seed, trialOf(BRED).sigma]).toEqual([4_000_000_000, 0.02]);
  expect([trialOf(ORDINARY).seed, trialOf(ORDINARY).sigma]).toEqual([4_000_000_000, DEFAULT_SIGMA]);
  expect(trialOf(BRED).rng.next()).toBe(trialOf(ORDINARY).rng.next());
});
