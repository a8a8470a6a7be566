import fc from "fast-check";
import {
  categoricalDistribution,
  floatDistribution,
  intDistribution,
  type ParamDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import { shortVector } from "../../study/testing/arbitrary-vector.ts";
import { type FinishedTrial, MAX_REPEAT_INDEX, type RepeatReason, reportOf } from "../../study/trial/trial.ts";
import { ENGINES } from "../tell/engine-class.ts";
import { fromUniform } from "./from-uniform.ts";

const log = "abcdefghijklmnopqrstuv";

const double = fc.double({ noNaN: true });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 });
const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((text) => text !== "__proto__" && text.length <= 200);
const choice = fc.oneof(finite, fc.string({ unit: "grapheme", maxLength: 20 }), fc.boolean(), fc.constant(null));
const distribution: fc.Arbitrary<ParamDistribution> = fc.oneof(
  shortVector,
  fc.tuple(finite, finite).map(([a, b]) => floatDistribution(Math.min(a, b), Math.max(a, b))),
  fc.tuple(fc.integer({ min: 1 }), fc.nat()).map(([low, more]) => floatDistribution(low, low + more, { log: true })),
  fc.tuple(fc.integer(), fc.nat(1_000)).map(([low, more]) => floatDistribution(low, low + more, { step: 0.25 })),
  fc.tuple(fc.integer(), fc.nat()).map(([low, more]) => intDistribution(low, low + more, { step: 3 })),
  fc
    .uniqueArray(choice, { minLength: 1, maxLength: 5, comparator: "SameValueZero" })
    .map((choices) => categoricalDistribution(choices)),
);
const space: fc.Arbitrary<TrialSpace> = fc
  .uniqueArray(fc.tuple(name, distribution), { maxLength: 5, selector: ([n]) => n })
  .map((entries) => ({ names: entries.map(([n]) => n), distributions: entries.map(([, d]) => d) }));

const numbers = (max: number) => fc.uniqueArray(fc.nat(1_000_000), { minLength: 1, maxLength: max });
const record = <T>(value: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.tuple(name, value), { maxLength: 3, selector: ([n]) => n }).map((e) => Object.fromEntries(e));

const startPoint = fc.oneof(fc.constant({}), fc.record({ startPoint: fc.nat(999) }));

function trialOf(number: number, spaces: readonly TrialSpace[], directions: number): fc.Arbitrary<FinishedTrial> {
  const inSpace = fc.constantFrom(...spaces).chain((chosen) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: chosen.names.length,
        maxLength: chosen.names.length,
      })
      .map((uniform) => ({
        space: chosen,
        params: chosen.distributions.map((d, i): ParamValue => fromUniform(d, uniform[i] ?? 0)),
      })),
  );
  const values = fc.array(double, { minLength: directions, maxLength: directions });
  const reported = fc.array(fc.double(), { minLength: directions, maxLength: directions });
  const error = fc.record({
    kind: fc.constantFrom("threw" as const, "timeout" as const, "misuse" as const),
    message: fc.string({ unit: "grapheme", maxLength: 100 }),
    line: fc.option(fc.integer({ min: 1, max: 1_000 })),
    column: fc.option(fc.integer({ min: 1, max: 1_000 })),
  });
  const ended = fc.oneof(
    values.map((v) => ({ state: "complete" as const, values: v, error: null })),
    fc.oneof(values, fc.constant([])).map((v) => ({ state: "pruned" as const, values: v, error: null })),
    error.map((e) => ({ state: "failed" as const, values: [], error: e })),
  );
  return fc
    .record({
      intermediate: fc
        .uniqueArray(fc.nat(10_000), { maxLength: 5 })
        .chain((steps) => fc.tuple(...steps.map((step) => reported.map((its) => reportOf(step, its))))),
      constraints: record(double),
      userAttrs: record(
        fc.oneof(
          fc.string({ unit: "grapheme", maxLength: 20 }),
          fc.boolean(),
          finite.map((n) => n + 0),
        ),
      ),
      durationMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
      foreignKnown: fc.nat(),
      startMs: fc.option(fc.nat()),
      repeatOf: fc.option(
        fc.oneof(
          fc.record({
            trial: fc.nat().map((n) => `${"z".repeat(22)}:${n}`),
            why: fc.constantFrom<RepeatReason>("retry", "verification", "noise"),
          }),
          fc.record({
            trial: fc.nat().map((n) => `${"z".repeat(22)}:${n}`),
            why: fc.constant<RepeatReason>("noise"),
            index: fc.integer({ min: 1, max: MAX_REPEAT_INDEX }),
          }),
        ),
      ),
      metrics: fc.dictionary(
        name,
        fc.uniqueArray(fc.tuple(fc.nat(), fc.double()), { selector: ([step]) => step, maxLength: 5 }),
        { maxKeys: 3 },
      ),
      checkpoint: fc.option(fc.record({ sha256: fc.constant("c".repeat(43)), bytes: fc.nat() })),
    })
    .chain((rest) =>
      fc
        .tuple(inSpace, ended, startPoint, fc.nat(2), place)
        .map(([s, e, p, more, at]) => Object.assign({ number, log }, rest, s, e, p, thinnedBy(more, rest), at)),
    );
}

/** Where the trial stands among all, or nothing. */
const place = fc.oneof(
  fc.constant({}),
  fc.nat(2 ** 32 - 2).map((finishedBefore) => ({ finishedBefore })),
);

/** Of each curve `more` steps are missing. */
function thinnedBy(more: number, { intermediate, metrics }: Pick<FinishedTrial, "intermediate" | "metrics">) {
  const lengths = Object.entries({ "": intermediate, ...metrics }).map(([of, { length }]) => [of, length] as const);
  const thinned = lengths.filter(([, length]) => more > 0 && length > 0).map(([of, length]) => [of, length + more]);
  return thinned.length === 0 ? {} : { thinned: Object.fromEntries(thinned) };
}

const segment = fc.tuple(numbers(64), fc.array(space, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 3 }));
/** The trials of one segment, of 1 to 3 objectives. */
export const arbitraryTold = segment.chain(([all, spaces, directions]) =>
  fc
    .tuple(...all.toSorted((a, b) => a - b).map((number) => trialOf(number, spaces, directions)))
    .map((made) => ({ trials: made, directions })),
);

/** What a log says of itself. */
export const arbitraryAbout = fc.record({
  ordinal: fc.option(fc.nat(2 ** 32 - 1)),
  engine: fc.record({ name: fc.constantFrom(...ENGINES), version: fc.nat(65_535) }),
});
