import type { FinishedState } from "../../study/trial/trial.ts";
import type { LogId, PeerId } from "../../swarm/ids.ts";
import { trialsTold } from "../../swarm/log/segment.ts";
import type { LogView } from "../../swarm/swarm-views.ts";

/** Adding up thousands of logs takes a millisecond; ten times a second is as good as always. */
const REFRESH_MS = 100;

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
  /** This profile's other logs whose tabs are there. */
  readonly siblings: readonly LogProgress[];
}

/** Sums of the signed totals of all logs but the one written here: exact, whatever is held of them. */
export class WorkTotals {
  readonly #logs: () => readonly LogView[];
  readonly #peer: PeerId;
  #sums: OtherTotals = { complete: 0, pruned: 0, failed: 0, ownElsewhere: 0, siblings: [] };
  #stale = true;
  #summedMs = Number.NEGATIVE_INFINITY;

  constructor(logs: () => readonly LogView[], peer: PeerId) {
    this.#logs = logs;
    this.#peer = peer;
  }

  /** Something was heard that may change the sums. */
  changed(): void {
    this.#stale = true;
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
    const sums: Record<FinishedState | "ownElsewhere", number> = { complete: 0, pruned: 0, failed: 0, ownElsewhere: 0 };
    const siblings: LogProgress[] = [];
    for (const { own, peer, log, live, totals } of this.#logs()) {
      if (own) continue;
      sums.complete += totals.complete;
      sums.pruned += totals.pruned;
      sums.failed += totals.failed;
      if (peer !== this.#peer) continue;
      const finished = trialsTold(totals);
      sums.ownElsewhere += finished;
      if (live) siblings.push({ log, finished });
    }
    return { ...sums, siblings };
  }
}
