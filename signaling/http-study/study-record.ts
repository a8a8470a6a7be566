import type { StudySpec } from "../../study/spec/spec.ts";

/** `coordinator`: the fourth system's calls and nothing else. */
export type TokenKind = "owner" | "worker" | "coordinator";

/** Ed25519, 32 bytes each: what a token tells is signed with it, so that whoever lies is alone believed to. */
export interface TokenKey {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
}

export interface TokenRecord {
  /** SHA-256 of the token, base64url: the token itself is nowhere kept. */
  readonly hash: string;
  readonly kind: TokenKind;
  /** How trials say who told them. */
  readonly name: string;
  /** Made and kept by the seed; the owner's is the study's author's. */
  readonly key: TokenKey;
  /** It opens nothing any more; what it told stays told by it. */
  readonly isEnded?: boolean;
}

/** A start of the seed: its log and the study's number of that log's first trial. */
export interface StartRecord {
  readonly log: string;
  readonly firstNumber: number;
  /** Trials that had ended before it. */
  readonly ended?: number;
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
  /** All there ever were; the first is the owner's. */
  readonly tokens: readonly TokenRecord[];
  readonly starts: readonly StartRecord[];
  /** The id of its journal of Optuna's, from when somebody first asked for it. */
  readonly journal?: string;
}
