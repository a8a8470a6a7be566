/** A link that breaks without a goodbye: its end says so, a second one confirms it, and the log is gone unless it speaks. */
import type { LogId } from "../ids.ts";
import type { Link, Surroundings } from "../link/link.ts";
import { FAULT } from "../link/misbehaviour.ts";
import type { Bans } from "../log/fork.ts";
import type { Neighbourhood } from "../overlay/neighbourhood.ts";
import { MAX_ACTIVE } from "../overlay/views.ts";
import type { Presence, Present } from "../presence/presence.ts";
import { type SignedWord, type UnsignedWord, WORD_VERSION, witnessOf, wordSigningBytes } from "../presence/word.ts";
import { Words } from "../presence/words.ts";
import { TokenBucket } from "../token-bucket.ts";
import type { WordsMessage } from "../wire/message.ts";
import { MAX_WORDS_PER_MESSAGE } from "../wire/wire-limits.ts";
import { pushStatuses, type StatusLookup, tellAgain } from "./status-flood.ts";

/** A link over which something came this lately is no broken one, whoever says so. */
const SURELY_THERE_MS = 6_000;
const LINKS_TO_JUDGE = 2;
/** As many as links that can break at once. Of what is refuted others let pass half as much. */
const OWN_WORDS_AT_ONCE = 8;
const OWN_WORDS_PER_SECOND = 0.1;
/** Neighbours that are asked before somebody counts as gone. */
const ASKED_LAST = 3;

export interface WordSpreadParts {
  readonly around: Surroundings;
  readonly presence: Presence;
  readonly bans: Bans;
  readonly neighbourhood: Neighbourhood;
  readonly identity: { readonly studyId: string; readonly publicKey: Uint8Array; readonly logNonce: Uint8Array };
  readonly ownLog: LogId;
  readonly lookup: StatusLookup;
  /** Others say that we are gone. */
  readonly refute: () => void;
}

export class WordSpread {
  private readonly words = new Words();
  /** Of the own ones; less than others let pass. */
  private readonly budget: TokenBucket;
  private readonly parts: WordSpreadParts;
  private readonly around: Surroundings;
  /** Words wait that have not been offered to any link. */
  private hasNews = false;

  constructor(parts: WordSpreadParts) {
    this.parts = parts;
    this.around = parts.around;
    this.budget = new TokenBucket(OWN_WORDS_AT_ONCE, OWN_WORDS_PER_SECOND, parts.around.nowMs);
  }

  greet(link: Link): void {
    this.words.forgetShown(link.bit);
  }

  /** Says of whom a link broke just now. Among so few that all are neighbours everybody sees it for himself. */
  speak(): void {
    const { presence, identity } = this.parts;
    const missed = presence.takeMissed();
    if (missed.length === 0 || presence.liveLogs <= MAX_ACTIVE || this.around.openLinks().length === 0) return;
    for (const { log, level, status } of missed) {
      if (level < presence.level || this.around.openLinksTo(log).length > 0) continue;
      const { studyId, publicKey, logNonce: nonce } = identity;
      const unsigned = { version: WORD_VERSION, studyId, publicKey, nonce, subject: log, sequence: status.sequence };
      if (this.counts(unsigned) && this.budget.take(1, this.around.nowMs))
        this.around.emit({ type: "signWord", unsigned, bytes: wordSigningBytes(unsigned) });
    }
  }

  signed(word: SignedWord): void {
    if (this.around.openLinksTo(word.subject).length > 0 || !this.counts(word)) return;
    this.take(word);
    this.pushNews();
  }

  receive(link: Link, message: WordsMessage): void {
    for (const word of message.words) {
      if (word.studyId !== this.parts.identity.studyId) {
        this.parts.neighbourhood.blame(link, FAULT.forged);
        break;
      }
      this.words.showed(word, link.bit);
      if (!this.isCovered(link, word)) {
        this.parts.neighbourhood.blame(link, FAULT.tooMuch);
        if (!this.around.links.has(link.id)) break;
        continue;
      }
      if (this.parts.bans.size > 0 && this.parts.bans.has(witnessOf(word).peer)) continue;
      if (word.subject === this.parts.ownLog) {
        if (word.sequence >= (this.parts.lookup(word.subject)?.status.sequence ?? 0)) this.parts.refute();
        else tellAgain(link, word.subject, this.parts.lookup);
      } else if (this.counts(word)) {
        this.take(word);
        this.words.showed(word, link.bit);
      } else if (this.isOutdated(word)) tellAgain(link, word.subject, this.parts.lookup);
    }
    // What came together goes on together.
    this.pushNews();
    if (this.around.links.has(link.id)) pushStatuses(this.around, link, this.parts.lookup);
  }

  /** Need not be checked: held already, or the log has spoken since. */
  knows(word: SignedWord): boolean {
    return this.words.holds(word) || this.isOutdated(word);
  }

  /** A newer status of the log was heard: true if anybody had said that it is gone. Whoever has a link here pays for it. */
  refuted(log: LogId): boolean {
    const liars = this.words.refute(log);
    if (liars.length === 0) return false;
    for (const { handshake, presence } of this.around.openLinks())
      if (liars.includes(handshake.peer)) presence.ownWords.take(1, this.around.nowMs);
    return true;
  }

  isDoubted(log: LogId): boolean {
    return this.words.about(log).length > 0;
  }

  /** Tells over one link what is said of this log, whether or not it has been told: the other end shows that it counts on it. */
  tell(link: Link, log: LogId): void {
    this.send(
      link,
      this.words.about(log).flatMap(({ word }) => (link.gives.words.take(1, this.around.nowMs) ? [word] : [])),
    );
  }

  slept(): void {
    this.words.clear();
  }

  /** Those who had their time to speak, each once. */
  tick(): Present[] {
    const { presence } = this.parts;
    const { nowMs, chance } = this.around;
    // Over so few links its answer is easily missed: whoever is gone indeed, the next neighbour says so.
    if (this.around.openLinks().length < LINKS_TO_JUDGE && presence.liveLogs > MAX_ACTIVE) this.words.clear();
    const calls = this.words.takeLastCalls(nowMs);
    const asked = calls.length === 0 ? [] : chance.sample(this.around.openLinks(), ASKED_LAST);
    for (const link of asked)
      this.send(
        link,
        calls.filter(() => link.gives.words.take(1, nowMs)),
      );
    for (const link of this.around.openLinks()) this.push(link);
    if (presence.excusesAll(nowMs) || this.around.openLinks().length === 0) return [];
    return this.words.takeOverdue(nowMs).flatMap((log) => {
      const isThere = this.around.openLinksTo(log).some((link) => !link.liveness.isSilentFor(SURELY_THERE_MS, nowMs));
      return isThere ? [] : (presence.giveUp(log, nowMs) ?? []);
    });
  }

  /** Only where it comes from is it counted: what one has let pass all let pass, or some would miss the answer. */
  private isCovered(link: Link, word: SignedWord): boolean {
    if (witnessOf(word).peer !== link.handshake.peer || this.words.holds(word)) return true;
    return link.presence.ownWords.take(1, this.around.nowMs);
  }

  /** The log has spoken since. */
  private isOutdated(word: UnsignedWord): boolean {
    const known = this.parts.presence.get(word.subject);
    return known !== undefined && known.status.sequence > word.sequence;
  }

  private counts(word: UnsignedWord): boolean {
    const present = this.parts.presence.get(word.subject);
    return present?.live === true && this.words.admits(word, present.status.sequence);
  }

  private take(word: SignedWord): void {
    this.words.add(word, this.around.nowMs);
    for (const link of this.around.openLinks()) link.presence.addWords(word.subject);
    this.hasNews = true;
  }

  /** At once, as far as each link's budget goes; the rest with the tick. */
  private pushNews(): void {
    if (!this.hasNews) return;
    this.hasNews = false;
    for (const link of this.around.openLinks())
      if (link.presence.hasWords && link.gives.messages.take(1, this.around.nowMs)) this.push(link);
  }

  /** Tells what waits and the link has not shown, as far as its budget goes. */
  private push(link: Link): void {
    const waiting = link.presence.takeWords();
    const told: SignedWord[] = [];
    for (const subject of waiting) {
      for (const held of this.words.about(subject)) {
        if ((held.shown & link.bit) !== 0) continue;
        if (!link.gives.words.take(1, this.around.nowMs)) link.presence.addWords(subject);
        else {
          held.shown |= link.bit;
          told.push(held.word);
        }
      }
    }
    this.send(link, told);
  }

  private send(link: Link, words: readonly SignedWord[]): void {
    for (let at = 0; at < words.length; at += MAX_WORDS_PER_MESSAGE)
      this.around.send(link, { type: "words", words: words.slice(at, at + MAX_WORDS_PER_MESSAGE) });
  }
}
