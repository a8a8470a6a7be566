import { hashText, trialHash } from "../../study/bytes/hash.ts";
import type { LogId } from "../../swarm/ids.ts";
import type { Leases } from "./leases.ts";

/** Long enough after the first link for the news of all who are there to arrive: they tell every second. */
export const SETTLE_MS = 3_000;
/** Who has found nobody by then is alone. */
export const ALONE_AFTER_MS = 6_000;
/** How long a tab with nothing of its own left waits for the others before it does what falls to them: in trials, and at least. */
const PATIENCE_TRIALS = 4;
const PATIENCE_MS = 10_000;
/** Comparisons of hashes between two looks at who is there: some 5 ms. What is left is looked at the next time. */
const MAX_COMPARISONS = 400_000;

/**
 * Divides pieces of work that should be done once among the tabs that work, without a word: each piece belongs to the log
 * whose hash with it is the smallest (rendezvous hashing). When a tab comes or goes, only its share moves. Who has nothing
 * left waits a while, and then takes what falls to the next, and the next but one: slow tabs get help, and whoever only says
 * that it works holds nobody up for long.
 */
export class Division {
  readonly #log: LogId;
  readonly #hash: number;
  readonly #leases: Leases;
  readonly #startMs: number;
  /** Of the others that work. */
  #others = new Uint32Array(0);
  #comparisons = 0;
  /** How many may come before this tab for a piece that it takes all the same. */
  #patience = 0;
  #idleMs: number | null = null;
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

  /** Looks anew who works. Call before each asking. */
  refresh(): void {
    const others = Array.from(this.#leases.workingLogs()).filter((log) => log !== this.#log);
    this.#others = Uint32Array.from(others, (log) => hashText(log));
    this.#comparisons = 0;
  }

  /** How many of the tabs that work come before this one for the piece: 0 if it is this one's own. */
  rankOf(piece: number): number {
    return this.#rankUpTo(piece, Number.POSITIVE_INFINITY);
  }

  readonly isMine = (piece: number): boolean => this.#rankUpTo(piece, this.#patience) <= this.#patience;

  /** So many pieces were found when asked for some; none: all that is left falls to others. */
  served(count: number, nowMs: number, trialMs: number): void {
    if (count > 0) this.#idleMs = null;
    else if (this.#comparisons < MAX_COMPARISONS) {
      this.#idleMs ??= nowMs;
      if (nowMs - this.#idleMs < Math.max(PATIENCE_MS, PATIENCE_TRIALS * trialMs)) return;
      this.#idleMs = nowMs;
      this.#patience = 2 * this.#patience + 1;
    }
  }

  /** The rank, or some number above `most`. */
  #rankUpTo(piece: number, most: number): number {
    if (this.#comparisons >= MAX_COMPARISONS && most < Number.POSITIVE_INFINITY) return most + 1;
    const own = trialHash(this.#hash, piece);
    let rank = 0;
    for (let i = 0; i < this.#others.length && rank <= most; i++) {
      this.#comparisons++;
      if (trialHash(this.#others[i] ?? 0, piece) < own) rank++;
    }
    return rank;
  }
}
