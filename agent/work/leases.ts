import type { TrialPoint } from "../../study/trial/trial.ts";
import type { LogId, PeerId } from "../../swarm/ids.ts";
import type { PeerStatus } from "../tell/status-codec.ts";

/** Peers whose leases are followed; a sampler can use far fewer points than so many peers run. */
export const MAX_LEASED_LOGS = 1_000;
/** Points handed to the sampler: constant liars beyond these would outweigh what is known. */
export const MAX_RUNNING_POINTS = 256;
/** What a trial found is told within a second of its end, and then has some hops to go. */
export const ENDED_IS_KNOWN_MS = 5_000;

export interface LeasingPeer {
  readonly peer: PeerId;
  readonly status: PeerStatus;
  /** When it said so, by this tab's own clock. */
  readonly toldMs: number;
}

/**
 * What other live peers say they run now. A lease lasts as long as its peer is live. It is a count and a point to keep away
 * from: under a total budget the trials of a vanished peer are asked for anew, of each tab's own sampler.
 */
export class Leases {
  readonly #byLog = new Map<LogId, LeasingPeer>();
  #runningTotal = 0;
  /** Points of trials that a status has ceased to tell of, the oldest first: at most MAX_RUNNING_POINTS. */
  #justEnded: { readonly point: TrialPoint; readonly toldMs: number }[] = [];

  /** False if there is no room for another log. */
  update(log: LogId, peer: PeerId, status: PeerStatus, toldMs: number): boolean {
    const before = this.#byLog.get(log);
    if (before === undefined && this.#byLog.size >= MAX_LEASED_LOGS) return false;
    this.#runningTotal += status.runningCount - (before?.status.runningCount ?? 0);
    this.#byLog.set(log, { peer, status, toldMs });
    if (before !== undefined) this.#noteEnds(before.status, status, toldMs);
    return true;
  }

  /** The log's peer is gone. */
  end(log: LogId): void {
    this.#runningTotal -= this.#byLog.get(log)?.status.runningCount ?? 0;
    this.#byLog.delete(log);
  }

  /** Of all logs followed. */
  all(): IterableIterator<[LogId, LeasingPeer]> {
    return this.#byLog.entries();
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

  /** Logs whose peer works: they share what is left of a total budget. */
  get workingCount(): number {
    let count = 0;
    for (const { status } of this.#byLog.values()) if (status.activity === "running") count++;
    return count;
  }

  *workingLogs(): Generator<LogId> {
    for (const [log, { status }] of this.#byLog) if (status.activity === "running") yield log;
  }

  /** Start points that others say they run. */
  startPoints(): ReadonlySet<number> {
    const running = new Set<number>();
    for (const { status } of this.#byLog.values()) for (const point of status.startPoints ?? []) running.add(point);
    return running;
  }

  /** What has ended elsewhere a moment ago: how, may not have been heard yet. */
  justEnded(nowMs: number): TrialPoint[] {
    this.#justEnded = this.#justEnded.filter(({ toldMs }) => nowMs - toldMs < ENDED_IS_KNOWN_MS);
    return this.#justEnded.map(({ point }) => point);
  }

  #noteEnds(before: PeerStatus, now: PeerStatus, toldMs: number): void {
    if (before.leases.length === 0) return;
    const still = new Set(now.leases.map(({ number }) => number));
    for (const { number, space, params } of before.leases) {
      if (!still.has(number) && params.length > 0) this.#justEnded.push({ point: { space, params }, toldMs });
    }
    if (this.#justEnded.length > MAX_RUNNING_POINTS)
      this.#justEnded.splice(0, this.#justEnded.length - MAX_RUNNING_POINTS);
  }

  points(): TrialPoint[] {
    const points: TrialPoint[] = [];
    for (const { status } of this.#byLog.values()) {
      for (const { space, params } of status.leases) {
        if (points.length >= MAX_RUNNING_POINTS) return points;
        if (params.length > 0) points.push({ space, params });
      }
    }
    return points;
  }
}
