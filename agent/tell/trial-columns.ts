import * as v from "valibot";
import { isWellFormedText } from "../../study/parsed.ts";
import { isParamName, MAX_CHOICES, MAX_PARAMS } from "../../study/space/distribution.ts";
import type { FinishedState, TrialError } from "../../study/trial/trial.ts";
import { MAX_TRIALS_PER_SEGMENT } from "../../swarm/log/segment.ts";

/** Trials of another version cannot be read; their segment still counts by its totals. */
export const VERSION = 1;
/** Learning curves are shown and pruned by their shape; of longer ones evenly spaced steps are told, the last included. */
export const MAX_TOLD_STEPS = 200;
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
const TRIAL_ID = /^[A-Za-z0-9_-]{22}:(0|[1-9][0-9]{0,15})$/;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bin = v.custom<Uint8Array>((input) => input instanceof Uint8Array);
const index = v.pipe(whole, v.maxValue(MAX_TRIALS_PER_SEGMENT - 1));
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

export const columns = v.strictTuple([
  v.literal(VERSION),
  perTrial(v.unknown()),
  /** Numbers. */
  perTrial(whole),
  /** Foreign trials known. */
  perTrial(whole),
  /** State, number of values, place of the space: a byte each. */
  bin,
  bin,
  bin,
  /** Durations, values, numerical parameters: float64 each. */
  bin,
  bin,
  bin,
  /** Categorical parameters. */
  v.pipe(v.array(v.pipe(whole, v.maxValue(MAX_CHOICES - 1))), v.maxLength(MAX_TRIALS_PER_SEGMENT * MAX_PARAMS)),
  /** What few trials have, each with the trial's place: reported steps, and for each one value per direction; ... */
  perTrial(v.strictTuple([index, v.pipe(v.array(whole), v.maxLength(MAX_TOLD_STEPS)), bin])),
  perTrial(v.strictTuple([index, keys(MAX_TOLD_CONSTRAINTS), bin])),
  perTrial(v.strictTuple([index, keys(MAX_TOLD_ATTRS), v.array(attr)])),
  perTrial(
    v.strictTuple([
      index,
      v.pipe(whole, v.maxValue(ERROR_KINDS.length - 1)),
      text(MAX_TOLD_TEXT),
      v.nullable(v.pipe(whole, v.minValue(1))),
      v.nullable(v.pipe(whole, v.minValue(1))),
    ]),
  ),
  perTrial(v.strictTuple([index, v.pipe(v.string(), v.regex(TRIAL_ID))])),
  /** Parameters that are lists: `vector-values.ts`. */
  bin,
]);
export type Columns = v.InferOutput<typeof columns>;
