import { type Address, type LogId, type PeerId, peerIdOf } from "../ids.ts";
import { countFrom, Level, levelOf, logHash, MAX_LEVEL } from "./level.ts";
import { type KnownStatus, type SignedStatus, type StatusEntry, statusLog } from "./status.ts";
import { type Doubt, Suspects } from "./suspects.ts";

/** Logs whose presence we follow, neighbours and those gone lately included. */
export const MAX_STATUSES = 4_000;
/** A profile has a tab or two open, and a few that were killed just now. One key cannot stretch everybody's period. */
export const MAX_LIVE_PER_KEY = 8;
/** 10,000 names with a few running trials each. */
export const MAX_STATUS_BYTES = 16 << 20;
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

/** Between two looks for those of whom nothing was heard, for each log: of a hundred once in 0.8 s, of 2,000 in 16 s. */
const SWEEP_MS_PER_LOG = 8;

/** Whose statuses these are: one object, whatever they say and whoever holds them. */
interface Who {
  readonly log: LogId;
  readonly peer: PeerId;
  readonly hash: number;
  readonly level: number;
}

/** What is known of one log; of large swarms there are many of these. Times are whole ms. */
export class Present implements KnownStatus {
  private readonly who: Who;
  readonly status: SignedStatus;
  /** When it was made, as far as we know, in the core's time. */
  readonly madeMs: number;
  /** False: gone, remembered only. */
  readonly live: boolean;
  readonly firstMs: number;
  shown = 0;
  met = 0;
  /** Bits of those that were told one before: that may have been lost. */
  private toldOnce = 0;

  constructor(who: Who, status: SignedStatus, madeMs: number, live: boolean, firstMs: number) {
    this.who = who;
    this.status = status;
    this.madeMs = Math.round(madeMs);
    this.live = live;
    this.firstMs = Math.round(firstMs);
  }

  get log(): LogId {
    return this.who.log;
  }

  /** The link with this bit is a new one, or lacks what it was told. */
  forgetLink(bit: number): void {
    this.shown &= ~bit;
    this.met &= ~bit;
    this.toldOnce &= ~bit;
  }

  get peer(): PeerId {
    return this.who.peer;
  }

  /** `logHash`. */
  get hash(): number {
    return this.who.hash;
  }

  get level(): number {
    return this.who.level;
  }

  /** The log speaks again. */
  says(status: SignedStatus, madeMs: number, live: boolean): Present {
    const present = new Present(this.who, status, madeMs, live, this.firstMs);
    present.met = this.met | (this.toldOnce & this.shown);
    present.toldOnce = this.toldOnce | this.shown;
    return present;
  }

  /** Gone. */
  ended(): Present {
    return this.with(this.madeMs, false);
  }

  /** As if it had spoken then. */
  heard(madeMs: number): Present {
    return this.with(madeMs, this.live);
  }

  private with(madeMs: number, live: boolean): Present {
    const present = new Present(this.who, this.status, madeMs, live, this.firstMs);
    present.shown = this.shown;
    present.met = this.met;
    present.toldOnce = this.toldOnce;
    return present;
  }
}

const whoByStatus = new WeakMap<SignedStatus, Who>();

function whoOf(status: SignedStatus): Who {
  const known = whoByStatus.get(status);
  if (known !== undefined) return known;
  const log = statusLog(status);
  const hash = logHash(log);
  const who = { log, peer: peerIdOf(status.publicKey), hash, level: levelOf(hash) };
  whoByStatus.set(status, who);
  return who;
}

export type Arrival =
  | { readonly kind: "stale" }
  | { readonly kind: "news"; readonly present: Present; readonly wasLive: boolean; readonly left: boolean };

/** How many are there. */
export interface Census {
  /** Others whose tab is there: exact where `factor` is 1, else an estimate. */
  readonly others: number;
  /** For how many logs each stands that `counts` says so of; the others stand for none. */
  readonly factor: number;
  counts(log: LogId): boolean;
}

/** Who is there now, by their own signed word. */
export class Presence {
  private readonly known = new Map<LogId, Present>();
  /** One, or all of several. */
  private readonly liveOf = new Map<PeerId, LogId | readonly LogId[]>();
  private readonly liveByLevel = new Uint32Array(MAX_LEVEL + 1);
  private readonly sample = new Level();
  /** Gave way to newer logs of their key since the last `expire`. */
  private displaced: Present[] = [];
  private liveCount = 0;
  private bytes = 0;
  private goneSince: number[] = [];
  private suspectUntilMs = -1;
  private readonly suspects: Suspects;
  /** Live logs to which a link broke since somebody asked. */
  private missed: LogId[] = [];
  private excusedUntilMs = -1;
  private nextSweepMs = 0;

  /** `neighbours`: links a peer keeps at most. */
  constructor(neighbours: number) {
    this.suspects = new Suspects(neighbours);
  }

  /** Logs of this level and higher are followed. */
  get level(): number {
    return this.sample.own;
  }

  /**
   * Follows fewer or more, as there are. Those that are followed no more are returned; neighbours always are. `theirs`: the
   * levels that neighbours follow.
   */
  adjustLevel(theirs: readonly number[], isNeighbour: (log: LogId) => boolean, nowMs: number): Present[] | null {
    const before = this.level;
    if (!this.sample.look(this.liveByLevel, theirs, nowMs)) return null;
    if (this.level < before) return [];
    const dropped = [...this.known.values()].filter(({ level, log }) => level < this.level && !isNeighbour(log));
    for (const { log } of dropped) this.drop(log);
    return dropped.filter(({ live }) => live);
  }

  /** Forgets a log that is not to be followed any more. */
  drop(log: LogId): void {
    this.remove(log);
    this.suspects.clear(log);
  }

  census(nowMs: number): Census {
    const level = this.sample.counted(nowMs);
    const factor = 2 ** level;
    const estimate = factor * countFrom(this.liveByLevel, level);
    return { others: Math.max(this.liveCount, estimate), factor, counts: (log) => levelOf(logHash(log)) >= level };
  }

  /** Takes one status in; only a newer sequence is news. Of those that are not followed only a neighbour's. */
  receive(entry: StatusEntry, nowMs: number, isNeighbour = false): Arrival {
    const { status } = entry;
    const log = statusLog(status);
    const before = this.known.get(log);
    if (before !== undefined && before.status.sequence >= status.sequence) return { kind: "stale" };
    if (before === undefined && whoOf(status).level < this.level && !isNeighbour) return { kind: "stale" };
    const madeMs = nowMs - entry.ageMs;
    const live = !status.leaving && nowMs - madeMs <= lifeMs(status);
    if (before === undefined && (!live || !this.hasRoom(status))) return { kind: "stale" };
    const present = before?.says(status, madeMs, live) ?? new Present(whoOf(status), status, madeMs, live, nowMs);
    if (live && !this.findPlace(present)) return { kind: "stale" };
    this.put(present);
    this.suspects.clear(log);
    return { kind: "news", present, wasLive: before?.live ?? false, left: status.leaving };
  }

  /** It will be ignored, whoever sends it. */
  knows(status: SignedStatus): boolean {
    return (this.known.get(statusLog(status))?.status.sequence ?? -1) >= status.sequence;
  }

  /** Live logs of this peer. */
  kin(peer: PeerId): Present[] {
    return this.liveLogsOf(peer).flatMap((log) => this.known.get(log) ?? []);
  }

  /** All of whom something is remembered, live or not. */
  remembered(): IterableIterator<Present> {
    return this.known.values();
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
    if (displaced.length > 0) this.displaced = [];
    if (nowMs < this.nextSweepMs) return displaced;
    this.nextSweepMs = nowMs + this.known.size * SWEEP_MS_PER_LOG;
    const gone: Present[] = [];
    for (const present of this.known.values()) {
      const ageMs = nowMs - present.madeMs;
      if (present.live && ageMs > lifeMs(present.status)) gone.push(present);
      else if (!present.live && ageMs > TOMBSTONE_MS) this.remove(present.log);
    }
    const liveBefore = this.liveCount;
    for (const present of gone) this.put(present.ended());
    this.suspect(gone.length, liveBefore, nowMs);
    return [...displaced, ...gone];
  }

  /** It may have gone without a goodbye: if it is still there, it is soon heard of by another way. */
  doubt(log: LogId, reason: Doubt, nowMs: number): void {
    if (this.isLive(log) && nowMs >= this.excusedUntilMs) this.suspects.add(log, reason, nowMs);
  }

  /** A link to it broke without a word. */
  missLink(log: LogId, nowMs: number): void {
    this.doubt(log, "brokenLink", nowMs);
    if (this.suspects.hasBrokenLink(log)) this.missed.push(log);
  }

  /** Live logs to which a link broke, each time once. */
  takeMissed(): Present[] {
    if (this.missed.length === 0) return [];
    const missed = this.missed.filter((log) => this.suspects.hasBrokenLink(log));
    this.missed = [];
    return missed.flatMap((log) => this.known.get(log) ?? []);
  }

  /** Others' word is enough: it is gone. Undefined if it was so before. */
  giveUp(log: LogId, nowMs: number): Present | undefined {
    const present = this.known.get(log);
    if (present === undefined || !present.live) return undefined;
    const liveBefore = this.liveCount;
    this.put(present.ended());
    this.suspect(1, liveBefore, nowMs);
    return present;
  }

  /** After a sleep nobody is judged for a while: the silence was ours. */
  excusesAll(nowMs: number): boolean {
    return nowMs < this.excusedUntilMs;
  }

  /** A link to it is open (again). */
  linkFound(log: LogId): void {
    this.suspects.clear(log);
  }

  /** Doubted ones of whom nothing was heard since; each is returned once. Only for who has ways to hear of them. */
  expireSuspects(nowMs: number): Present[] {
    if (this.suspects.size === 0) return [];
    const liveBefore = this.liveCount;
    const overdue = this.suspected().filter(({ log, status }) =>
      this.suspects.isOverdue(log, status, liveBefore, nowMs),
    );
    for (const present of overdue) this.put(present.ended());
    this.suspect(overdue.length, liveBefore, nowMs);
    return overdue;
  }

  /**
   * A log of this peer that was not known has appeared: the page was loaded again, and those whose link broke are gone.
   * `isMissed`: others say that theirs to it broke.
   */
  replace(peer: PeerId, isMissed: (log: LogId) => boolean): Present[] {
    const replaced = this.kin(peer).filter(({ log }) => this.suspects.hasBrokenLink(log) || isMissed(log));
    for (const present of replaced) this.put(present.ended());
    return replaced;
  }

  /** Many vanished at once: the net may be torn rather than they gone. */
  suspectsPartition(nowMs: number): boolean {
    return nowMs < this.suspectUntilMs;
  }

  /** We slept: everybody gets two periods to be heard of again. */
  excuseAll(nowMs: number): void {
    this.suspects.clearAll();
    this.missed = [];
    this.excusedUntilMs = nowMs + AFTER_SLEEP_MS;
    for (const present of this.live())
      this.known.set(present.log, present.heard(Math.max(present.madeMs, nowMs - present.status.periodMs)));
  }

  dropPeer(peer: PeerId): void {
    for (const present of this.known.values()) if (present.peer === peer) this.drop(present.log);
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
    const ofKey = this.liveLogsOf(peer);
    if (ofKey.length < MAX_LIVE_PER_KEY || ofKey.includes(log)) return true;
    const siblings = this.kin(peer);
    const oldest = siblings.reduce((a, b) => (b.firstMs < a.firstMs ? b : a));
    if (oldest.firstMs > firstMs) return false;
    this.put(oldest.ended());
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
    const before = this.known.get(present.log);
    if (before?.live === true && present.live) {
      // The commonest of all: it is still there.
      this.known.delete(present.log);
      this.known.set(present.log, present);
      this.bytes += present.status.body.length - before.status.body.length;
      return;
    }
    this.remove(present.log);
    this.known.set(present.log, present);
    this.bytes += present.status.body.length;
    if (present.live) {
      this.liveCount += 1;
      this.liveByLevel[present.level] = (this.liveByLevel[present.level] ?? 0) + 1;
      const siblings = this.liveLogsOf(present.peer);
      this.liveOf.set(present.peer, siblings.length === 0 ? present.log : [...siblings, present.log]);
    } else this.suspects.clear(present.log);
  }

  private remove(log: LogId): void {
    const present = this.known.get(log);
    if (present === undefined) return;
    this.known.delete(log);
    this.bytes -= present.status.body.length;
    if (!present.live) return;
    this.liveCount -= 1;
    this.liveByLevel[present.level] = (this.liveByLevel[present.level] ?? 1) - 1;
    const siblings = this.liveLogsOf(present.peer).filter((sibling) => sibling !== log);
    const [first] = siblings;
    if (first === undefined) this.liveOf.delete(present.peer);
    else this.liveOf.set(present.peer, siblings.length === 1 ? first : siblings);
  }

  private liveLogsOf(peer: PeerId): readonly LogId[] {
    const logs = this.liveOf.get(peer) ?? [];
    return typeof logs === "string" ? [logs] : logs;
  }
}

const lifeMs = (status: SignedStatus): number => PERIODS_TO_LIVE * status.periodMs;
