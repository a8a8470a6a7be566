import { hashText } from "../../study/bytes/hash.ts";
import type { RunningPoint } from "../../study/sampler.ts";
import type { TrialId } from "../../study/trial/trial.ts";
import type { LogId, PeerId } from "../../swarm/ids.ts";
import type { Lease, PeerStatus } from "../tell/status-codec.ts";

/** Peers whose leases are followed; a sampler can use far fewer points than so many peers run. */
export const MAX_LEASED_LOGS = 1_000;
/** Points handed to the sampler: constant liars beyond these would outweigh what is known. */
export const MAX_RUNNING_POINTS = 256;

export interface LostTrial {
  /** The trial to be run again: the original where the lost one was a retry itself. */
  readonly retryOf: TrialId;
  readonly lost: TrialId;
  readonly lease: Lease;
}

export interface LeasingPeer {
  readonly peer: PeerId;
  readonly status: PeerStatus;
}

/** What other live peers say they run now. A lease lasts as long as its peer is live. */
export class Leases {
  readonly #byLog = new Map<LogId, LeasingPeer>();
  #runningTotal = 0;

  /** False if there is no room for another log. */
  update(log: LogId, peer: PeerId, status: PeerStatus): boolean {
    const before = this.#byLog.get(log);
    if (before === undefined && this.#byLog.size >= MAX_LEASED_LOGS) return false;
    this.#runningTotal += status.runningCount - (before?.status.runningCount ?? 0);
    this.#byLog.set(log, { peer, status });
    return true;
  }

  /** Ends the leases of a log and returns what was running. */
  end(log: LogId): LostTrial[] {
    const before = this.#byLog.get(log);
    if (before === undefined) return [];
    this.#byLog.delete(log);
    this.#runningTotal -= before.status.runningCount;
    return before.status.leases.map((lease) => {
      const lost = `${log}:${lease.number}`;
      return { retryOf: lease.retryOf ?? lost, lost, lease };
    });
  }

  get(log: LogId): LeasingPeer | undefined {
    return this.#byLog.get(log);
  }

  get runningTotal(): number {
    return this.#runningTotal;
  }

  /** Trials running in other logs of one profile. */
  runningOf(peer: PeerId): number {
    let sum = 0;
    for (const leasing of this.#byLog.values()) if (leasing.peer === peer) sum += leasing.status.runningCount;
    return sum;
  }

  /** Whether another log of this profile is there. */
  follows(peer: PeerId): boolean {
    for (const leasing of this.#byLog.values()) if (leasing.peer === peer) return true;
    return false;
  }

  isWorking(log: LogId): boolean {
    return this.#byLog.get(log)?.status.activity === "running";
  }

  get workingCount(): number {
    let count = 0;
    for (const { status } of this.#byLog.values()) if (status.activity === "running") count++;
    return count;
  }

  /** Logs whose peer works: it can take a lost trial over, and shares what is left of a total budget. */
  workingLogs(): LogId[] {
    return [...this.#byLog].filter(([, { status }]) => status.activity === "running").map(([log]) => log);
  }

  points(): RunningPoint[] {
    const points: RunningPoint[] = [];
    for (const { status } of this.#byLog.values()) {
      for (const { space, params } of status.leases) {
        if (points.length >= MAX_RUNNING_POINTS) return points;
        if (params.length > 0) points.push({ space, params });
      }
    }
    return points;
  }
}

/** Who of `logs` runs a lost trial again: the one with the lowest hash, so that all who see the same peers agree. */
export function heirOf(trial: TrialId, logs: readonly LogId[]): LogId | null {
  let heir: LogId | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const log of logs) {
    const hash = hashText(`${log} ${trial}`);
    if (hash < lowest || (hash === lowest && heir !== null && log < heir)) [heir, lowest] = [log, hash];
  }
  return heir;
}
