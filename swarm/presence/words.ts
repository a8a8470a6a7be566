import { bytesEqual, type LogId, type PeerId } from "../ids.ts";
import { type SignedWord, type UnsignedWord, witnessOf, wordSigningBytes } from "./word.ts";

/** What a log has to be heard of again once two have said that it is gone: a word's way there, and its answer's way back. */
export const CONFIRMED_WAIT_MS = 3_000;
/** The same where one alone has said so: the log had no other neighbour, or its others will notice within this time. */
export const SINGLE_WAIT_MS = 6_000;
/** A third word says nothing that two have not said. */
const ENOUGH_WORDS = 2;
/** Logs of which words are held; those of gone ones are told to who still counts them. */
const MAX_SUBJECTS = 1_000;
const MAX_PAST_SUBJECTS = 256;

/** So long before its time is up others are asked whether they have heard of it: its answer may have been lost here. */
const LAST_CALL_MS = 2_500;

/** A word that counts. */
export interface HeldWord {
  readonly word: SignedWord;
  /** Bits of links whose other ends have shown it, or were told it. */
  shown: number;
}

const NO_WORDS: readonly HeldWord[] = [];

interface Doubted {
  readonly words: HeldWord[];
  dueMs: number;
  wasAsked: boolean;
}

function isSameWord(a: SignedWord, b: SignedWord): boolean {
  if (a === b) return true;
  return bytesEqual(a.signature, b.signature) && bytesEqual(wordSigningBytes(a), wordSigningBytes(b));
}

/** Words that logs are gone, each until the log speaks or time is up. Two keys can make others doubt, and no longer than that. */
export class Words {
  private readonly held = new Map<LogId, Doubted>();
  /** Of logs that are gone because of them. */
  private readonly past = new Map<LogId, readonly HeldWord[]>();

  /** Whether a word would count, of a log that is live and of which `sequence` is the newest status known. */
  admits(word: UnsignedWord, sequence: number): boolean {
    if (word.sequence < sequence) return false;
    const doubted = this.held.get(word.subject);
    if (doubted === undefined && this.held.size >= MAX_SUBJECTS) return false;
    const { peer } = witnessOf(word);
    const words = doubted?.words ?? [];
    return words.length < ENOUGH_WORDS && words.every((other) => witnessOf(other.word).peer !== peer);
  }

  /** Takes in what `admits` admits. */
  add(word: SignedWord, nowMs: number): void {
    const doubted = this.held.get(word.subject);
    if (doubted === undefined) {
      this.held.set(word.subject, { words: [{ word, shown: 0 }], dueMs: nowMs + SINGLE_WAIT_MS, wasAsked: false });
      return;
    }
    doubted.words.push({ word, shown: 0 });
    doubted.dueMs = Math.min(doubted.dueMs, nowMs + CONFIRMED_WAIT_MS);
  }

  /** The log has spoken: who had said that it is gone. */
  refute(log: LogId): PeerId[] {
    const liars = this.about(log).map(({ word }) => witnessOf(word).peer);
    this.held.delete(log);
    this.past.delete(log);
    return liars;
  }

  /** Of logs whose time is soon up, each once. */
  takeLastCalls(nowMs: number): SignedWord[] {
    const called: SignedWord[] = [];
    for (const doubted of this.held.values()) {
      if (doubted.wasAsked || doubted.dueMs - nowMs > LAST_CALL_MS) continue;
      doubted.wasAsked = true;
      called.push(...doubted.words.map(({ word }) => word));
    }
    return called;
  }

  /** Logs that had their time to speak; their words are remembered. */
  takeOverdue(nowMs: number): LogId[] {
    const overdue: LogId[] = [];
    for (const [log, { words, dueMs }] of this.held) {
      if (nowMs < dueMs) continue;
      overdue.push(log);
      this.held.delete(log);
      this.past.set(log, words);
      const oldest = this.past.keys().next();
      if (this.past.size > MAX_PAST_SUBJECTS && oldest.done !== true) this.past.delete(oldest.value);
    }
    return overdue;
  }

  /** Held, bit for bit. */
  holds(word: SignedWord): boolean {
    return this.about(word.subject).some((held) => isSameWord(held.word, word));
  }

  /** What is held about this log. */
  about(log: LogId): readonly HeldWord[] {
    return this.held.get(log)?.words ?? this.past.get(log) ?? NO_WORDS;
  }

  /** The link with this bit has shown what the same key says of the same log. */
  showed(word: SignedWord, bit: number): void {
    const { peer } = witnessOf(word);
    for (const held of this.about(word.subject)) if (witnessOf(held.word).peer === peer) held.shown |= bit;
  }

  /** The bit is another link's from now on. */
  forgetShown(bit: number): void {
    for (const { words } of this.held.values()) for (const held of words) held.shown &= ~bit;
    for (const words of this.past.values()) for (const held of words) held.shown &= ~bit;
  }

  /** We slept: nothing that was said before counts. */
  clear(): void {
    this.held.clear();
  }

  get size(): number {
    return this.held.size;
  }
}
