import type { LogId } from "../ids.ts";
import type { WantedRange } from "../wire/message.ts";

/** One want in flight on a link. */
export interface OpenWant {
  readonly id: number;
  readonly ranges: readonly WantedRange[];
  readonly sentMs: number;
  /** Those of the ranges that our agent wants first. */
  readonly sought: ReadonlySet<WantedRange>;
  /** What it was asked for, by log. */
  readonly claims: ReadonlyMap<LogId, Claim>;
}

/** One segment, by name. */
export interface SegmentPlace {
  readonly log: LogId;
  readonly index: number;
}

/** What a link says it holds of a log, and how far it has been asked for that, from the newest back. */
export interface Claim {
  length: number;
  /** Of this level and up. */
  level: number;
  /** Names what is claimed: asked once, it is not asked again. Null: only a length. */
  key: number | null;
  /** Segments from here on have been asked for. */
  cursor: number;
  /** All of it, in headers, though we hold as much: somebody forked. */
  bare: boolean;
  notBeforeMs: number;
  isAsked: boolean;
}

/** Claims of one link at a time; a newcomer's first neighbour brings more than these piece by piece. */
export const MAX_CLAIMS = 8_192;
/** Claims that have been gone through, remembered. */
const MAX_DONE = 2_048;
/** What could not be kept then may be by now. */
const DONE_MS = 10_000;
/** Those of two previews. */
export const MAX_SOUGHT = 400;
/** Single ranges that wait. */
const MAX_SINGLES = 64;

/** What one link has been asked for, and what may still be asked. */
export class FetchState {
  open: OpenWant | null = null;
  nextId = 1;
  /** After an empty answer or none: not before. */
  notBeforeMs = 0;
  /** There is nothing to ask before this, unless more is claimed or a want ends: claims are not gone through for nothing. */
  quietUntilMs = 0;
  /** Answers in a row that brought nothing. */
  empty = 0;
  readonly claims = new Map<LogId, Claim>();
  /** Single ranges to ask for first: a basis, what may prove a fork, a log nobody has introduced. */
  readonly singles: WantedRange[] = [];
  /** Segments to ask for next, because our agent wants them first. */
  sought: readonly SegmentPlace[] = [];
  private readonly done = new Map<LogId, { readonly key: number; readonly untilMs: number }>();

  single(range: WantedRange): void {
    const isWaiting = this.singles.some((other) => other.log === range.log && other.from === range.from);
    if (isWaiting || this.singles.length >= MAX_SINGLES) return;
    this.singles.push(range);
    this.quietUntilMs = 0;
  }

  /** Whether exactly this has been claimed lately, and asked for in vain or with success. */
  isDone(log: LogId, key: number, nowMs: number): boolean {
    const done = this.done.get(log);
    return done?.key === key && done.untilMs > nowMs;
  }

  finish(log: LogId, claim: Claim, nowMs: number): void {
    this.claims.delete(log);
    if (claim.key === null) return;
    this.done.delete(log);
    this.done.set(log, { key: claim.key, untilMs: nowMs + DONE_MS });
    if (this.done.size <= MAX_DONE) return;
    const oldest = this.done.keys().next();
    if (oldest.done !== true) this.done.delete(oldest.value);
  }
}
