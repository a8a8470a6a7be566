import type { Chance } from "../chance.ts";
import type { Effect } from "../events.ts";
import type { Address } from "../ids.ts";
import type { Totals } from "../log/segment.ts";
import { goesOverTree, MIN_STATUS_PERIOD_MS, NEWS_AFTER_MS, newsIntervalMs, statusPeriodMs } from "./periods.ts";
import {
  type KnownStatus,
  MAX_STATUS_BODY_BYTES,
  MAX_STATUS_PERIOD_MS,
  type SignedStatus,
  STATUS_VERSION,
  statusSigningBytes,
} from "./status.ts";

/** A signature that takes longer was lost. */
const SIGNING_TIMEOUT_MS = 10_000;

/**
 * A period is at most so many times the one before, so that a crowd that appears at once, or never existed, does not silence all for
 * a quarter of an hour. With less growth a young tab among thousands says over all links four times within a minute that it is there.
 */
const MOST_GROWTH = 8;
/** Of its period a log lets so much pass, so that not all speak at once; */
const LEAST_PATIENCE = 0.75;
const MOST_PATIENCE = 0.95;
/** and as little as this where periods have just grown: a crowd that came together would else speak together, and over all links. */
const CROWD_PATIENCE = 0.3;
/** By then digests have told who is there. */
const HEARSAY_MS = 10_000;

/** Whose the own log is a link's other end knows by the handshake. */
const EVERYBODY = -1;

interface Author {
  readonly studyId: string;
  readonly publicKey: Uint8Array;
  readonly logNonce: Uint8Array;
}

/** What the others are told about this log, and when. */
export class OwnStatus {
  newest: KnownStatus | null = null;
  private readonly author: Author;
  private readonly chance: Chance;
  private body: Uint8Array = new Uint8Array(0);
  private done = false;
  private leaving = false;
  private hasNews = true;
  private nextSequence = 0;
  private signingSinceMs: number | null = null;
  private madeMs = Number.NEGATIVE_INFINITY;
  /** When the newest status that told news was made. */
  private newsMs = Number.NEGATIVE_INFINITY;
  private isDoubted = false;
  private refutedMs = Number.NEGATIVE_INFINITY;
  /** The period that the newest status promises. */
  private promisedMs = MIN_STATUS_PERIOD_MS;
  /** Of the period, so that peers do not all speak at once. */
  private patience = 1;

  constructor(author: Author, chance: Chance) {
    this.author = author;
    this.chance = chance;
  }

  /** `isQuiet`: no reason to speak before the time. Throws RangeError past `MAX_STATUS_BODY_BYTES`. */
  set(body: Uint8Array, done: boolean | undefined, isQuiet = false): void {
    if (body.length > MAX_STATUS_BODY_BYTES) throw new RangeError(`${body.length} bytes of status`);
    this.body = body;
    this.done = done ?? this.done;
    this.hasNews ||= !isQuiet;
  }

  changed(): void {
    this.hasNews = true;
  }

  /** The others may have given us up: due at once. */
  renew(): void {
    this.madeMs = Number.NEGATIVE_INFINITY;
  }

  /** Others say that we are gone: due at once, or a second after they were told so last. */
  refute(): void {
    this.isDoubted = true;
  }

  /** The last word: due at once. */
  leave(): void {
    this.leaving = true;
    this.signingSinceMs = null;
    this.renew();
  }

  isDue(nowMs: number, liveLogs: number): boolean {
    if (this.signingSinceMs !== null && nowMs - this.signingSinceMs < SIGNING_TIMEOUT_MS) return false;
    if (this.isDoubted && nowMs - this.refutedMs >= NEWS_AFTER_MS) return true;
    const sinceMs = nowMs - this.madeMs;
    if (this.nextSequence === 1 && sinceMs >= HEARSAY_MS && 2 * statusPeriodMs(liveLogs) < this.promisedMs) return true;
    return sinceMs >= this.promisedMs * this.patience || (this.hasNews && this.mayBeEarly(nowMs, liveLogs));
  }

  /** The first says what suits as many as its neighbours name: it is put right where they are not there. */
  private longestMs(sequence: number): number {
    if (sequence === 0) return MAX_STATUS_PERIOD_MS;
    return goesOverTree(sequence) ? this.promisedMs : MOST_GROWTH * this.promisedMs;
  }

  private mayBeEarly(nowMs: number, liveLogs: number): boolean {
    return nowMs - this.madeMs >= NEWS_AFTER_MS && nowMs - this.newsMs >= newsIntervalMs(liveLogs);
  }

  sign(nowMs: number, liveLogs: number, address: Address, length: number, totals: Totals): Effect {
    this.signingSinceMs = nowMs;
    if (this.hasNews) this.newsMs = nowMs;
    if (this.isDoubted) this.refutedMs = nowMs;
    this.isDoubted = false;
    this.madeMs = nowMs;
    this.hasNews = false;
    const sequence = this.nextSequence++;
    const beforeMs = this.promisedMs;
    this.promisedMs = Math.min(statusPeriodMs(liveLogs), this.longestMs(sequence));
    const isOfCrowd = this.promisedMs > 2 * beforeMs;
    this.patience = this.chance.between(isOfCrowd ? CROWD_PATIENCE : LEAST_PATIENCE, MOST_PATIENCE);
    const draft = {
      sequence,
      address,
      length,
      totals,
      done: this.done,
      leaving: this.leaving,
      periodMs: this.promisedMs,
      body: this.body,
    };
    const { studyId, publicKey, logNonce } = this.author;
    const unsigned = { ...draft, version: STATUS_VERSION, studyId, publicKey, nonce: logNonce };
    return { type: "signStatus", draft, unsigned, bytes: statusSigningBytes(unsigned) };
  }

  signed(status: SignedStatus): void {
    if (this.newest !== null && this.newest.status.sequence >= status.sequence) return;
    if (status.sequence === this.nextSequence - 1) this.signingSinceMs = null;
    this.newest = { status, madeMs: this.madeMs, firstMs: Number.NEGATIVE_INFINITY, shown: 0, met: EVERYBODY };
  }
}
