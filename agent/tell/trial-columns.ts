import * as v from "valibot";
import { isWellFormedText } from "../../study/parsed.ts";
import { isParamName, MAX_CHOICES, MAX_PARAMS } from "../../study/space/distribution.ts";
import { MAX_START_POINTS } from "../../study/spec/spec-limits.ts";
import {
  type FinishedState,
  MAX_REPEAT_INDEX,
  type RepeatOf,
  type RepeatReason,
  type TrialError,
  type TrialId,
} from "../../study/trial/trial.ts";
import { MAX_TRIALS_PER_SEGMENT } from "../../swarm/log/segment.ts";
import { ENGINES } from "./engine-class.ts";

/**
 * Trials of another version cannot be read; their segment still counts by its totals. What browsers kept of earlier versions is
 * read: 3 has no column of how many trials had finished, and 2 none of thinned curves either.
 */
export const VERSION = 4;
export const VERSION_WITHOUT_PLACES = 3;
export const VERSION_WITHOUT_THINNED = 2;
/** Learning curves are shown and pruned by their shape; of longer ones evenly spaced steps are told, the last included. */
export const MAX_TOLD_STEPS = 200;
/** Of further metrics: the sixteen that a study can name, and as many more. */
export const MAX_TOLD_METRICS = 32;
/** Constraints and attributes beyond these are for the objective's own tab alone; of constraints the largest are told. */
export const MAX_TOLD_CONSTRAINTS = 32;
export const MAX_TOLD_ATTRS = 32;
/** A sentence or a short path; longer values stay in their own tab. */
export const MAX_TOLD_TEXT = 500;

export const STATES: readonly FinishedState[] = ["complete", "pruned", "failed"];
export const ERROR_KINDS: readonly TrialError["kind"][] = [
  "threw",
  "nan",
  "wrong-values",
  "timeout",
  "crashed",
  "flooded",
  "memory",
  "abandoned",
  "misuse",
];
const REPEAT_REASONS: readonly RepeatReason[] = ["retry", "verification", "noise"];
/** Of a noisy point each repeat has a number of its own, in the place of the last reason: which repeat it is, from 1. */
const MAX_TOLD_REASON = REPEAT_REASONS.length - 1 + MAX_REPEAT_INDEX;

/** Why a trial repeats another, as a number. */
export const toldReason = ({ why, index = 0 }: RepeatOf): number => REPEAT_REASONS.indexOf(why) + index;

/** What `toldReason` says. */
export function repeatOfTold(trial: TrialId, told: number): RepeatOf {
  const index = told - REPEAT_REASONS.length + 1;
  if (index > 0) return { trial, why: "noise", index };
  return { trial, why: REPEAT_REASONS[told] ?? "retry" };
}

const MAX_ENGINE_VERSION = 65_535;
const SHA256 = /^[A-Za-z0-9_-]{43}$/;
const TRIAL_ID = /^[A-Za-z0-9_-]{22}:(0|[1-9][0-9]{0,15})$/;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bin = v.custom<Uint8Array>((input) => input instanceof Uint8Array);
const text = (length: number) =>
  v.pipe(
    v.string(),
    v.maxLength(length),
    v.check((input) => isWellFormedText(input)),
  );
export const key = v.pipe(
  v.string(),
  v.check((name) => isParamName(name)),
);
const keys = (count: number) =>
  v.pipe(
    v.array(key),
    v.maxLength(count),
    v.check((all) => new Set(all).size === all.length),
  );
const perTrial = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.maxLength(MAX_TRIALS_PER_SEGMENT));
export const attr = v.union([v.null(), v.boolean(), v.pipe(v.number(), v.finite()), text(MAX_TOLD_TEXT)]);

/**
 * What few of so many trials have, each with the trial's place: reported steps, and for each one value per direction;
 * constraints, attributes, errors; what it repeats and why, its further metrics, its checkpoint, which start point
 * it is at; which curves had more steps (null: of its reports), and how many.
 */
export function rareColumns(trials: number) {
  const place = v.pipe(whole, v.maxValue(trials - 1));
  const few = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.maxLength(trials));
  return [
    few(v.strictTuple([place, v.pipe(v.array(whole), v.maxLength(MAX_TOLD_STEPS)), bin])),
    few(v.strictTuple([place, keys(MAX_TOLD_CONSTRAINTS), bin])),
    few(v.strictTuple([place, keys(MAX_TOLD_ATTRS), v.array(attr)])),
    few(
      v.strictTuple([
        place,
        v.pipe(whole, v.maxValue(ERROR_KINDS.length - 1)),
        text(MAX_TOLD_TEXT),
        v.nullable(v.pipe(whole, v.minValue(1))),
        v.nullable(v.pipe(whole, v.minValue(1))),
      ]),
    ),
    few(v.strictTuple([place, v.pipe(v.string(), v.regex(TRIAL_ID)), v.pipe(whole, v.maxValue(MAX_TOLD_REASON))])),
    v.pipe(
      v.array(v.strictTuple([place, key, v.pipe(v.array(whole), v.maxLength(MAX_TOLD_STEPS)), bin])),
      v.maxLength(trials * MAX_TOLD_METRICS),
    ),
    few(v.strictTuple([place, v.pipe(v.string(), v.regex(SHA256)), whole])),
    few(v.strictTuple([place, v.pipe(whole, v.maxValue(MAX_START_POINTS - 1))])),
    v.pipe(v.array(v.strictTuple([place, v.nullable(key), whole])), v.maxLength(trials * (1 + MAX_TOLD_METRICS))),
  ] as const;
}
const rareTuple = v.strictTuple(rareColumns(MAX_TRIALS_PER_SEGMENT));
export type RareColumns = v.InferOutput<typeof rareTuple>;

export const columns = v.strictTuple([
  v.literal(VERSION),
  /** The log's ordinal (null: its chance is fresh), its engine and that one's version; null: as the basis says. */
  v.nullable(
    v.strictTuple([
      v.nullable(v.pipe(whole, v.maxValue(2 ** 32 - 1))),
      v.pipe(whole, v.maxValue(ENGINES.length - 1)),
      v.pipe(whole, v.maxValue(MAX_ENGINE_VERSION)),
    ]),
  ),
  /** Spaces; null: those of the basis. */
  v.nullable(perTrial(v.unknown())),
  /** Numbers. */
  perTrial(whole),
  /** Foreign trials known. */
  perTrial(whole),
  /** State, number of values, place of the space: a byte each. */
  bin,
  bin,
  bin,
  /** When each began, in whole milliseconds after the study did: the first, then how much later than the one before. */
  perTrial(v.nullable(v.pipe(v.number(), v.safeInteger()))),
  /** Durations, values, numerical parameters: float64 each. */
  bin,
  bin,
  bin,
  /** Categorical parameters. */
  v.pipe(v.array(v.pipe(whole, v.maxValue(MAX_CHOICES - 1))), v.maxLength(MAX_TRIALS_PER_SEGMENT * MAX_PARAMS)),
  ...rareColumns(MAX_TRIALS_PER_SEGMENT),
  /** How many trials of the whole study had finished: the first, then how many more than before; null: not said. */
  perTrial(v.nullable(v.pipe(v.number(), v.safeInteger()))),
  /** Parameters that are lists: `vector-values.ts`. */
  bin,
]);
export type Columns = v.InferOutput<typeof columns>;
