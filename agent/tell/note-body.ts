import type { TrialId } from "../../study/trial/trial.ts";
import type { EngineClass } from "./engine-class.ts";

/** A permutation, a simplex or seeds: a thousand numbers are 8 KB. */
export const MAX_LIST_LENGTH = 1_000;
/** What one command may add; a thousand commands together stay exact. */
export const MAX_EXTENSION = 1e9;
/** As many as a study has objectives at most. */
export const MAX_FOUND_VALUES = 8;
/** As long as a worker's name over HTTP. */
export const MAX_DELEGATE_NAME_LENGTH = 80;
/** A tebibyte. */
export const MAX_BLOB_BYTES = 2 ** 40;
/** A chunk travels in one message. */
export const MAX_CHUNK_BYTES = 1 << 20;

/** Place in this list is the number on the wire: only ever append. */
export const EXTENSION_UNITS = ["rounds", "trials", "seconds", "generations"] as const;

/** A parameter's value as an author gives it: finite numbers only. */
export type ParamInput = null | boolean | string | number | readonly number[];

/** What a study's author wants done, by all tabs. */
export type Command =
  /** The study is over: nothing new begins, for good. */
  | { readonly kind: "stop" }
  /** More of the budget, if it is counted in this unit. */
  | { readonly kind: "extend"; readonly unit: (typeof EXTENSION_UNITS)[number]; readonly count: number }
  /** A parameter set to run. */
  | { readonly kind: "enqueue"; readonly params: Readonly<Record<string, ParamInput>> }
  | { readonly kind: "pauseTrial" | "resumeTrial"; readonly trial: TrialId };

/** Ran the trial again and found the same. */
export interface Attestation {
  readonly trial: TrialId;
  /** SHA-256 of what was attested, 32 bytes. */
  readonly hash: Uint8Array;
  readonly engine: EngineClass;
}

/** Ran the trial again and found otherwise. */
export interface Dispute extends Attestation {
  /** What was found, a value for each objective, never NaN; none if it failed. */
  readonly values: readonly number[];
}

/** Bytes that somebody can give, too many for a note. */
export interface BlobNotice {
  /** SHA-256 of all of it, 32 bytes. */
  readonly hash: Uint8Array;
  readonly sizeBytes: number;
  /** Merkle root over the chunks, 32 bytes. */
  readonly root: Uint8Array;
  readonly chunkBytes: number;
  /** As `image/png`, without parameters. */
  readonly mediaType: string;
}

/** A key that works for the study's author: what it tells is told in a log of its own. */
export interface Delegation {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** What the author calls it, at most MAX_DELEGATE_NAME_LENGTH characters. */
  readonly name: string;
}

/** What a note of each kind says. */
export interface NoteBodies {
  readonly command: Command;
  readonly attestation: Attestation;
  readonly dispute: Dispute;
  readonly blob: BlobNotice;
  readonly delegation: Delegation;
}
