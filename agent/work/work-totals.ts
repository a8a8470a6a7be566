import type { FinishedState, FinishedTrial } from "../../study/trial/trial.ts";
import type { LogId, PeerId } from "../../swarm/ids.ts";
import { type Totals, trialsTold } from "../../swarm/log/segment.ts";
import type { LogView } from "../../swarm/swarm-views.ts";

/** Adding up thousands of logs takes a millisecond; ten times a second is as good as always. */
const REFRESH_MS = 100;
/** As many logs as the swarm's table holds; kept trials of further ones count by their segments alone. */
const MAX_KEPT_LOGS = 20_000;
/** Of the trials that a stranger counts and that are not here, so many are on their way, or a twentieth of what is. */
const UNDER_WAY = 3;
const UNDER_WAY_SHARE = 1 / 20;

export interface LogProgress {
  readonly log: LogId;
  readonly finished: number;
}

export interface OtherTotals {
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
  /** All of these, of this profile's other logs. */
  readonly ownElsewhere: number;
  /** Of peers that nobody bears out, what is held here of theirs bears out. */
  readonly doubtful: number;
  /** What those say of whom no trial was run here and that nothing here bears out: more than can be on its way. */
  readonly unborne: number;
  /** This profile's other logs whose tabs are there. */
  readonly siblings: readonly LogProgress[];
}

/**
 * Sums of the signed totals of all logs but the one written here: exact, whatever is held of them. Where this profile kept
 * more trials of a log than its segments count, as when those are lost, what it kept counts.
 */
export class WorkTotals {
  readonly #logs: () => readonly LogView[];
  readonly #peer: PeerId;
  readonly #isDoubtful: (peer: PeerId) => boolean;
  readonly #isTrusted: (peer: PeerId) => boolean;
  readonly #isWrong: (peer: PeerId) => boolean;
  /** For how many trials one stands that is held here. */
  #perHeld = 1;
  #sums: OtherTotals = { complete: 0, pruned: 0, failed: 0, ownElsewhere: 0, doubtful: 0, unborne: 0, siblings: [] };
  readonly #kept = new Map<LogId, Record<FinishedState, number>>();
  #stale = true;
  #summedMs = Number.NEGATIVE_INFINITY;

  /** `isDoubtful`: whose totals count for little; `isTrusted`: whose are taken as they are said; `isWrong`: whose trials bear out nothing. */
  constructor(
    logs: () => readonly LogView[],
    peer: PeerId,
    isDoubtful: (peer: PeerId) => boolean = () => false,
    isTrusted: (peer: PeerId) => boolean = () => true,
    isWrong: (peer: PeerId) => boolean = () => false,
  ) {
    this.#logs = logs;
    this.#peer = peer;
    this.#isDoubtful = isDoubtful;
    this.#isTrusted = isTrusted;
    this.#isWrong = isWrong;
  }

  /** Of what a log says that it has run, what there is reason to show. */
  borneOut({ peer, totals, heldTrials }: Pick<LogView, "peer" | "totals" | "heldTrials">): number {
    const said = trialsTold(totals);
    if (peer === this.#peer || this.#isTrusted(peer)) return said;
    return this.#isWrong(peer) ? 0 : Math.min(said, bearing(heldTrials, this.#perHeld));
  }

  /** Something was heard that may change the sums. */
  changed(): void {
    this.#stale = true;
  }

  /** A trial of an earlier log of this profile that its browser kept; once each. */
  kept({ log, state }: Pick<FinishedTrial, "log" | "state">): void {
    let counts = this.#kept.get(log);
    if (counts === undefined) {
      if (this.#kept.size >= MAX_KEPT_LOGS) return;
      counts = { complete: 0, pruned: 0, failed: 0 };
      this.#kept.set(log, counts);
    }
    counts[state]++;
    this.#stale = true;
  }

  /** As they were added up last, which they are several times a second; costs nothing, and puts off nothing. */
  get latest(): OtherTotals {
    return this.#sums;
  }

  others(nowMs: number): OtherTotals {
    if (Math.abs(nowMs - this.#summedMs) >= REFRESH_MS) this.refresh(nowMs);
    return this.#sums;
  }

  /** Adds up what has changed, at once. */
  refresh(nowMs: number): void {
    if (!this.#stale) return;
    this.#sums = this.#sum();
    this.#stale = false;
    this.#summedMs = nowMs;
  }

  #sum(): OtherTotals {
    const sums = { complete: 0, pruned: 0, failed: 0, ownElsewhere: 0 };
    const siblings: LogProgress[] = [];
    const logs = this.#logs();
    const add = ({ complete, pruned, failed }: Totals): void => {
      sums.complete += complete;
      sums.pruned += pruned;
      sums.failed += failed;
    };
    const unheard = new Map(this.#kept);
    for (const { own, peer, log, live, totals } of logs) {
      const kept = unheard.get(log);
      unheard.delete(log);
      if (own) continue;
      const larger = kept !== undefined && trialsTold(kept) > trialsTold(totals) ? kept : totals;
      add(larger);
      if (peer !== this.#peer) continue;
      const finished = trialsTold(larger);
      sums.ownElsewhere += finished;
      if (live) siblings.push({ log, finished });
    }
    for (const kept of unheard.values()) {
      add(kept);
      sums.ownElsewhere += trialsTold(kept);
    }
    const unborne = this.#unborne(logs);
    // Only now it is known for how many trials one stands that is held here.
    const doubted = logs.filter(({ own, peer }) => !own && peer !== this.#peer && this.#isDoubtful(peer));
    const doubtful = doubted.reduce((sum, log) => sum + Math.min(trialsTold(log.totals), this.#bearing(log)), 0);
    return { ...sums, doubtful, unborne, siblings };
  }

  /** As many trials as count of a log of whom no trial was run here. Of many strangers what may be on its way would be a good part of all. */
  #bearing({ peer, heldTrials }: Pick<LogView, "peer" | "heldTrials">): number {
    if (this.#isWrong(peer)) return 0;
    return this.#isDoubtful(peer) ? Math.ceil(heldTrials * this.#perHeld) : bearing(heldTrials, this.#perHeld);
  }

  #unborne(logs: readonly LogView[]): number {
    const unknown = logs.filter(({ own, peer }) => !own && peer !== this.#peer && !this.#isTrusted(peer));
    const excess = (): number =>
      unknown.reduce((sum, log) => sum + Math.max(0, trialsTold(log.totals) - this.#bearing(log)), 0);
    this.#perHeld = 1;
    const without = excess();
    if (without === 0) return 0;
    // Where a sample is held, of most logs about the same part is; a crowd of keys would be most of all logs.
    const others = logs.filter(({ own, heldTrials }) => !own && heldTrials > 0);
    const known = others.filter(({ peer }) => !this.#isDoubtful(peer));
    const ratios = (known.length > 0 ? known : others).map((log) => trialsTold(log.totals) / log.heldTrials);
    this.#perHeld = Math.max(1, ratios.toSorted((a, b) => a - b)[(ratios.length - 1) >> 1] ?? 1);
    return this.#perHeld === 1 ? without : excess();
  }
}

/** As many trials as a log may say that it has run of which so many are held here. */
const bearing = (heldTrials: number, perHeld: number): number =>
  Math.ceil(heldTrials * perHeld * (1 + UNDER_WAY_SHARE)) + UNDER_WAY;

/** News of a trial's end and the trial itself go different ways, and arrive within this time of each other. */
const ON_ITS_WAY_MS = 2_000;

/**
 * Trials of siblings that are said to run no more and are not told of yet. What a log has asked for, running and finished, never
 * becomes less: where it seems to, the trial is on its way, or was given up.
 */
export class OnTheirWay {
  readonly #asked = new Map<LogId, { readonly count: number; readonly atMs: number }>();

  /** `runningOf`: as the log's status says. */
  count(siblings: readonly LogProgress[], runningOf: (log: LogId) => number, nowMs: number): number {
    for (const log of this.#asked.keys()) if (!siblings.some((sibling) => sibling.log === log)) this.#asked.delete(log);
    let missing = 0;
    for (const { log, finished } of siblings) {
      const count = finished + runningOf(log);
      const before = this.#asked.get(log);
      if (before === undefined || count >= before.count || Math.abs(nowMs - before.atMs) >= ON_ITS_WAY_MS)
        this.#asked.set(log, { count, atMs: nowMs });
      else missing += before.count - count;
    }
    return missing;
  }
}
