import { sha256 } from "@noble/hashes/sha2.js";
import { bytesEqual, FINGERPRINT_BYTES, logIdOf, type PeerId, peerIdOf } from "../ids.ts";
import { headerOf, type Segment, type SegmentHeader, type SegmentPlace, trialsTold } from "./segment.ts";

/** Two headers signed by one log's key that no honest log can contain together. */
export interface ForkProof {
  readonly first: SegmentHeader;
  readonly second: SegmentHeader;
}

/** A segment, or what is left of one without its trials. */
export type Stated = Segment | SegmentHeader;

/**
 * True if no honest log holds both: two that differ at one index, or a later one that says less than the one before (totals
 * or bests that fall, trials told that grow by less than it carries, a best that is counted and not named, or the reverse).
 */
export function contradicts(a: Stated, b: Stated): boolean {
  if (a.index === b.index) return !isSame(a, b);
  return a.index < b.index ? !follows(a, b) : !follows(b, a);
}

function follows(first: SegmentPlace, second: SegmentPlace): boolean {
  const bests = second.bestCount - first.bestCount;
  return (
    second.totals.complete >= first.totals.complete &&
    second.totals.pruned >= first.totals.pruned &&
    second.totals.failed >= first.totals.failed &&
    trialsTold(second.totals) >= trialsTold(first.totals) + second.count &&
    bests >= 0 &&
    bests <= second.index - first.index &&
    (bests === 0 ? second.bestIndex === first.bestIndex : (second.bestIndex ?? -1) > first.index)
  );
}

/** Whether both say the same; who signed twice has not said two things. Both are of one log. */
export function isSame(a: Stated, b: Stated): boolean {
  return (
    a.index === b.index &&
    a.basis === b.basis &&
    a.totals.complete === b.totals.complete &&
    a.totals.pruned === b.totals.pruned &&
    a.totals.failed === b.totals.failed &&
    a.bestIndex === b.bestIndex &&
    a.bestCount === b.bestCount &&
    a.best === b.best &&
    a.count === b.count &&
    ("trials" in a && "trials" in b ? bytesEqual(a.trials, b.trials) : bytesEqual(trialsHash(a), trialsHash(b)))
  );
}

const trialsHash = (stated: Stated): Uint8Array => ("trials" in stated ? sha256(stated.trials) : stated.trialsHash);

export const headerFrom = (stated: Stated): SegmentHeader => ("trials" in stated ? headerOf(stated) : stated);

/** Whose log the proof breaks, or null if it proves nothing. The two signatures have been checked before. */
export function forkedPeer(proof: ForkProof, studyId: string): PeerId | null {
  const { first, second } = proof;
  if (first.studyId !== studyId || second.studyId !== studyId) return null;
  if (logIdOf(first.publicKey, studyId, first.nonce) !== logIdOf(second.publicKey, studyId, second.nonce)) return null;
  return contradicts(first, second) ? peerIdOf(first.publicKey) : null;
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
