import type { PeerId } from "../../swarm/ids.ts";
import type { AuthorBook } from "./author-book.ts";
import { DEFAULT_VERIFICATIONS } from "./quorum.ts";
import type { Vouching } from "./vouching.ts";
import type { TrialWords } from "./word-ledger.ts";

/** As many keys as a swarm has logs. */
const MAX_ASKED = 20_000;

/**
 * Whom others bear out for whom own runs vouch: DEFAULT_VERIFICATIONS of them attest trials of it, and outnumber who disputes any of
 * these by two to one.
 */
export class BorneOut {
  readonly #book: AuthorBook;
  readonly #vouching: Vouching;
  readonly #words: TrialWords;
  readonly #known = new Set<PeerId>();
  /** The evidence by which a peer was not borne out. */
  readonly #notAt = new Map<PeerId, number>();
  #heard = 0;

  constructor(book: AuthorBook, vouching: Vouching, words: TrialWords) {
    this.#book = book;
    this.#vouching = vouching;
    this.#words = words;
  }

  /** Somebody attests or disputes something. */
  noteWord(): void {
    this.#heard++;
  }

  /** Somebody's word counts no more: everybody is looked at again. */
  forget(): void {
    this.#known.clear();
  }

  has(peer: PeerId): boolean {
    if (this.#known.has(peer)) return true;
    if (this.#vouching.standing(peer) === "wrong") return false;
    // Asked several times a second of everybody: whatever it could hang on counts up.
    const evidence = this.#heard + this.#vouching.revision + this.#book.told(peer);
    if (this.#notAt.get(peer) === evidence) return false;
    if (this.#notAt.size >= MAX_ASKED) this.#notAt.clear();
    this.#notAt.set(peer, evidence);
    if (!this.#isAttested(peer)) return false;
    this.#known.add(peer);
    return true;
  }

  #isAttested(peer: PeerId): boolean {
    const sample = this.#book.sampleOf(peer);
    const [attested, disputed] = [new Set<PeerId>(), new Set<PeerId>()];
    for (const trial of [...this.#book.bestsOf(peer), ...(sample === null ? [] : [sample])]) {
      if (!this.#words.hasAny(trial)) continue;
      const { attesting, disputing } = this.#words.of(trial, peer);
      for (const other of attesting) if (this.#vouching.isVouched(other)) attested.add(other);
      for (const { peer: other } of disputing) disputed.add(other);
    }
    return attested.size >= DEFAULT_VERIFICATIONS && attested.size > 2 * disputed.size;
  }
}
