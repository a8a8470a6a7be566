import { sha256 } from "@noble/hashes/sha2.js";
import { bytesEqual, FINGERPRINT_BYTES, logIdOf, type PeerId, peerIdOf } from "../ids.ts";
import { headerSigningBytes, type SegmentHeader, type Totals, trialsTold } from "./segment.ts";

/** Two headers signed by one log's key that no honest log can contain together. */
export interface ForkProof {
  readonly first: SegmentHeader;
  readonly second: SegmentHeader;
}

/** A segment's place in its log, with its hash. */
export interface Place {
  readonly index: number;
  readonly previousHash: Uint8Array;
  readonly totals: Totals;
  readonly count: number;
  readonly hash: Uint8Array;
}

/**
 * True if no honest log holds both: two segments at one index, or neighbours of which the second does not follow from
 * the first (another hash, totals that fall or grow by less than the trials carried).
 */
export function contradicts(a: Place, b: Place): boolean {
  if (a.index === b.index) return !bytesEqual(a.hash, b.hash);
  const [first, second] = a.index < b.index ? [a, b] : [b, a];
  return second.index === first.index + 1 && !follows(first, second);
}

export function follows(first: Place, second: Place): boolean {
  return (
    bytesEqual(second.previousHash, first.hash) &&
    second.totals.complete >= first.totals.complete &&
    second.totals.pruned >= first.totals.pruned &&
    second.totals.failed >= first.totals.failed &&
    trialsTold(second.totals) >= trialsTold(first.totals) + second.count
  );
}

/** Whose log the proof breaks, or null if it proves nothing. The two signatures have been checked before. */
export function forkedPeer(proof: ForkProof, studyId: string): PeerId | null {
  const { first, second } = proof;
  if (first.studyId !== studyId || second.studyId !== studyId) return null;
  if (logIdOf(first.publicKey, studyId, first.nonce) !== logIdOf(second.publicKey, studyId, second.nonce)) return null;
  return contradicts(placeOf(first), placeOf(second)) ? peerIdOf(first.publicKey) : null;
}

function placeOf(header: SegmentHeader): Place {
  const hash = sha256(headerSigningBytes(header, header.trialsHash));
  return { ...header, hash };
}

/** More would be forged by throw-away keys; at 0.6 KB each the list goes over a link in three messages. */
export const MAX_BANS = 256;

/** Keys proven to have forked a log, each with its proof. Peers that know the same proofs hold the same bans. */
export class Bans {
  private readonly proofs = new Map<PeerId, ForkProof>();

  get size(): number {
    return this.proofs.size;
  }

  has(peer: PeerId): boolean {
    return this.proofs.has(peer);
  }

  /** True if this is news. Past `MAX_BANS` the names first in order stay, so that everybody keeps the same ones. */
  add(peer: PeerId, proof: ForkProof): boolean {
    if (this.proofs.has(peer)) return false;
    if (this.proofs.size >= MAX_BANS) {
      const last = [...this.proofs.keys()].reduce((a, b) => (a > b ? a : b));
      if (peer > last) return false;
      this.proofs.delete(last);
    }
    this.proofs.set(peer, proof);
    return true;
  }

  all(): ForkProof[] {
    return [...this.proofs.values()];
  }

  /** Equal for equal sets. */
  fingerprint(): Uint8Array {
    const sum = new Uint8Array(FINGERPRINT_BYTES);
    for (const peer of this.proofs.keys()) {
      for (let i = 0; i < FINGERPRINT_BYTES; i++) sum[i] = (sum[i] ?? 0) ^ peer.charCodeAt(i) ^ peer.charCodeAt(i + 8);
    }
    return sum;
  }
}
