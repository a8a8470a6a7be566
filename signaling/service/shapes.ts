import * as v from "valibot";
import { MAX_CHOICE_LENGTH, MAX_CHOICES, MAX_NAME_LENGTH, MAX_PARAMS } from "../../study/space/distribution.ts";
import { MAX_VECTOR_NUMBERS } from "../../study/space/search-space.ts";
import {
  MAX_AUTHOR_NAME_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_OBJECTIVES,
  MAX_SEED_LENGTH,
  MAX_SOURCE_BYTES,
  MAX_START_POINTS,
  MAX_STUDY_NAME_LENGTH,
  MAX_TOTAL_TRIALS,
  MAX_UNIT_LENGTH,
  MAX_VALUE_NAME_LENGTH,
} from "../../study/spec/spec-limits.ts";
import { MAX_ATTR_LENGTH, MAX_CONSTRAINTS, MAX_ERROR_LENGTH, MAX_USER_ATTRS } from "../../study/trial/trial-limits.ts";
import { MAX_APPENDED } from "../journal/journal-limits.ts";
import { MAX_LEASE_MS, MAX_PAGE, MAX_QUEUED, MAX_RETRIES, MAX_TOKENS, MIN_LEASE_MS } from "./limits.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NAME_LENGTH));
const finite = v.pipe(v.number(), v.finite());
/** JSON has no name for what is no number. */
const anyNumber = v.union([finite, v.picklist(["Infinity", "-Infinity", "NaN"])]);
const choice = v.union([finite, v.pipe(v.string(), v.maxLength(MAX_CHOICE_LENGTH)), v.boolean(), v.null_()]);
const value = v.union([choice, v.pipe(v.array(finite), v.maxLength(MAX_VECTOR_NUMBERS))]);
const few = <T extends v.GenericSchema>(entry: T, most: number) =>
  v.pipe(v.record(v.string(), entry), v.maxEntries(most));
const workerName = v.pipe(v.string(), v.minLength(1), v.maxLength(80), v.regex(/^[\x20-\x7e]+$/));

const numeric = {
  low: finite,
  high: finite,
  log: v.optional(v.boolean()),
  step: v.optional(v.nullable(finite)),
};
const categorical = v.strictObject({
  type: v.literal("categorical"),
  choices: v.pipe(v.array(choice), v.minLength(1), v.maxLength(MAX_CHOICES)),
});

export const Param = v.variant("type", [
  v.strictObject({ type: v.literal("float"), ...numeric }),
  v.strictObject({ type: v.literal("int"), ...numeric }),
  categorical,
]);

const direction = v.picklist(["minimize", "maximize"]);
/** A name, or a name with options as a study's text has them (`docs/optimizer.md`). */
const method = v.union([
  v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
  v.looseObject({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(40)) }),
]);

export const CreateStudy = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_STUDY_NAME_LENGTH)),
  description: v.optional(v.pipe(v.string(), v.maxLength(MAX_DESCRIPTION_LENGTH))),
  direction: v.optional(direction),
  objectives: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          name: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_VALUE_NAME_LENGTH)),
          direction,
          unit: v.optional(v.pipe(v.string(), v.maxLength(MAX_UNIT_LENGTH))),
        }),
      ),
      v.minLength(1),
      v.maxLength(MAX_OBJECTIVES),
    ),
  ),
  sampler: v.optional(method),
  pruner: v.optional(method),
  seed: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_SEED_LENGTH))),
  trials: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_TOTAL_TRIALS))),
  leaseSeconds: v.optional(v.pipe(v.number(), v.minValue(MIN_LEASE_MS / 1_000), v.maxValue(MAX_LEASE_MS / 1_000))),
  retries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_RETRIES))),
  workers: v.optional(v.pipe(v.array(workerName), v.maxLength(MAX_TOKENS - 2))),
  startPoints: v.optional(v.pipe(v.array(few(value, MAX_PARAMS)), v.maxLength(MAX_START_POINTS))),
  objective: v.optional(
    v.strictObject({
      language: v.picklist(["javascript", "typescript"]),
      source: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_SOURCE_BYTES)),
    }),
  ),
  listed: v.optional(v.boolean()),
  shared: v.optional(v.boolean()),
  author: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_AUTHOR_NAME_LENGTH))),
  coordinator: v.optional(v.boolean()),
});

export const Token = v.strictObject({ name: workerName, token: v.string() });
export const CreatedStudy = v.strictObject({
  study: v.string(),
  ownerToken: v.string(),
  workerTokens: v.array(Token),
  coordinatorToken: v.nullable(v.string()),
});
export const TokenName = v.strictObject({ name: workerName });
export const EndedTokens = v.strictObject({ ended: count });

/** What tells a call from all others, so that it counts once though it is made again. */
const key = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
/** As the seed names a journal: who has read another one is told so. */
const journalId = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const Ask = v.strictObject({
  space: v.optional(few(Param, MAX_PARAMS)),
  preview: v.optional(v.boolean()),
  key: v.optional(key),
});
export const Given = v.strictObject({
  number: count,
  params: v.record(v.string(), value),
  known: count,
  given: count,
  leaseMs: count,
});
export const Suggest = v.variant("type", [
  v.strictObject({ name, type: v.literal("float"), ...numeric }),
  v.strictObject({ name, type: v.literal("int"), ...numeric }),
  v.strictObject({ name, ...categorical.entries }),
]);
export const SuggestedValue = v.strictObject({ value });
export const Report = v.strictObject({
  step: count,
  value: v.optional(anyNumber),
  values: v.optional(v.pipe(v.array(anyNumber), v.minLength(1), v.maxLength(MAX_OBJECTIVES))),
});
export const Prune = v.strictObject({ prune: v.boolean() });
export const Tell = v.strictObject({
  suggested: v.optional(v.pipe(v.array(Suggest), v.maxLength(MAX_PARAMS))),
  state: v.optional(v.picklist(["complete", "pruned", "failed"])),
  value: v.optional(v.nullable(anyNumber)),
  values: v.optional(v.pipe(v.array(anyNumber), v.maxLength(MAX_OBJECTIVES))),
  error: v.optional(v.pipe(v.string(), v.maxLength(MAX_ERROR_LENGTH))),
  constraints: v.optional(few(finite, MAX_CONSTRAINTS)),
  attributes: v.optional(
    few(v.union([v.pipe(v.string(), v.maxLength(MAX_ATTR_LENGTH)), finite, v.boolean(), v.null_()]), MAX_USER_ATTRS),
  ),
  durationMs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1e12))),
});
export const AppendRecords = v.strictObject({
  key,
  journal: v.optional(v.nullable(journalId)),
  from: count,
  records: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(MAX_APPENDED)),
});
export const JournalPart = v.strictObject({
  journal: v.string(),
  from: count,
  records: v.array(v.string()),
  length: count,
  heldBack: count,
});
const state = v.picklist(["complete", "pruned", "failed"]);
export const Counted = v.strictObject({ counted: v.boolean(), state, ended: count, total: v.nullable(count) });
export const Enqueue = v.strictObject({
  params: v.pipe(v.array(few(value, MAX_PARAMS)), v.minLength(1), v.maxLength(MAX_QUEUED)),
});
export const Queued = v.strictObject({ queued: count });
export const Trial = v.strictObject({
  place: count,
  number: v.nullable(count),
  trial: v.string(),
  state,
  value: v.nullable(anyNumber),
  values: v.array(anyNumber),
  params: v.record(v.string(), value),
  known: count,
  worker: v.string(),
  key: v.nullable(v.string()),
  given: count,
  askedMs: v.number(),
  durationMs: v.number(),
  reports: v.array(v.array(anyNumber)),
  constraints: v.record(v.string(), anyNumber),
  attributes: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null_()])),
  error: v.nullable(v.string()),
});
export const Best = v.strictObject({ best: v.array(Trial) });
export const Page = v.strictObject({ trials: v.array(Trial), next: v.nullable(count) });
const digits = (most: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number), v.integer(), v.minValue(0), v.maxValue(most));
export const PageQuery = v.object({
  after: v.optional(digits(Number.MAX_SAFE_INTEGER)),
  limit: v.optional(digits(MAX_PAGE)),
});
export const JournalQuery = v.object({
  from: v.optional(digits(Number.MAX_SAFE_INTEGER)),
  journal: v.optional(journalId),
});
export const After = v.object({ after: v.optional(digits(Number.MAX_SAFE_INTEGER)) });
export const Standing = v.strictObject({
  study: v.string(),
  name: v.string(),
  directions: v.array(direction),
  ended: count,
  complete: count,
  pruned: count,
  failed: count,
  running: count,
  queued: count,
  total: v.nullable(count),
  stopped: v.nullable(v.string()),
});
export const Health = v.strictObject({ ok: v.boolean(), studies: count, trials: count, running: count });
export const Refused = v.strictObject({ statusCode: count, error: v.string(), message: v.string() });
