import type { StudySpec } from "../../study/spec/spec.ts";

/** `coordinator`: the fourth system's calls and nothing else. */
export type TokenKind = "owner" | "worker" | "coordinator";

export interface TokenRecord {
  /** SHA-256 of the token, base64url: the token itself is nowhere kept. */
  readonly hash: string;
  readonly kind: TokenKind;
  /** How trials say who told them. */
  readonly name: string;
}

/** A start of the seed: its log and the study's number of that log's first trial. */
export interface StartRecord {
  readonly log: string;
  readonly firstNumber: number;
}

/** What is kept of a study beside its trials. */
export interface StudyRecord {
  readonly study: string;
  readonly spec: StudySpec;
  /** Of the sampler's chance, where the spec has none. */
  readonly chance: string;
  readonly createdMs: number;
  readonly leaseMs: number;
  /** How often a trial is given again whose worker fell silent. */
  readonly retries: number;
  /** Trials in all; null: as many as there is room for. */
  readonly total: number | null;
  /** Trials are given beyond `total` while fewer have ended: whoever fell silent is not waited for. */
  readonly givesBeyond: boolean;
  /** Tabs can run its trials, too: it has an objective. */
  readonly isShared: boolean;
  /** Why nobody gets a trial any more; null while somebody does. */
  readonly stopped: string | null;
  readonly tokens: readonly TokenRecord[];
  readonly starts: readonly StartRecord[];
}
