import type { Direction } from "../../study/spec/spec.ts";
import { type FinishedTrial, type TrialId, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId } from "../../swarm/ids.ts";
import { isBefore } from "../best/agreed-order.ts";
import { BestKnown } from "../best/best-known.ts";
import type { FrontMember } from "../best/front.ts";
import { FrontKnown } from "../best/front-known.ts";
import { HypervolumeCourse } from "../best/hypervolume-course.ts";
import type { Unbeaten } from "../best/unbeaten.ts";
import { isAgreed, type Quorum } from "./quorum.ts";
import { trialDigest } from "./trial-digest.ts";
import type { WordLedger, WordsOf } from "./word-ledger.ts";

/** Better than what is verified, and not looked at yet: beyond these the worst are forgotten, and found again where needed. */
const MAX_CLAIMS = 64;
/** Of one key: whoever claims a thousand bests hides nobody else's. */
const MAX_CLAIMS_PER_PEER = 4;
/** The same of trade-offs, of which all stand beside each other, and every honest tab has several: the oldest are forgotten. */
const MAX_TRADE_OFFS = 256;
const MAX_TRADE_OFFS_PER_PEER = 32;
/** Own runs remembered, those that found the same and those that found otherwise: the oldest are forgotten, and may be run again. */
const MAX_RAN = 4_096;
/** Runs that said nothing, after which a claim is left to others. */
const MAX_SILENT = 2;

/** A trial of somebody else that would be the best, or one of the best trade-offs, if it were true. */
export interface Claim {
  readonly trial: FinishedTrial;
  readonly author: PeerId;
  /** Base64url. */
  readonly digest: string;
  /** Own runs that failed for a reason of this machine. */
  readonly silent: number;
}

/**
 * The best among what this profile computed, and what is verified of others; and the claims that are better. Of several objectives
 * the best are all trade-offs that none of them beats. What is verified follows from the trials, the own runs and the notes, not from
 * the order in which they came.
 */
export class Claims {
  readonly #verified: Unbeaten;
  /** The same; null where there is one objective. */
  readonly #front: FrontKnown | null;
  readonly #most: number;
  readonly #mostPerPeer: number;
  readonly #words: WordLedger;
  /** The best first; of trade-offs, the newest. */
  #open: Claim[] = [];
  /** Of those, the ones that no other one beats that may still be looked at; null: not looked for since they changed. */
  #unbeaten: readonly Claim[] | null = null;
  #revision = 0;
  #hasForgotten = false;
  /** Own runs that found otherwise. */
  readonly #refuted = new Set<TrialId>();
  /** Own runs that found the same, on this visit or another: what was told, base64url. */
  readonly #confirmed = new Map<TrialId, string>();
  /** Whose what is verified or own is. */
  readonly #authors = new WeakMap<FinishedTrial, PeerId>();

  constructor(directions: readonly Direction[], words: WordLedger) {
    this.#front = directions.length > 1 ? new FrontKnown(directions, new HypervolumeCourse()) : null;
    this.#verified = this.#front ?? new BestKnown(directions[0] ?? "minimize");
    this.#most = this.#front === null ? MAX_CLAIMS : MAX_TRADE_OFFS;
    this.#mostPerPeer = this.#front === null ? MAX_CLAIMS_PER_PEER : MAX_TRADE_OFFS_PER_PEER;
    this.#words = words;
  }

  /** Changes with what is verified or own and unbeaten. */
  get revision(): number {
    return this.#revision;
  }

  /** What is verified or own, and unbeaten: one trial where there is one objective. */
  get unbeaten(): readonly FinishedTrial[] {
    return this.#verified.trials;
  }

  /** The same by the first objective, then by the others; null where there is one. */
  get front(): readonly FrontMember[] | null {
    return this.#front?.members ?? null;
  }

  /** How its hypervolume grew: `count` it with every trial that is heard of. Null where there is one objective. */
  get course(): HypervolumeCourse | null {
    return this.#front?.course ?? null;
  }

  /** Verified, or computed by this profile; the best by the first objective. */
  get best(): FinishedTrial | null {
    return this.#verified.trial;
  }

  /** Whose the best is; null while there is none. */
  get bestAuthor(): PeerId | null {
    return this.best === null ? null : this.authorOf(this.best);
  }

  /** Whose a trial is that is verified or own; null of any other. */
  authorOf(trial: FinishedTrial): PeerId | null {
    return this.#authors.get(trial) ?? null;
  }

  /** Whether a trial with these losses could be the best: cheaper than to make it. */
  admits(losses: readonly number[]): boolean {
    return this.#verified.admits(losses);
  }

  /** The value as something to minimise; NaN where it can be no best. */
  lossOf(trial: FinishedTrial): number {
    return this.#verified.lossOf(trial);
  }

  /** Whether a trial would be the best if it were true. */
  wouldBeBest(trial: FinishedTrial): boolean {
    return this.#isBetter(trial);
  }

  /** The best first: each is better than the verified best. Of trade-offs the newest first: none that is verified beats them. */
  get open(): readonly Claim[] {
    return this.#open;
  }

  /** Those that no other claim beats, in their order. */
  get standingAll(): readonly Claim[] {
    if (this.#unbeaten !== null) return this.#unbeaten;
    const open = this.#verified.fresh();
    // What nobody here can look at any more must not keep others from being looked at.
    for (const claim of this.#open) if (mayBeLookedAt(claim)) open.consider(claim.trial);
    const unbeaten = new Set(open.trials);
    this.#unbeaten = this.#open.filter(
      (claim) => unbeaten.has(claim.trial) || (!mayBeLookedAt(claim) && open.wouldBe(claim.trial)),
    );
    return this.#unbeaten;
  }

  /** The claim to look at: the best one, or the newest trade-off, that own runs may still say something of. */
  standing(): Claim | null {
    return this.standingAll.find(mayBeLookedAt) ?? null;
  }

  /** Of each claimant the claim that would be looked at if there were no others, in their order. */
  leading(): Claim[] {
    const seen = new Set<PeerId>();
    const claims = this.#front === null ? this.#open : this.standingAll;
    return claims.filter((claim) => {
      if (seen.has(claim.author) || !mayBeLookedAt(claim)) return false;
      seen.add(claim.author);
      return true;
    });
  }

  /** The claim by the first objective that stands beside the best; null: there is no better one. */
  get better(): Claim | null {
    const least = this.#open.reduce<Claim | null>(
      (a, b) => (a === null || this.lossOf(b.trial) < this.lossOf(a.trial) ? b : a),
      null,
    );
    if (least === null || this.#front === null || this.best === null) return least;
    return this.lossOf(least.trial) < this.lossOf(this.best) ? least : null;
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
    this.#setOpen([...this.#open, claim].sort((a, b) => this.#order(a.trial, b.trial)));
    const ofAuthor = this.#open.filter((other) => other.author === author);
    const surplus = ofAuthor[this.#mostPerPeer] ?? this.#open[this.#most];
    if (surplus !== undefined) {
      this.#hasForgotten = true;
      this.#setOpen(this.#open.filter((other) => other !== surplus));
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

  /** Of a trial that own runs agree with, what was told, base64url; undefined of any other. */
  confirmedDigest(id: TrialId): string | undefined {
    return this.#confirmed.get(id);
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
    this.#setOpen(this.#open.filter((claim) => trialId(claim.trial) !== id));
  }

  /** An own run said nothing. */
  silent(trial: FinishedTrial): void {
    const id = trialId(trial);
    this.#setOpen(
      this.#open.map((claim) => (trialId(claim.trial) === id ? { ...claim, silent: claim.silent + 1 } : claim)),
    );
  }

  /** These keys' claims are gone; `isIncomplete` says whether others should be looked for. */
  disown(peers: ReadonlySet<PeerId>): void {
    const before = this.#open.length;
    this.#setOpen(this.#open.filter(({ author }) => !peers.has(author)));
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
    // Of a front that is thinned out it may be none that stays.
    this.#setOpen(this.#open.filter((claim) => claim !== agreed));
    this.#consider(agreed.trial, agreed.author);
    return true;
  }

  wordsOf({ trial, digest, author }: Pick<Claim, "trial" | "digest" | "author">): WordsOf {
    return this.#words.of(trialId(trial), digest, author);
  }

  /** Everything is to be told again. */
  forget(): void {
    this.#verified.forget();
    this.#revision++;
    this.#setOpen([]);
    this.#hasForgotten = false;
  }

  /** Told of all trials again. */
  refilled(): void {
    this.#hasForgotten = false;
  }

  #consider(trial: FinishedTrial, author: PeerId): boolean {
    if (!this.#verified.consider(trial)) return false;
    this.#authors.set(trial, author);
    this.#revision++;
    this.#setOpen(this.#open.filter((claim) => this.#isBetter(claim.trial)));
    return true;
  }

  #setOpen(open: Claim[]): void {
    this.#open = open;
    this.#unbeaten = null;
  }

  /** Whether there is no room for it among the claims, which it is cheap to know of: a newcomer hears thousands of trials at once. */
  #isSurplus(trial: FinishedTrial, author: PeerId): boolean {
    const worst = this.#open[this.#most - 1];
    if (worst !== undefined && this.#order(trial, worst.trial) > 0) return true;
    const ofAuthor = this.#open.filter((claim) => claim.author === author);
    const worstOfAuthor = ofAuthor[this.#mostPerPeer - 1];
    return worstOfAuthor !== undefined && this.#order(trial, worstOfAuthor.trial) > 0;
  }

  #isBetter(trial: FinishedTrial): boolean {
    return this.#verified.wouldBe(trial);
  }

  #order(a: FinishedTrial, b: FinishedTrial): number {
    if (this.#front !== null) return isBefore(a, b) ? 1 : -1;
    const by = this.#verified.lossOf(a) - this.#verified.lossOf(b);
    if (by !== 0) return by;
    return isBefore(a, b) ? -1 : 1;
  }
}

const mayBeLookedAt = ({ silent }: Claim): boolean => silent < MAX_SILENT;
