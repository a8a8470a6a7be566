import { MAX_OPEN_GENERATIONS } from "../evolution/settings.ts";

export const MAX_STUDY_NAME_LENGTH = 120;
export const MAX_DESCRIPTION_LENGTH = 2_000;
/**
 * 256 KB in UTF-8, for the page, the seed and the documents alike. A study's source goes to every volunteer and is read
 * before joining; nobody reads more than this.
 */
export const MAX_SOURCE_BYTES = 256_000;
/** Beyond eight no front says anything: nearly every trial is on it. */
export const MAX_OBJECTIVES = 8;
/** Of objectives, metrics and constraints: a legend's line. */
export const MAX_VALUE_NAME_LENGTH = 60;
/** Curves that one chart can still tell apart, twice over. */
export const MAX_METRICS = 16;
export const MAX_NAMED_CONSTRAINTS = 100;
export const MAX_UNIT_LENGTH = 24;
export const MAX_AUTHOR_NAME_LENGTH = 80;
export const MAX_SEED_LENGTH = 120;
/** What a person collects by hand or from an earlier study. */
export const MAX_START_POINTS = 1_000;
export const MAX_STOP_RULES = 16;
export const MIN_TRIAL_TIMEOUT_MS = 100;
/** An hour: a browser tab that is not heard of for longer is gone. */
export const MAX_TRIAL_TIMEOUT_MS = 3_600_000;
export const MAX_ROUNDS = 1_000_000;
/** A round is one signed unit of work; what others found comes in between rounds. */
export const MAX_TRIALS_PER_ROUND = 10_000;
export const MAX_TOTAL_TRIALS = 1_000_000_000;
export const MAX_GENERATIONS = MAX_OPEN_GENERATIONS;
/** A year. */
export const MAX_BUDGET_SECONDS = 31_536_000;
/** Each verification is the whole objective once more, on another peer. */
export const MAX_VERIFICATIONS = 10;
export const MAX_EXPERIMENTS = 1_000;
export const MAX_PEERS = 100_000;
/** With what surrounds it, a study fits one message; the largest source fits even if every character of it is escaped as \n is. */
export const MAX_SPEC_BYTES = 896 * 1024;

export const MAX_CORES_PER_TRIAL = 1_024;
export const MAX_GPUS_PER_TRIAL = 16;
export const MAX_REPEATS = 1_000;
export const MAX_ATTACHMENTS = 64;
export const MAX_ATTACHMENT_NAME_LENGTH = 120;
/** 256 MiB: a tab holds it in memory. */
export const MAX_ATTACHMENT_BYTES = 256 * 2 ** 20;
export const MAX_CHECKPOINT_BYTES = 256 * 2 ** 20;
export const MAX_KEPT_CHECKPOINTS = 100;
export const MAX_VARIANTS = 10_000;
export const MAX_VARIANT_NAME_LENGTH = 200;
/** 64 KB of JSON. */
export const MAX_VARIANT_BYTES = 64_000;
