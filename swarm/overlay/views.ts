/**
 * HyParView (Leitao, Pereira, Rodrigues, DSN 2007) with links that are kept: an active view of open links and a passive
 * view of addresses, refreshed by shuffles. A browser tab may create only about 500 connections in its life, so dials
 * are counted, spaced, and never made merely to exchange a view.
 */

import type { Chance } from "../chance.ts";
import type { Address } from "../ids.ts";
import { TokenBucket } from "../token-bucket.ts";

/** 99.6 % of survivors stay connected when half of all peers vanish at once (90.4 % at 70 %); 4 hops for 100 peers. */
export const MAX_ACTIVE = 8;
/** Below this a peer dials. The room up to `MAX_ACTIVE` is for those who dial us. */
export const TARGET_ACTIVE = 6;
/** With fewer a peer may push others out of a full view: HyParView's high priority. With so many it still looks for more without long pauses. */
export const FEW_ACTIVE = 3;
/** HyParView's number; four times the active view. */
export const MAX_PASSIVE = 30;
/** So that no single peer fills the passive view with addresses of its own. */
export const MAX_PASSIVE_PER_SOURCE = 12;
/** More at once only compete for the same bandwidth and signaling. */
export const MAX_PENDING_DIALS = 3;
/** Who has no link at all waits for nobody: most of what it knows may be addresses of nobody. */
export const MAX_LONELY_DIALS = 6;
/** The transport gives up before: after 6 s without an answer, some 12 s without a path. */
const DIAL_TIMEOUT_MS = 20_000;
const DIAL_SPACING_MS = 300;
/** Without any link so many may fail in a row before the pause between dials grows: two answers of the seed. */
const LONELY_FAILURES = 24;
/** Between dials that fail or are refused the pause doubles up to here: 19 s with few links, 2.5 min with some. */
const MAX_DOUBLINGS_FEW = 6;
const MAX_DOUBLINGS = 9;
/** 60 to begin with and 10 an hour are 300 in a day; browsers stop at 500 in a tab's life. */
export const DIAL_BURST = 60;
export const DIALS_PER_HOUR = 10;
/** Three dials between two answers of the seed. */
const FAILURES_AFTER_NEWS = 3;
/** Without any link a peer may dial past its budget this often, until the lifetime's end. */
const LONELY_DIAL_MS = 60_000;
export const MAX_LIFETIME_DIALS = 450;
/** One dial in twenty fails by chance: who has no link tries again soon, but not twice. */
const FIRST_AVOID_MS = 3_000;
const AVOID_MS = 30_000;
const MAX_AVOID_MS = 600_000;
/** Who has just woken knows its neighbours and tries them again and again, more slowly the longer it has been awake. */
const WAKING_MS = 20_000;
const WAKING_AVOID_MS = 500;
/** A seed full of dead addresses, as many as a tab can dial in its life. */
export const MAX_AVOIDED = 512;
/** HyParView: 3 active and 4 passive addresses, and the own one. */
const SHUFFLE_ACTIVE = 3;
const SHUFFLE_PASSIVE = 4;
const MAX_HINTS = 8;

interface Avoided {
  readonly untilMs: number;
  readonly failures: number;
  /** By who has no link at all. */
  readonly lonelyUntilMs: number;
}

export class Views {
  private readonly chance: Chance;
  private readonly passive = new Map<Address, string>();
  private readonly pending = new Map<Address, number>();
  private readonly avoided = new Map<Address, Avoided>();
  private readonly hints: Address[] = [];
  /** What was found last, the likeliest to be there first. */
  private found: readonly Address[] = [];
  private readonly budget: TokenBucket;
  private readonly own = new Set<Address>();
  private lifetimeDials = 0;
  private failuresInARow = 0;
  private lastDialMs = Number.NEGATIVE_INFINITY;
  private wokeMs = Number.NEGATIVE_INFINITY;

  constructor(chance: Chance, nowMs: number) {
    this.chance = chance;
    this.budget = new TokenBucket(DIAL_BURST, DIALS_PER_HOUR / 3600, nowMs);
  }

  /** Addresses that are, or were, our own: never dialled. */
  isOwn(address: Address): void {
    this.own.add(address);
    this.forget(address);
    const oldest = this.own.values().next();
    if (this.own.size > MAX_PASSIVE && oldest.done !== true) this.own.delete(oldest.value);
  }

  /** Takes addresses into the passive view; `source` names who told. Linked ones must be left out by the caller. */
  learn(addresses: readonly Address[], source: string): void {
    for (const address of addresses) {
      if (address === "" || this.own.has(address) || this.passive.has(address)) continue;
      const fromSource = [...this.passive].filter(([, from]) => from === source).map(([known]) => known);
      if (fromSource.length >= MAX_PASSIVE_PER_SOURCE) this.dropOne(fromSource);
      else if (this.passive.size >= MAX_PASSIVE) this.dropOne([...this.passive.keys()]);
      this.passive.set(address, source);
    }
  }

  /**
   * Takes the seed's word, `addresses` with the likeliest first; who could not be reached a moment ago is not taken again. `open`: proven
   * links. Who has few dials one that has not failed yet soon, whatever failed before.
   */
  findAll(addresses: readonly Address[], source: string, nowMs: number, open: number): void {
    const isNew = (address: Address) => (this.avoided.get(address)?.lonelyUntilMs ?? 0) <= nowMs;
    this.found = addresses.filter(isNew).slice(0, MAX_PASSIVE_PER_SOURCE);
    // What it said before gives way to this.
    const told = new Set(this.found);
    for (const [address, from] of this.passive) if (from === source && !told.has(address)) this.passive.delete(address);
    this.learn(this.found, source);
    if (open <= FEW_ACTIVE && this.found.some((address) => !this.avoided.has(address)))
      this.failuresInARow = Math.min(this.failuresInARow, FAILURES_AFTER_NEWS);
  }

  /** Somebody made room for this peer and asks us to take it: dialled before others. */
  hint(address: Address): void {
    if (address !== "" && !this.own.has(address) && this.hints.length < MAX_HINTS) this.hints.push(address);
  }

  forget(address: Address): void {
    this.passive.delete(address);
  }

  /**
   * The address to dial now, or null. `linked` are the addresses of links that are open or opening, `links` how many
   * those are, `open` how many of them are proven.
   */
  nextDial(nowMs: number, linked: ReadonlySet<Address>, links: number, open: number): Address | null {
    if (!this.isTimeToDial(nowMs, links, open)) return null;
    const address = this.candidate(nowMs, linked, links + this.pending.size, open);
    return address !== undefined && this.dial(address, nowMs, open === 0) ? address : null;
  }

  /** Whether `nextDial` would look for an address at all. */
  isTimeToDial(nowMs: number, links: number, open: number): boolean {
    this.expire(nowMs);
    const most = this.hints.length > 0 ? MAX_ACTIVE : TARGET_ACTIVE;
    const atOnce = open === 0 ? MAX_LONELY_DIALS : MAX_PENDING_DIALS;
    if (links + this.pending.size >= most || this.pending.size >= atOnce) return false;
    return nowMs - this.lastDialMs >= this.spacingMs(open);
  }

  /** Whether this address may be dialled out of turn, to look for another part of the swarm; counts as dialled. */
  dialStranger(address: Address, nowMs: number, linked: ReadonlySet<Address>): boolean {
    if (!this.canDial(address, nowMs, linked, false) || this.pending.size >= MAX_PENDING_DIALS) return false;
    return this.dial(address, nowMs, false);
  }

  /** The link stands; whether it becomes a neighbour's is not known yet. */
  dialSucceeded(address: Address): void {
    this.pending.delete(address);
    this.forget(address);
  }

  /** The other end has become a neighbour. */
  welcomed(address: Address): void {
    this.avoided.delete(address);
    this.forget(address);
    this.failuresInARow = 0;
  }

  dialFailed(address: Address, nowMs: number): void {
    this.pending.delete(address);
    const wakingMs = nowMs - this.wokeMs;
    if (this.isWaking(nowMs)) {
      this.failuresInARow += 1;
      const lonelyUntilMs = nowMs + Math.max(WAKING_AVOID_MS, wakingMs / 16);
      this.avoided.set(address, { untilMs: nowMs + AVOID_MS, failures: 1, lonelyUntilMs });
      return;
    }
    this.forget(address);
    this.avoid(address, this.avoided.has(address) ? AVOID_MS : FIRST_AVOID_MS, nowMs);
  }

  isWaking(nowMs: number): boolean {
    return nowMs - this.wokeMs < WAKING_MS;
  }

  /** We slept, or have another network: who could not be reached may well be there. */
  wake(nowMs: number): void {
    this.wokeMs = nowMs;
    this.avoided.clear();
    this.failuresInARow = 0;
    this.lastDialMs = Number.NEGATIVE_INFINITY;
  }

  /** Full, or of no use now: not again for a while. */
  refused(address: Address, nowMs: number): void {
    this.avoid(address, AVOID_MS, nowMs);
  }

  /** Each time for longer, and others more slowly. */
  private avoid(address: Address, lonelyMs: number, nowMs: number): void {
    this.failuresInARow += 1;
    const failures = (this.avoided.get(address)?.failures ?? 0) + 1;
    const times = 2 ** (failures - 1);
    const untilMs = nowMs + Math.min(AVOID_MS * times, MAX_AVOID_MS);
    const lonelyUntilMs = nowMs + Math.min(lonelyMs * times, MAX_AVOID_MS);
    this.avoided.delete(address);
    this.avoided.set(address, { untilMs, failures, lonelyUntilMs });
    const oldest = this.avoided.keys().next();
    if (this.avoided.size > MAX_AVOIDED && oldest.done !== true) this.avoided.delete(oldest.value);
  }

  /** What to tell a neighbour in a shuffle. */
  shuffleSample(own: Address, active: readonly Address[]): Address[] {
    const some = [
      own,
      ...this.chance.sample(active, SHUFFLE_ACTIVE),
      ...this.chance.sample([...this.passive.keys()], SHUFFLE_PASSIVE),
    ];
    return [...new Set(some)].filter((address) => address !== "");
  }

  passiveAddresses(): Address[] {
    return [...this.passive.keys()];
  }

  get pendingDials(): number {
    return this.pending.size;
  }

  get dials(): number {
    return this.lifetimeDials;
  }

  private dropOne(addresses: readonly Address[]): void {
    const leaving = this.chance.pick(addresses);
    if (leaving !== undefined) this.passive.delete(leaving);
  }

  private spacingMs(open: number): number {
    const most = open <= FEW_ACTIVE ? MAX_DOUBLINGS_FEW : MAX_DOUBLINGS;
    const failures = open === 0 ? Math.max(0, this.failuresInARow - LONELY_FAILURES) : this.failuresInARow;
    return DIAL_SPACING_MS * 2 ** Math.min(failures, most);
  }

  private candidate(nowMs: number, linked: ReadonlySet<Address>, busy: number, open: number): Address | undefined {
    const lonely = open === 0;
    while (this.hints.length > 0) {
      const hint = this.hints.shift();
      if (hint !== undefined && this.canDial(hint, nowMs, linked, lonely)) return hint;
    }
    if (busy >= TARGET_ACTIVE) return undefined;
    const known = [...this.passive.keys()].filter((address) => this.canDial(address, nowMs, linked, lonely));
    // Addresses of tabs that were closed live on for a while: who never failed comes first.
    const untried = known.filter((address) => !this.avoided.has(address));
    if (untried.length === 0) return this.chance.pick(known);
    // Who has few links needs one; who has some does its share for those whom nobody has reached yet.
    const likeliest = open <= FEW_ACTIVE ? this.found.find((address) => untried.includes(address)) : undefined;
    return likeliest ?? this.chance.pick(untried);
  }

  private canDial(address: Address, nowMs: number, linked: ReadonlySet<Address>, lonely: boolean): boolean {
    const avoided = this.avoided.get(address);
    const untilMs = (lonely ? avoided?.lonelyUntilMs : avoided?.untilMs) ?? 0;
    return !linked.has(address) && !this.pending.has(address) && !this.own.has(address) && untilMs <= nowMs;
  }

  private dial(address: Address, nowMs: number, lonely: boolean): boolean {
    const allowed =
      this.lifetimeDials < MAX_LIFETIME_DIALS &&
      (this.budget.take(1, nowMs) || (lonely && nowMs - this.lastDialMs >= LONELY_DIAL_MS));
    if (!allowed) return false;
    this.lifetimeDials += 1;
    this.lastDialMs = nowMs;
    this.pending.set(address, nowMs);
    return true;
  }

  private expire(nowMs: number): void {
    for (const [address, sinceMs] of this.pending)
      if (nowMs - sinceMs > DIAL_TIMEOUT_MS) this.dialFailed(address, nowMs);
  }
}
