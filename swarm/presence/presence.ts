import { type Address, type LogId, type PeerId, peerIdOf } from "../ids.ts";
import { MAX_STATUS_PERIOD_MS, type SignedStatus, type StatusEntry, statusLog } from "./status.ts";
import { type Doubt, Suspects } from "./suspects.ts";

/** Logs whose presence we follow, those gone lately included. */
export const MAX_STATUSES = 10_000;
/** A profile has a tab or two open, and a few that were killed just now. One key cannot stretch everybody's period. */
export const MAX_LIVE_PER_KEY = 8;
/** 10,000 names with a few running trials each. */
export const MAX_STATUS_BYTES = 16 << 20;
/** A small swarm says every 5 s that it is there, so that a killed tab is missed within 20 s. */
export const MIN_STATUS_PERIOD_MS = 5_000;
/** 20 statuses a second, whoever many we are: past 100 live logs the period grows by 50 ms for each. */
const STATUSES_PER_SECOND = 20;
/** News (a changed body) may go out this much earlier than the period. */
const NEWS_FACTOR = 1 / 5;
/** Two may be lost on all paths before a log counts as gone. */
export const PERIODS_TO_LIVE = 3;
/** How long a gone log is remembered, so that its old statuses do not bring it back. */
const TOMBSTONE_MS = 900_000;
/** That many gone without a word within half a minute look like a torn net. */
const SUSPICIOUS_SHARE = 0.2;
const SUSPICIOUS_WINDOW_MS = 30_000;
const SUSPICION_LASTS_MS = 600_000;
/** After a sleep links break because of us: two of the shortest periods to find the others again. */
const AFTER_SLEEP_MS = 10_000;

/** `max(5 s, live / 20 s)`, at most 5 min: a peer hears at most 20 new statuses a second. */
export function statusPeriodMs(liveLogs: number): number {
  const spreadMs = Math.ceil((liveLogs * 1000) / STATUSES_PER_SECOND);
  return Math.min(Math.max(MIN_STATUS_PERIOD_MS, spreadMs), MAX_STATUS_PERIOD_MS);
}

/** A changed body waits at least this long after the status before it. */
export const newsIntervalMs = (liveLogs: number): number => statusPeriodMs(liveLogs) * NEWS_FACTOR;

export interface Present {
  readonly log: LogId;
  readonly peer: PeerId;
  readonly status: SignedStatus;
  /** When it was made, as far as we know, in the core's time. */
  readonly madeMs: number;
  /** False: gone, remembered only. */
  readonly live: boolean;
  readonly firstMs: number;
}

export type Arrival =
  | { readonly kind: "stale" }
  | { readonly kind: "news"; readonly present: Present; readonly wasLive: boolean; readonly left: boolean };

/** Who is there now, by their own signed word. */
export class Presence {
  private readonly known = new Map<LogId, Present>();
  private readonly liveOf = new Map<PeerId, Set<LogId>>();
  /** Gave way to newer logs of their key since the last `expire`. */
  private displaced: Present[] = [];
  private liveCount = 0;
  private bytes = 0;
  private goneSince: number[] = [];
  private suspectUntilMs = -1;
  private readonly suspects: Suspects;
  private excusedUntilMs = -1;

  /** `neighbours`: links a peer keeps at most. */
  constructor(neighbours: number) {
    this.suspects = new Suspects(neighbours);
  }

  /** Takes one status in; only a newer sequence is news. */
  receive(entry: StatusEntry, nowMs: number): Arrival {
    const { status } = entry;
    const log = statusLog(status);
    const before = this.known.get(log);
    if (before !== undefined && before.status.sequence >= status.sequence) return { kind: "stale" };
    const madeMs = nowMs - entry.ageMs;
    const live = !status.leaving && nowMs - madeMs <= lifeMs(status);
    if (before === undefined && (!live || !this.hasRoom(status))) return { kind: "stale" };
    const peer = before?.peer ?? peerIdOf(status.publicKey);
    const present: Present = { log, peer, status, madeMs, live, firstMs: before?.firstMs ?? nowMs };
    if (live && !this.findPlace(present)) return { kind: "stale" };
    this.put(present);
    this.suspects.clear(log);
    return { kind: "news", present, wasLive: before?.live ?? false, left: status.leaving };
  }

  knows(status: SignedStatus): boolean {
    return (this.known.get(statusLog(status))?.status.sequence ?? -1) >= status.sequence;
  }

  get(log: LogId): Present | undefined {
    return this.known.get(log);
  }

  isLive(log: LogId): boolean {
    return this.known.get(log)?.live ?? false;
  }

  live(): Present[] {
    return [...this.known.values()].filter((present) => present.live);
  }

  get liveLogs(): number {
    return this.liveCount;
  }

  get size(): number {
    return this.known.size;
  }

  /** Addresses of those who are there or have been lately; not of those who vanished in a suspected partition. */
  familiarAddresses(nowMs: number): Set<Address> {
    const torn = this.suspectsPartition(nowMs);
    const familiar = new Set<Address>();
    for (const { live, status } of this.known.values())
      if (live || status.leaving || !torn) familiar.add(status.address);
    return familiar;
  }

  /** Those of whom nothing was heard for too long, or too many of one key; each is returned once. */
  expire(nowMs: number): Present[] {
    const displaced = this.displaced.filter((present) => !this.isLive(present.log));
    this.displaced = [];
    const gone: Present[] = [];
    for (const present of this.known.values()) {
      const ageMs = nowMs - present.madeMs;
      if (present.live && ageMs > lifeMs(present.status)) gone.push(present);
      else if (!present.live && ageMs > TOMBSTONE_MS) this.remove(present.log);
    }
    const liveBefore = this.liveCount;
    for (const present of gone) this.put({ ...present, live: false });
    this.suspect(gone.length, liveBefore, nowMs);
    return [...displaced, ...gone];
  }

  /** It may have gone without a goodbye: if it is still there, it is soon heard of by another way. */
  doubt(log: LogId, reason: Doubt, nowMs: number): void {
    if (this.isLive(log) && nowMs >= this.excusedUntilMs) this.suspects.add(log, reason, nowMs);
  }

  /** A link to it is open (again). */
  linkFound(log: LogId): void {
    this.suspects.clear(log);
  }

  /** Doubted ones of whom nothing was heard since; each is returned once. Only for who has ways to hear of them. */
  expireSuspects(nowMs: number): Present[] {
    const liveBefore = this.liveCount;
    const overdue = this.suspected().filter(({ log, status }) =>
      this.suspects.isOverdue(log, status, liveBefore, nowMs),
    );
    for (const present of overdue) this.put({ ...present, live: false });
    this.suspect(overdue.length, liveBefore, nowMs);
    return overdue;
  }

  /** A log of this peer that was not known has appeared: the page was loaded again, and those whose link broke are gone. */
  replace(peer: PeerId): Present[] {
    const replaced = this.suspected().filter(
      ({ log, peer: other }) => other === peer && this.suspects.hasBrokenLink(log),
    );
    for (const present of replaced) this.put({ ...present, live: false });
    return replaced;
  }

  /** Many vanished at once: the net may be torn rather than they gone. */
  suspectsPartition(nowMs: number): boolean {
    return nowMs < this.suspectUntilMs;
  }

  /** We slept: everybody gets two periods to be heard of again. */
  excuseAll(nowMs: number): void {
    this.suspects.clearAll();
    this.excusedUntilMs = nowMs + AFTER_SLEEP_MS;
    for (const present of this.live())
      this.known.set(present.log, { ...present, madeMs: Math.max(present.madeMs, nowMs - present.status.periodMs) });
  }

  dropPeer(peer: PeerId): void {
    for (const present of this.known.values())
      if (present.peer === peer) {
        this.remove(present.log);
        this.suspects.clear(present.log);
      }
  }

  private suspected(): Present[] {
    return this.suspects.logs().flatMap((log) => this.known.get(log) ?? []);
  }

  private suspect(goneNow: number, liveBefore: number, nowMs: number): void {
    if (goneNow === 0) return;
    this.goneSince = this.goneSince.filter((atMs) => nowMs - atMs < SUSPICIOUS_WINDOW_MS);
    for (let i = 0; i < Math.min(goneNow, MAX_STATUSES - this.goneSince.length); i++) this.goneSince.push(nowMs);
    const before = liveBefore - goneNow + this.goneSince.length;
    if (this.goneSince.length >= Math.max(2, before * SUSPICIOUS_SHARE))
      this.suspectUntilMs = nowMs + SUSPICION_LASTS_MS;
  }

  /** Of one key the logs that were heard of last are live; the one known for longest gives way. */
  private findPlace({ log, peer, firstMs }: Present): boolean {
    const ofKey = this.liveOf.get(peer);
    if (ofKey === undefined || ofKey.has(log) || ofKey.size < MAX_LIVE_PER_KEY) return true;
    const siblings = [...ofKey].flatMap((sibling) => this.known.get(sibling) ?? []);
    const oldest = siblings.reduce((a, b) => (b.firstMs < a.firstMs ? b : a));
    if (oldest.firstMs > firstMs) return false;
    this.put({ ...oldest, live: false });
    if (this.displaced.length < MAX_STATUSES) this.displaced.push(oldest);
    return true;
  }

  private hasRoom(status: SignedStatus): boolean {
    const hasRoom = () => this.known.size < MAX_STATUSES && this.bytes + status.body.length <= MAX_STATUS_BYTES;
    while (!hasRoom()) if (!this.dropOldestTombstone()) return false;
    return true;
  }

  private dropOldestTombstone(): boolean {
    for (const present of this.known.values()) {
      if (present.live) continue;
      this.remove(present.log);
      return true;
    }
    return false;
  }

  private put(present: Present): void {
    this.remove(present.log);
    this.known.set(present.log, present);
    this.bytes += present.status.body.length;
    if (present.live) {
      this.liveCount += 1;
      this.liveOf.set(present.peer, (this.liveOf.get(present.peer) ?? new Set()).add(present.log));
    } else this.suspects.clear(present.log);
  }

  private remove(log: LogId): void {
    const present = this.known.get(log);
    if (present === undefined) return;
    this.known.delete(log);
    this.bytes -= present.status.body.length;
    if (!present.live) return;
    this.liveCount -= 1;
    const siblings = this.liveOf.get(present.peer);
    siblings?.delete(log);
    if (siblings?.size === 0) this.liveOf.delete(present.peer);
  }
}

const lifeMs = (status: SignedStatus): number => PERIODS_TO_LIVE * status.periodMs;
