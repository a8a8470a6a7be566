import type { PeerId } from "../../swarm/ids.ts";
import type { WordsOf } from "./word-ledger.ts";

/** Attestations that verify where the study names no number. */
export const DEFAULT_VERIFICATIONS = 2;

/** What decides without a run of one's own. */
export interface Quorum {
  /** Attestations that verify. */
  readonly size: number;
  /** Whether a key's attestation counts. */
  counts(peer: PeerId): boolean;
  /** Whether its dispute does. */
  heedsDispute(peer: PeerId): boolean;
}

/** More than a third of those who work, the claimant among them, and as many as the study says; 0: it says nothing. */
export function quorumSize(workers: number, verifications: number): number {
  const others = Math.max(1, workers - 1);
  const named = Math.min(verifications === 0 ? DEFAULT_VERIFICATIONS : verifications, others);
  return Math.max(named, Math.floor(workers / 3) + 1);
}

/** Enough who count attest, and they outnumber who disputes by two to one. */
export function isAgreed({ attesting, disputing }: WordsOf, quorum: Quorum): boolean {
  const attested = attesting.filter((peer) => quorum.counts(peer)).length;
  const disputed = disputing.filter(({ peer }) => quorum.heedsDispute(peer)).length;
  return attested >= quorum.size && attested > 2 * disputed;
}
