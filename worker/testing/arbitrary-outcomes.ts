import fc from "fast-check";
import type { TrialBatch } from "../../agent/ports.ts";
import { rngFromSeed } from "../../study/rng.ts";
import {
  categoricalDistribution,
  floatDistribution,
  intDistribution,
  isParamName,
  type ParamDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import { isVector } from "../../study/space/vector-distribution.ts";
import { shortVector, vectorFrom } from "../../study/testing/arbitrary-vector.ts";
import type { BredGenome } from "../../study/trial/proposal.ts";
import type { TrialOutcome } from "../../study/trial/trial.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });
const choiceValue = fc.oneof(finite, fc.string({ unit: "grapheme", maxLength: 8 }), fc.boolean(), fc.constant(null));
const distribution: fc.Arbitrary<ParamDistribution> = fc.oneof(
  shortVector,
  fc.tuple(finite, finite).map(([a, b]) => floatDistribution(Math.min(a, b), Math.max(a, b))),
  fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 99 }), fc.boolean())
    .map(([low, span, log]) => intDistribution(low, low + span, { log })),
  fc.constant(floatDistribution(0, 1, { step: 0.1 })),
  fc
    .uniqueArray(choiceValue, { minLength: 1, maxLength: 5, comparator: "SameValueZero" })
    .map((choices) => categoricalDistribution(choices)),
);
const space: fc.Arbitrary<TrialSpace> = fc
  .uniqueArray(fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 }).filter(isParamName), { maxLength: 4 })
  .chain((names) =>
    fc.tuple(fc.constant(names), fc.array(distribution, { minLength: names.length, maxLength: names.length })),
  )
  .map(([names, distributions]) => ({ names, distributions }));

function valueIn(distribution: ParamDistribution, unit: number): ParamValue {
  if (isVector(distribution)) return vectorFrom(distribution, rngFromSeed(unit));
  if (distribution.kind === "categorical")
    return distribution.choices[Math.floor(unit * distribution.choices.length)] ?? null;
  const { low, high, step } = distribution;
  return step === null ? low + unit * (high - low) : low + step * Math.floor(unit * ((high - low) / step));
}

const unit = fc.double({ min: 0, max: 0.999, noNaN: true });
const key = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 });
const outcome = fc
  .record({
    state: fc.constantFrom("complete" as const, "pruned" as const, "failed" as const),
    value: fc.double({ noNaN: true }),
    hasValue: fc.boolean(),
    space,
    units: fc.array(unit, { minLength: 4, maxLength: 4 }),
    reports: fc.uniqueArray(fc.tuple(fc.nat(), fc.double()), { selector: ([step]) => step, maxLength: 5 }),
    metrics: fc.dictionary(
      key,
      fc.uniqueArray(fc.tuple(fc.nat(), fc.double()), { selector: ([step]) => step, maxLength: 4 }),
      { maxKeys: 3 },
    ),
    constraints: fc.dictionary(key, fc.double({ noNaN: true }), { maxKeys: 3 }),
    userAttrs: fc.dictionary(key, choiceValue, { maxKeys: 3 }),
    message: fc.string({ unit: "grapheme", maxLength: 50 }),
    line: fc.option(fc.integer({ min: 1, max: 999 })),
    durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  })
  .map(
    (made): Omit<TrialOutcome, "number"> => ({
      state: made.state,
      values: made.state === "complete" || (made.state === "pruned" && made.hasValue) ? [made.value] : [],
      space: made.space,
      params: made.space.distributions.map((it, i) => valueIn(it, made.units[i] ?? 0)),
      intermediate: made.reports,
      metrics: made.metrics,
      constraints: made.constraints,
      userAttrs: made.userAttrs,
      error:
        made.state === "failed" ? { kind: "threw", message: made.message, line: made.line, column: made.line } : null,
      checkpoint: null,
      durationMs: made.durationMs,
    }),
  );
/** The trials of one message, numbered from 3, of one objective. */
export const arbitraryOutcomes = fc
  .array(outcome, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((it, number) => ({ number: number + 3, ...it })));

const pruner = fc.array(fc.double(), { maxLength: 3 }).map((thresholds): TrialBatch["pruner"] => ({
  kind: "percentile",
  warmupSteps: 0,
  intervalSteps: 1,
  steps: [1, 2],
  objectives: [{ maximize: false, thresholds }],
}));

const bred: fc.Arbitrary<BredGenome> = fc.record({
  generation: fc.nat(999),
  cell: fc.nat(),
  genome: fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 9 }),
  sigma: fc.double({ min: 0, max: 1, noNaN: true }),
});

const proposal = fc
  .record({
    number: fc.nat(),
    seed: fc.nat(0xffffffff),
    space,
    units: fc.array(unit, { minLength: 4, maxLength: 4 }),
    fixed: fc.option(fc.dictionary(key, choiceValue, { maxKeys: 2 })),
    bred: fc.option(bred, { nil: undefined }),
    isWatched: fc.constantFrom(true, undefined),
  })
  .map(({ units, ...asked }): TrialBatch["proposals"][number] =>
    Object.assign(asked, {
      values: asked.space.distributions.map((range, i) => valueIn(range, units[i] ?? 0)),
      mixtures: {
        x: {
          kind: "numerical" as const,
          log: false,
          weights: [1],
          mus: [-0],
          sigmas: [Number.POSITIVE_INFINITY],
        },
      },
      foreignKnown: 0,
      repeatOf: null,
    }),
  );

/** What a jail is asked to run. */
export const arbitraryBatch: fc.Arbitrary<TrialBatch> = fc.record({
  pruner,
  proposals: fc.array(proposal, { minLength: 1, maxLength: 5 }),
});
