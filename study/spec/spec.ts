import type { PrunerChoice } from "../pruners/choice.ts";

export type Direction = "minimize" | "maximize";

/** How much a study does. `trialsPerRound` (t) is also the rhythm in which a peer takes in what others found. */
export type Budget =
  | { readonly kind: "rounds"; readonly rounds: number; readonly trialsPerRound: number }
  | { readonly kind: "trials"; readonly total: number; readonly trialsPerRound: number }
  | { readonly kind: "time"; readonly seconds: number; readonly trialsPerRound: number }
  | { readonly kind: "open"; readonly trialsPerRound: number };

/** What a new study offers each volunteer: a few minutes of work, and nine times news from the others in between. */
export const DEFAULT_BUDGET: Budget = { kind: "rounds", rounds: 10, trialsPerRound: 10 };

/** Best first. `auto` chooses among the others by space, budget and what it learns. */
export const SAMPLER_NAMES = ["auto", "tpe", "cmaes", "gp", "qmc", "random"] as const;

export type SamplerChoice = { readonly name: (typeof SAMPLER_NAMES)[number] };

/** 43 characters of base64url: SHA-256 of the canonical bytes. */
export type StudyId = string;

/** Whether `text` can be a study's id at all; a link that was cut or retyped rarely is. */
export const isStudyId = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);

/** Everything that defines a study. Immutable: its id is the hash of its canonical bytes, so a changed objective is a new study. */
export interface StudySpec {
  readonly version: 1;
  readonly name: string;
  readonly objective: { readonly language: "javascript" | "typescript"; readonly source: string };
  readonly directions: readonly Direction[];
  /** Shown behind the value, for example "km/s"; may be empty. */
  readonly unit: string;
  readonly sampler: SamplerChoice;
  readonly pruner: PrunerChoice;
  readonly budget: Budget;
  readonly trialTimeoutMs: number;
  /** How many other peers run a new best again before it counts as verified. */
  readonly verifications: number;
  readonly maxPeers: number;
  readonly listed: boolean;
  /** Ed25519 public key, base64url; empty for a study offered by a seed, which nobody can command. */
  readonly author: { readonly key: string; readonly name: string };
  /** Milliseconds since 1970 by the author's date, which may be wrong: tells apart two studies published with equal settings. */
  readonly createdMs: number;
}
