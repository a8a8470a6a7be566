import { hashText, trialHash } from "../../study/bytes/hash.ts";
import type { LogId } from "../../swarm/ids.ts";
import type { Leases } from "./leases.ts";

/** Long enough after the first link for the news of all who are there to arrive: they tell every second. */
export const SETTLE_MS = 3_000;
/** Who has found nobody by then is alone. */
export const ALONE_AFTER_MS = 6_000;

/**
 * Divides pieces of work that should be done once among the tabs that work, without a word: each piece belongs to the log
 * whose hash with it is the smallest (rendezvous hashing). When a tab comes or goes, only its share moves.
 */
export class Division {
  readonly #log: LogId;
  readonly #hash: number;
  readonly #leases: Leases;
  readonly #hashes = new Map<LogId, number>();
  readonly #startMs: number;
  #linkedMs: number | null = null;
  #isSettled: boolean;

  /** `isFirst`: nobody can be there yet. */
  constructor(log: LogId, leases: Leases, nowMs: number, isFirst: boolean) {
    this.#log = log;
    this.#hash = hashText(log);
    this.#leases = leases;
    this.#startMs = nowMs;
    this.#isSettled = isFirst;
  }

  /** Whether this tab can know who else is there. Before, it had better take nothing that is to be done once. */
  isSettled(nowMs: number, isLinked: boolean): boolean {
    if (this.#isSettled) return true;
    if (isLinked) this.#linkedMs ??= nowMs;
    const sinceLinkMs = this.#linkedMs === null ? 0 : nowMs - this.#linkedMs;
    this.#isSettled = sinceLinkMs >= SETTLE_MS || nowMs - this.#startMs >= ALONE_AFTER_MS;
    return this.#isSettled;
  }

  /** How many of the tabs that work come before this one for the piece: 0 if it is this one's own. */
  rankOf(piece: number): number {
    const own = trialHash(this.#hash, piece);
    let rank = 0;
    for (const log of this.#leases.workingLogs()) {
      const other = trialHash(this.#hashOf(log), piece);
      if (other < own || (other === own && log < this.#log)) rank++;
    }
    return rank;
  }

  readonly isMine = (piece: number): boolean => this.rankOf(piece) === 0;

  #hashOf(log: LogId): number {
    const known = this.#hashes.get(log);
    if (known !== undefined) return known;
    // As many as are followed; those who left are forgotten all at once.
    if (this.#hashes.size > MAX_HASHES) this.#hashes.clear();
    const hash = hashText(log);
    this.#hashes.set(log, hash);
    return hash;
  }
}

const MAX_HASHES = 4_000;
