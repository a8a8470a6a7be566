import { hashText, trialHash } from "../../../study/bytes/hash.ts";
import type { LogId } from "../../../swarm/ids.ts";
import { MAX_TOLD_LEASES } from "../../tell/status-codec.ts";
import { trialsAtOnce } from "../cores.ts";
import type { Leases } from "../leases.ts";

/** Long enough after the first link for the news of all who are there to arrive: they tell every second. */
export const SETTLE_MS = 3_000;
/** Who has found nobody by then is alone. */
export const ALONE_AFTER_MS = 6_000;
/** How long a tab with nothing of its own left waits where trials are too short to be told of while they run. */
const PATIENCE_MS = 10_000;
/** Trials that take this long are known to all who are there before they end. */
export const LONG_TRIAL_MS = 3_000;
/** What is begun is told within a second or so: by then the others know that a tab is free, and it knows what they have begun. */
const NEWS_MS = 2_000;
/** Comparisons of hashes between two looks at who is there: some 5 ms. What is left is looked at the next time. */
const MAX_COMPARISONS = 400_000;

/**
 * Divides pieces of work that should be done once among the tabs that work, without a word: each piece belongs to the log
 * whose hash with it is the smallest (rendezvous hashing). When a tab comes or goes, only its share moves. Who has nothing
 * left helps: where trials are long, with what no free tab comes before it for; where they are short, after a while, with what
 * falls to the next, and the next but one. So slow tabs get help, and whoever only says that it works holds nobody up for long.
 */
export class Division {
  readonly #log: LogId;
  readonly #hash: number;
  readonly #leases: Leases;
  readonly #coresPerTrial: number;
  readonly #startMs: number;
  /** The others that work, and their hashes. */
  #logs: LogId[] = [];
  #others = new Uint32Array(0);
  /** Which of them have a core free for a trial; null until somebody asks. */
  #free: boolean[] | null = null;
  /** They were free and left what fell to them to this tab: no one waits for them until they run something. */
  readonly #idlers = new Set<LogId>();
  #comparisons = 0;
  /** How many may come before this tab for a piece that it takes all the same. */
  #patience = 0;
  #idleMs: number | null = null;
  #helpedMs: number | null = null;
  #linkedMs: number | null = null;
  #isSettled: boolean;

  /** `isFirst`: nobody can be there yet. */
  constructor(log: LogId, leases: Leases, nowMs: number, isFirst: boolean, coresPerTrial = 1) {
    this.#coresPerTrial = coresPerTrial;
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
    const before = this.#logs;
    this.#logs = Array.from(this.#leases.workingLogs()).filter((log) => log !== this.#log);
    // What one leaves that goes or rests is new to all who have waited: it falls to one of them.
    const now = new Set(this.#logs);
    if (before.some((log) => !now.has(log))) {
      this.#idleMs = null;
      this.#idlers.clear();
    }
    this.#others = Uint32Array.from(this.#logs, (log) => hashText(log));
    this.#free = null;
    this.#comparisons = 0;
  }

  /** How many of the tabs that work come before this one for the piece: 0 if it is this one's own. */
  rankOf(piece: number): number {
    return this.#rankUpTo(piece, Number.POSITIVE_INFINITY);
  }

  readonly isMine = (piece: number): boolean => this.#rankUpTo(piece, this.#patience) <= this.#patience;

  /**
   * What this tab may do of others' now, having found nothing of its own: pieces for which it comes second, then third or
   * fourth or fifth, and so on. So those who help choose different ones. Nothing where trials are not known to be long.
   */
  *help(nowMs: number, trialMs: number): Generator<(piece: number) => boolean> {
    if (trialMs < LONG_TRIAL_MS) return;
    // Its other cores that are free by then help at once.
    if (this.#helpedMs !== null && this.#helpedMs !== nowMs) this.#helpedMs = this.#idleMs = null;
    const waits = Math.floor((nowMs - (this.#idleMs ?? nowMs)) / NEWS_MS);
    if (waits < 1) return;
    // A free tab that comes first has twice as long again; then one of them is passed over, then three, seven, ...
    const passed = 2 ** Math.max(0, waits - 2) - 1;
    for (let most = 1; ; most *= 2) {
      yield (piece) => this.#isFor(piece, most, passed);
      if (most >= this.#others.length || this.#comparisons >= MAX_COMPARISONS) return;
    }
  }

  /** So many pieces were found when asked for some, to help if `isHelp`; none: all that is left falls to others. */
  served(count: number, nowMs: number, trialMs: number, isHelp = false): void {
    const isLong = trialMs >= LONG_TRIAL_MS;
    if (isLong) this.#patience = 0;
    if (isHelp && count > 0) this.#helpedMs = nowMs;
    else if (count > 0) this.#idleMs = null;
    else if (this.#comparisons < MAX_COMPARISONS) {
      this.#idleMs ??= nowMs;
      if (isLong || nowMs - this.#idleMs < PATIENCE_MS) return;
      this.#idleMs = nowMs;
      this.#patience = 2 * this.#patience + 1;
    }
  }

  /** Whether `most` at most come before this tab, and of those that are free no more than `passed`: they are not waited for again. */
  #isFor(piece: number, most: number, passed: number): boolean {
    if (this.#comparisons >= MAX_COMPARISONS) return false;
    this.#free ??= this.#logs.map((log) => this.#isFree(log));
    const own = trialHash(this.#hash, piece);
    const free: LogId[] = [];
    let rank = 0;
    for (let i = 0; i < this.#others.length; i++) {
      this.#comparisons++;
      if (trialHash(this.#others[i] ?? 0, piece) >= own) continue;
      rank++;
      const log = this.#logs[i];
      if (log !== undefined && this.#free[i] === true) free.push(log);
      if (rank > most || free.length > passed) return false;
    }
    for (const log of free) this.#idlers.add(log);
    return true;
  }

  #isFree(log: LogId): boolean {
    const status = this.#leases.get(log)?.status;
    if (status === undefined) return false;
    const running = status.leases.reduce((count, { state }) => count + (state === "running" ? 1 : 0), 0);
    if (running > 0) this.#idlers.delete(log);
    const atOnce = Math.min(MAX_TOLD_LEASES, trialsAtOnce(status.cores, this.#coresPerTrial));
    return running < atOnce && !this.#idlers.has(log);
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
