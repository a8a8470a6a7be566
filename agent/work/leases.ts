import type { TrialPoint } from "../../study/trial/trial.ts";
import type { LogId, PeerId } from "../../swarm/ids.ts";
import type { Census } from "../../swarm/presence/presence.ts";
import type { PeerStatus } from "../tell/status-codec.ts";

/** As many as are followed of a swarm, and neighbours beside them. */
const MAX_LEASED_LOGS = 2_500;
/** Points handed to the sampler: constant liars beyond these would outweigh what is known. */
export const MAX_RUNNING_POINTS = 256;

/** Of one key: more cores than any profile lends. */
const MAX_POINTS_PER_PEER = 64;

/** By then a trial that has ended is known, or will not be. */
export const ENDED_IS_KNOWN_MS = 3_000;

/** A batch's next trials wait beside those that run. */
const LEASES_BESIDE_CORES = 2;
/** Different points of one log of which it is known since when it has run them. */
const MAX_HELD_POINTS = 256;

const keyOf = (params: TrialPoint["params"]): string => JSON.stringify(params).slice(0, 200);

const isVerifying = ({ activity }: PeerStatus): boolean => activity === "running" || activity === "finished";

export interface LeasingPeer {
  readonly peer: PeerId;
  readonly status: PeerStatus;
  /** When it said so, by this tab's own clock. */
  readonly toldMs: number;
}

/** All are followed. */
const EVERYBODY: Pick<Census, "factor" | "counts"> = { factor: 1, counts: () => true };

/**
 * What other live peers say they run now: neighbours in full, the others how many, and where each trial is to be run once, which. A lease lasts as long as its peer is live. It is a count and a point to keep away
 * from: under a total budget the trials of a vanished peer are asked for anew, of each tab's own sampler.
 */
export class Leases {
  readonly #byLog = new Map<LogId, LeasingPeer>();
  #runningTotal = 0;
  #ended: { readonly point: TrialPoint; readonly untilMs: number }[] = [];
  /** Since when each log has said that it runs a point, while the log is there. */
  readonly #heldMs = new Map<LogId, Map<string, number>>();
  /** Of neighbours, whose own words count, what they say to all; null: nothing yet. */
  readonly #behind = new Map<LogId, LeasingPeer | null>();
  readonly #census: () => Pick<Census, "factor" | "counts">;

  /** `census`: for how many logs each stands that is followed. */
  constructor(census: () => Pick<Census, "factor" | "counts"> = () => EVERYBODY) {
    this.#census = census;
  }

  /** What a log says to all; `ageMs`: how long ago. False if it says more to us, or there is no room for another log. */
  update(log: LogId, peer: PeerId, status: PeerStatus, nowMs: number, ageMs = 0): boolean {
    if (!this.#behind.has(log)) return this.#put(log, peer, status, nowMs, ageMs);
    this.#behind.set(log, { peer, status, toldMs: nowMs - ageMs });
    return false;
  }

  /** What a neighbour says to us; null: it is no neighbour any more. As `update`. */
  updateNear(log: LogId, peer: PeerId, status: PeerStatus | null, nowMs: number): boolean {
    const behind = this.#behind.get(log) ?? null;
    if (status === null) {
      if (!this.#behind.delete(log)) return false;
      if (behind === null) this.end(log);
      else this.#put(log, behind.peer, behind.status, nowMs, nowMs - behind.toldMs);
      return false;
    }
    if (!this.#behind.has(log)) this.#behind.set(log, this.#byLog.get(log) ?? null);
    return this.#put(log, peer, status, nowMs, 0);
  }

  #put(log: LogId, peer: PeerId, status: PeerStatus, nowMs: number, ageMs: number): boolean {
    const before = this.#byLog.get(log);
    if (before === undefined && this.#byLog.size >= MAX_LEASED_LOGS) return false;
    const running = new Set(status.leases.map(({ number }) => number));
    const wereRun = before?.status.activity === "running" ? before.status.leases : [];
    for (const { number, space, params } of wereRun) {
      if (running.has(number) || params.length === 0) continue;
      this.#ended.push({ point: { space, params }, untilMs: nowMs + ENDED_IS_KNOWN_MS });
    }
    this.#ended.splice(0, this.#ended.length - MAX_RUNNING_POINTS);
    this.#runningTotal += status.runningCount - (before?.status.runningCount ?? 0);
    this.#byLog.set(log, { peer, status, toldMs: nowMs - ageMs });
    this.#noteHeld(log, status, nowMs);
    return true;
  }

  /** The log's peer is gone. */
  end(log: LogId): void {
    this.#runningTotal -= this.#byLog.get(log)?.status.runningCount ?? 0;
    this.#byLog.delete(log);
    this.#behind.delete(log);
    this.#heldMs.delete(log);
  }

  /** Of all logs followed. */
  all(): IterableIterator<[LogId, LeasingPeer]> {
    return this.#byLog.entries();
  }

  get(log: LogId): LeasingPeer | undefined {
    return this.#byLog.get(log);
  }

  /** For how many logs of the swarm each stands: 1, or 0 or `factor` where there are too many to follow. */
  weights(): (log: LogId) => number {
    const { factor, counts } = this.#census();
    return factor === 1 ? () => 1 : (log) => (counts(log) ? factor : 0);
  }

  get runningTotal(): number {
    return this.#census().factor === 1 ? this.#runningTotal : this.#weighed(({ runningCount }) => runningCount);
  }

  /** Of `runningTotal` what peers say that `isMeant` names, of each log at most so many. */
  runningBy(isMeant: (peer: PeerId) => boolean, most = Number.POSITIVE_INFINITY): number {
    return this.#weighed(({ runningCount }, peer) =>
      runningCount > 0 && isMeant(peer) ? Math.min(most, runningCount) : 0,
    );
  }

  /** Of `workingCount` those. */
  workingBy(isMeant: (peer: PeerId) => boolean): number {
    return this.#weighed(({ activity }, peer) => (activity === "running" && isMeant(peer) ? 1 : 0));
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

  /** Logs of peers that only keep what is told. */
  get archivingCount(): number {
    return this.#weighed(({ activity }) => (activity === "archiving" ? 1 : 0));
  }

  /** Logs whose peer works: they share what is left of a total budget. */
  get workingCount(): number {
    return this.#weighed(({ activity }) => (activity === "running" ? 1 : 0));
  }

  /** Logs whose peer works or has done its rounds: they run others' trials again. */
  get verifyingCount(): number {
    return this.#weighed((status) => (isVerifying(status) ? 1 : 0));
  }

  /** Whose they are. */
  *verifying(): Generator<PeerId> {
    for (const { peer, status } of this.#byLog.values()) if (isVerifying(status)) yield peer;
  }

  #weighed(count: (status: PeerStatus, peer: PeerId) => number): number {
    const weightOf = this.weights();
    let sum = 0;
    for (const [log, { status, peer }] of this.#byLog) {
      const counted = count(status, peer);
      if (counted > 0) sum += counted * weightOf(log);
    }
    return sum;
  }

  *workingLogs(): Generator<LogId> {
    for (const [log, { status }] of this.#byLog) if (status.activity === "running") yield log;
  }

  /** What the longest of the trials that run elsewhere had taken when it was told of; 0 if none was. */
  longestMs(): number {
    let longest = 0;
    for (const { status } of this.#byLog.values())
      for (const { seconds } of status.leases) longest = Math.max(longest, seconds ?? 0);
    return 1_000 * longest;
  }

  /** Start points that others say they run. */
  startPoints(): ReadonlySet<number> {
    const running = new Set<number>();
    for (const { status } of this.#byLog.values()) for (const point of status.startPoints ?? []) running.add(point);
    return running;
  }

  /** What others run, of each no more than its cores can. Where a tab rests, anybody may have what it gave up. */
  points(): TrialPoint[] {
    return this.#pointsWhere(() => true);
  }

  /** Of `points` those of peers that `isMeant` says, of each at most MAX_POINTS_PER_PEER: what a sampler keeps away from. */
  pointsOf(isMeant: (peer: PeerId) => boolean): TrialPoint[] {
    const counts = new Map<PeerId, number>();
    return this.#pointsWhere((log) => {
      const peer = this.#byLog.get(log)?.peer ?? "";
      const count = (counts.get(peer) ?? 0) + 1;
      counts.set(peer, count);
      return count <= MAX_POINTS_PER_PEER && isMeant(peer);
    });
  }

  /** Of `points` those that their tab began to speak of less than `ms` ago, whether or not it paused in between. */
  pointsSince(nowMs: number, ms: number): TrialPoint[] {
    return this.#pointsWhere((log, { params }) => {
      const heldMs = this.#heldMs.get(log)?.get(keyOf(params));
      return heldMs !== undefined && nowMs - heldMs < ms;
    });
  }

  #pointsWhere(isWanted: (log: LogId, point: TrialPoint) => boolean): TrialPoint[] {
    const points: TrialPoint[] = [];
    for (const [log, { status }] of this.#byLog) {
      if (status.activity !== "running") continue;
      for (const { space, params } of status.leases.slice(0, status.cores + LEASES_BESIDE_CORES)) {
        if (points.length >= MAX_RUNNING_POINTS) return points;
        if (params.length > 0 && isWanted(log, { space, params })) points.push({ space, params });
      }
    }
    return points;
  }

  /** A log that says more different things than it can have run is not believed for long any more. */
  #noteHeld(log: LogId, { leases }: PeerStatus, nowMs: number): void {
    let held = this.#heldMs.get(log);
    if (held === undefined) {
      held = new Map();
      this.#heldMs.set(log, held);
    }
    for (const { params } of leases) {
      const key = keyOf(params);
      if (params.length > 0 && held.size < MAX_HELD_POINTS && !held.has(key)) held.set(key, nowMs);
    }
  }

  /** Points of trials that no longer run, while their ends may still be on their way: who looks for what is left leaves them alone. */
  justEnded(nowMs: number): TrialPoint[] {
    this.#ended = this.#ended.filter(({ untilMs }) => nowMs < untilMs);
    return this.#ended.map(({ point }) => point);
  }
}
