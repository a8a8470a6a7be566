import type { Direction } from "../../study/spec/spec.ts";
import { type FinishedTrial, type TrialId, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId } from "../../swarm/ids.ts";
import { isBefore } from "../best/agreed-order.ts";
import { BestKnown } from "../best/best-known.ts";
import { trialDigest } from "./trial-digest.ts";
import type { WordLedger, WordsOf } from "./word-ledger.ts";

/** Better than what is verified, and not looked at yet: beyond these the worst are forgotten, and found again where needed. */
const MAX_CLAIMS = 64;
/** Of one key: whoever claims a thousand bests hides nobody else's. */
const MAX_CLAIMS_PER_PEER = 4;
/** Own runs remembered, those that found the same and those that found otherwise: the oldest are forgotten, and may be run again. */
const MAX_RAN = 4_096;
/** Runs that said nothing, after which a claim is left to others. */
const MAX_SILENT = 2;

/** A trial of somebody else that would be the best if it were true. */
export interface Claim {
  readonly trial: FinishedTrial;
  readonly author: PeerId;
  /** Base64url. */
  readonly digest: string;
  /** Own runs that failed for a reason of this machine. */
  readonly silent: number;
}

/** What decides without a run of one's own. */
export interface Quorum {
  /** Attestations that verify. */
  readonly size: number;
  /** Whether a key's attestation counts. */
  counts(peer: PeerId): boolean;
  /** Whether its dispute does. */
  heedsDispute(peer: PeerId): boolean;
}

/**
 * The best among what this profile computed, and what is verified of others; and the claims that are better. The verified best
 * follows from the trials, the own runs and the notes, not from the order in which they came.
 */
export class Claims {
  readonly #verified: BestKnown;
  readonly #words: WordLedger;
  /** The best first. */
  #open: Claim[] = [];
  #hasForgotten = false;
  /** Own runs that found otherwise. */
  readonly #refuted = new Set<TrialId>();
  /** Own runs that found the same, on this visit or another: what was told, base64url. */
  readonly #confirmed = new Map<TrialId, string>();
  /** Who the verified best is of, and who else has run it. */
  #verifiedAuthor: PeerId | null = null;

  constructor(direction: Direction, words: WordLedger) {
    this.#verified = new BestKnown(direction);
    this.#words = words;
  }

  /** Verified, or computed by this profile. */
  get best(): FinishedTrial | null {
    return this.#verified.trial;
  }

  /** Whose the best is; null while there is none. */
  get bestAuthor(): PeerId | null {
    return this.#verifiedAuthor;
  }

  /** The value as something to minimise; NaN where it can be no best. */
  lossOf(trial: FinishedTrial): number {
    return this.#verified.lossOf(trial);
  }

  /** Whether a trial would be the best if it were true. */
  wouldBeBest(trial: FinishedTrial): boolean {
    return this.#isBetter(trial);
  }

  /** The best first: each is better than the verified best. */
  get open(): readonly Claim[] {
    return this.#open;
  }

  /** The claim to look at: the best one that own runs may still say something of. */
  standing(): Claim | null {
    return this.#open.find(({ silent }) => silent < MAX_SILENT) ?? null;
  }

  /** Claims were forgotten for better ones which are gone now: `heard` should be told again of all trials. */
  get isIncomplete(): boolean {
    return this.#hasForgotten && this.#open.length === 0;
  }

  /** A trial that this profile computed. True if it is the best now. */
  own(trial: FinishedTrial, author: PeerId): boolean {
    return this.#consider(trial, author);
  }

  /** A trial of somebody else, if it could be the best. True if it is a claim now that was none, or known to be true. */
  heard(trial: FinishedTrial, author: PeerId): boolean {
    if (!this.#isBetter(trial)) return false;
    if (this.#isSurplus(trial, author)) {
      this.#hasForgotten = true;
      return false;
    }
    const id = trialId(trial);
    if (this.#refuted.has(id) || this.#open.some((claim) => trialId(claim.trial) === id)) return false;
    const claim: Claim = { trial, author, digest: base64url(trialDigest(trial)), silent: 0 };
    if (this.#confirmed.get(id) === claim.digest) return this.#consider(trial, author);
    this.#open.push(claim);
    this.#open.sort((a, b) => this.#order(a.trial, b.trial));
    const ofAuthor = this.#open.filter((other) => other.author === author);
    const surplus = ofAuthor[MAX_CLAIMS_PER_PEER] ?? this.#open[MAX_CLAIMS];
    if (surplus !== undefined) {
      this.#hasForgotten = true;
      this.#open = this.#open.filter((other) => other !== surplus);
    }
    return surplus !== claim;
  }

  /** Own runs agreed. */
  confirmed(trial: FinishedTrial, author: PeerId): void {
    this.noteConfirmed(trialId(trial), base64url(trialDigest(trial)));
    this.#consider(trial, author);
  }

  /** Own runs agreed, on another visit or in another tab. `digest`: of what was told, base64url. True if the best has changed. */
  noteConfirmed(id: TrialId, digest: string): boolean {
    this.#confirmed.set(id, digest);
    const [oldest] = this.#confirmed.keys();
    if (this.#confirmed.size > MAX_RAN && oldest !== undefined) this.#confirmed.delete(oldest);
    const claim = this.#open.find((open) => open.digest === digest && trialId(open.trial) === id);
    return claim !== undefined && this.#consider(claim.trial, claim.author);
  }

  /** Whether own runs found what this trial tells. */
  isConfirmed(trial: FinishedTrial): boolean {
    const digest = this.#confirmed.get(trialId(trial));
    return digest !== undefined && digest === base64url(trialDigest(trial));
  }

  /** An own run, repeated, found otherwise. */
  refuted(trial: FinishedTrial): void {
    const id = trialId(trial);
    this.#refuted.add(id);
    const [oldest] = this.#refuted;
    if (this.#refuted.size > MAX_RAN && oldest !== undefined) this.#refuted.delete(oldest);
    this.#open = this.#open.filter((claim) => trialId(claim.trial) !== id);
  }

  /** An own run said nothing. */
  silent(trial: FinishedTrial): void {
    const id = trialId(trial);
    this.#open = this.#open.map((claim) =>
      trialId(claim.trial) === id ? { ...claim, silent: claim.silent + 1 } : claim,
    );
  }

  /** These keys' claims are gone; `isIncomplete` says whether others should be looked for. */
  disown(peers: ReadonlySet<PeerId>): void {
    const before = this.#open.length;
    this.#open = this.#open.filter(({ author }) => !peers.has(author));
    if (this.#open.length < before) this.#hasForgotten = true;
  }

  /** Whether any claim is attested by anybody at all, which it is cheap to know. */
  get hasWords(): boolean {
    return this.#open.some((claim) => this.#words.hasAny(trialId(claim.trial)));
  }

  /** Takes the word of others for claims that enough of them attest. True if the verified best has changed. */
  believe(quorum: Quorum): boolean {
    const agreed = this.#open.find((claim) => isAgreed(this.wordsOf(claim), quorum));
    if (agreed === undefined) return false;
    this.#consider(agreed.trial, agreed.author);
    return true;
  }

  wordsOf({ trial, digest, author }: Pick<Claim, "trial" | "digest" | "author">): WordsOf {
    return this.#words.of(trialId(trial), digest, author);
  }

  /** Everything is to be told again. */
  forget(): void {
    this.#verified.forget();
    this.#verifiedAuthor = null;
    this.#open = [];
    this.#hasForgotten = false;
  }

  /** Told of all trials again. */
  refilled(): void {
    this.#hasForgotten = false;
  }

  #consider(trial: FinishedTrial, author: PeerId): boolean {
    if (!this.#verified.consider(trial)) return false;
    this.#verifiedAuthor = author;
    this.#open = this.#open.filter((claim) => this.#isBetter(claim.trial));
    return true;
  }

  /** Whether there is no room for it among the claims, which it is cheap to know of: a newcomer hears thousands of trials at once. */
  #isSurplus(trial: FinishedTrial, author: PeerId): boolean {
    const worst = this.#open[MAX_CLAIMS - 1];
    if (worst !== undefined && this.#order(trial, worst.trial) > 0) return true;
    const ofAuthor = this.#open.filter((claim) => claim.author === author);
    const worstOfAuthor = ofAuthor[MAX_CLAIMS_PER_PEER - 1];
    return worstOfAuthor !== undefined && this.#order(trial, worstOfAuthor.trial) > 0;
  }

  #isBetter(trial: FinishedTrial): boolean {
    return this.#verified.wouldBe(trial);
  }

  #order(a: FinishedTrial, b: FinishedTrial): number {
    const by = this.#verified.lossOf(a) - this.#verified.lossOf(b);
    if (by !== 0) return by;
    return isBefore(a, b) ? -1 : 1;
  }
}

/** Enough who count attest, and they outnumber who disputes by two to one. */
export function isAgreed({ attesting, disputing }: WordsOf, quorum: Quorum): boolean {
  const attested = attesting.filter((peer) => quorum.counts(peer)).length;
  const disputed = disputing.filter(({ peer }) => quorum.heedsDispute(peer)).length;
  return attested >= quorum.size && attested > 2 * disputed;
}
