import type { FinishedTrial, TrialId } from "../../study/trial/trial.ts";
import type { LogId, PeerId } from "../../swarm/ids.ts";
import type { Vouching } from "./vouching.ts";
import type { TrialWords } from "./word-ledger.ts";

/** Disputes of own trials that a person is told of. */
const MAX_DISPUTED = 64;
/** Logs that somebody disputes, and keys that dispute one of them: it is the order of checks alone that hangs on them. */
const MAX_DISPUTED_LOGS = 1_024;
const MAX_DISPUTERS = 64;

/** Whose trials somebody has found to be otherwise, and who did. */
export class Disputes {
  readonly #log: LogId;
  readonly #vouching: Vouching;
  readonly #words: TrialWords;
  readonly #own = new Map<TrialId, Set<PeerId>>();
  readonly #byLog = new Map<LogId, Set<PeerId>>();

  /** `log`: what this tab writes. */
  constructor(log: LogId, vouching: Vouching, words: TrialWords) {
    this.#log = log;
    this.#vouching = vouching;
    this.#words = words;
  }

  /** Trials of this tab that others dispute, and who does. */
  get own(): ReadonlyMap<TrialId, ReadonlySet<PeerId>> {
    return this.#own;
  }

  get isEmpty(): boolean {
    return this.#byLog.size === 0;
  }

  /** `peer` has found otherwise. */
  note(trial: TrialId, peer: PeerId): void {
    const log = trial.slice(0, trial.lastIndexOf(":"));
    if (log === this.#log) this.#noteOwn(trial, peer);
    const by = this.#byLog.get(log) ?? new Set();
    if (by.size < MAX_DISPUTERS) by.add(peer);
    this.#byLog.set(log, by);
    const [oldest] = this.#byLog.keys();
    if (this.#byLog.size > MAX_DISPUTED_LOGS && oldest !== undefined) this.#byLog.delete(oldest);
  }

  /** Whether more of those for whom own runs vouch dispute trials of its log than attest this one. */
  isSuspect(trial: FinishedTrial, author: PeerId): boolean {
    const disputers = this.#byLog.get(trial.log);
    if (disputers === undefined) return false;
    const disputing = [...disputers].filter((peer) => this.#vouching.isVouched(peer)).length;
    const attesting = this.#words.of(trial, author).attesting.filter((peer) => this.#vouching.isVouched(peer)).length;
    return disputing > attesting;
  }

  #noteOwn(trial: TrialId, peer: PeerId): void {
    const by = this.#own.get(trial) ?? new Set();
    if (this.#own.size < MAX_DISPUTED || by.size > 0) this.#own.set(trial, by.add(peer));
  }
}
