import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MisuseError } from "../errors.ts";
import { contains, type ParamValue, sameValue } from "../space/distribution.ts";
import { EMPTY_SPACE, type TrialSpace } from "../space/search-space.ts";
import {
  permutationDistribution,
  seedsDistribution,
  simplexDistribution,
  type VectorDistribution,
} from "../space/vector-distribution.ts";
import { arbitraryList, arbitraryVector } from "../testing/arbitrary-vector.ts";
import type { Proposal } from "./proposal.ts";
import { TrialContext } from "./suggest.ts";

const NOTHING: Proposal = {
  number: 4,
  seed: 77,
  space: EMPTY_SPACE,
  values: [],
  fixed: null,
  mixtures: null,
  foreignKnown: 0,
  repeatOf: null,
};

const trialOf = (fields: Partial<Proposal> = {}): TrialContext =>
  new TrialContext({ ...NOTHING, ...fields }, { directions: ["minimize"], pruner: { kind: "nop" } });

function suggested(trial: TrialContext, name: string, distribution: VectorDistribution): number[] {
  if (distribution.kind === "permutation") return trial.suggestPermutation(name, distribution.n);
  if (distribution.kind === "simplex") return trial.suggestSimplex(name, distribution.n);
  return trial.suggestSeeds(name, { maxLength: distribution.maxLength });
}

describe("a suggested list", () => {
  test("is the proposed one, in the proposal's own space", () => {
    fc.assert(
      fc.property(arbitraryList, ({ distribution, value }) => {
        const space: TrialSpace = { names: ["list"], distributions: [distribution] };
        const trial = trialOf({ space, values: [value] });
        expect(sameValue(suggested(trial, "list", distribution), value)).toBe(true);
        expect(trial.space).toBe(space);
        expect(trial.space.distributions[0]).toBe(distribution);
      }),
    );
  });

  test("is drawn from the trial's own chance where none fits, and again the same", () => {
    fc.assert(
      fc.property(arbitraryVector, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (distribution, seed) => {
        const values: ParamValue[] = [[0.5, 0.6], 3];
        const trial = trialOf({
          seed,
          space: { names: ["list", "x"], distributions: [distribution, distribution] },
          values,
        });
        const list = suggested(trial, "list", distribution);
        expect(contains(distribution, list)).toBe(true);
        expect(suggested(trialOf({ seed }), "list", distribution)).toEqual(list);
        expect(suggested(trial, "list", distribution)).toEqual(list);
      }),
    );
  });

  test("belongs to the objective: the trial keeps what it suggested", () => {
    const trial = trialOf();
    const order = trial.suggestPermutation("order", 5);
    const before = [...order];
    order.fill(9);
    expect(trial.params).toEqual([before]);
    expect(trial.suggestPermutation("order", 5)).toEqual(before);
  });

  test("is the fixed one, unless that is none", () => {
    const trial = trialOf({ fixed: { order: [1, 0, 2], mix: [0.5, 0.7], seeds: [1, 2] } });
    expect(trial.suggestPermutation("order", 3)).toEqual([1, 0, 2]);
    expect(trial.suggestSeeds("seeds", { maxLength: 2 })).toEqual([1, 2]);
    expect(contains(simplexDistribution(2), trial.suggestSimplex("mix", 2))).toBe(true);
    expect(trial.warnings).toEqual([
      'The value fixed for "mix", an array, is not among lists of 2 shares that sum to 1; another one is tried.',
    ]);
  });

  test.each<[string, (trial: TrialContext) => unknown, RegExp]>([
    ["no items", (trial) => trial.suggestPermutation("a", 0), /^suggestPermutation\("a"\): n must be .* items/],
    ["half a share", (trial) => trial.suggestSimplex("a", 1.5), /^suggestSimplex\("a"\): n must be .* shares/],
    ["too many seeds", (trial) => trial.suggestSeeds("a", { maxLength: 1_001 }), /maxLength must be .*1\.\.1000/],
    ["a number as options", (trial) => trial.suggestSeeds("a", 5 as never), /takes options as an object/],
    ["another option", (trial) => trial.suggestSeeds("a", { length: 5 } as never), /no option "length"; choose of max/],
    ["a name of no text", (trial) => trial.suggestSimplex(3 as never, 2), /needs a name/],
    [
      "another length under one name",
      (trial) => [trial.suggestPermutation("a", 3), trial.suggestPermutation("a", 4)],
      /with another length; use another name/,
    ],
    [
      "another kind under one name",
      (trial) => [trial.suggestPermutation("a", 3), trial.suggestSimplex("a", 3)],
      /suggested "a" before as permutation/,
    ],
    [
      "more numbers than a trial may have",
      (trial) => ["a", "b", "c"].map((name) => trial.suggestPermutation(name, 1_000)),
      /2000 numbers at most together; shorten "c"/,
    ],
  ])("says the fix for %s", (_, ask, fix) => {
    expect(() => ask(trialOf())).toThrow(MisuseError);
    expect(() => ask(trialOf())).toThrow(fix);
  });

  test("is made anew where the objective asks for another length than proposed", () => {
    const space: TrialSpace = {
      names: ["order", "seeds"],
      distributions: [permutationDistribution(3), seedsDistribution(2)],
    };
    const trial = trialOf({
      space,
      values: [
        [2, 1, 0],
        [5, 6],
      ],
    });
    expect(trial.suggestPermutation("order", 4).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    expect(trial.suggestSeeds("seeds", { maxLength: 9 })).toEqual([5, 6]);
  });
});
