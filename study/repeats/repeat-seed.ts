import { hash128 } from "../bytes/hash.ts";
import type { FinishedTrial, TrialId } from "../trial/trial.ts";

/** What a fresh-chance repeat is of, and which. */
export interface NoiseRepeat {
  readonly origin: TrialId;
  /** From 1. */
  readonly index: number;
}

/** Null of any trial that is none. */
export function noiseRepeatOf({ repeatOf }: Pick<FinishedTrial, "repeatOf">): NoiseRepeat | null {
  if (repeatOf === null || repeatOf.why !== "noise" || repeatOf.index === undefined) return null;
  return { origin: repeatOf.trial, index: repeatOf.index };
}

/**
 * The chance of a repeat, unsigned 32 bit: it follows from the chance of the first trial with these parameters, from the stream of
 * the log that runs the repeat, and from which repeat it is. So everybody agrees which it is, whoever runs it cannot choose it,
 * and whoever chose the point could not foresee who would.
 */
export const repeatSeed = (originSeed: number, stream: string, index: number): number =>
  hash128([originSeed, stream, "repeat", index])[0];
