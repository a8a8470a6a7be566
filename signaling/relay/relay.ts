/**
 * Carries frames between two sockets of one room that both asked for each other. What one end sends the other gets, in order and
 * unread by the seed; who sends too fast, or to an end that does not read, is not read from either, so that nothing piles up here.
 */
import type { Clock, Timer } from "../../agent/ports.ts";
import { Pace } from "./pace.ts";
import { type RelayLimits, relayLimits } from "./relay-limits.ts";

/** What the relay needs of a WebSocket. */
export interface RelaySocket {
  /** `sent` is called once the frame has left for the network. */
  send(frame: Uint8Array, sent: () => void): void;
  sendText(text: string): void;
  /** Bytes accepted for sending that have not left. */
  unreadBytes(): number;
  /** From now on nothing more is read; what was read already may still come. */
  pause(): void;
  resume(): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export interface RelayVisitor {
  readonly address: string;
  readonly network: string;
  /** With whom it wants to be joined. */
  readonly peer: string;
}

/** What a door reports of its socket. */
export interface RelayAttendance {
  onFrame(frame: Uint8Array): void;
  onNonsense(): void;
  onPong(): void;
  onClosed(): void;
}

export interface RelayCounts {
  readonly relayedPairs: number;
  readonly relayedBytes: number;
}

/** Said to both ends, as text, once they are joined; peers' frames are bytes, so that no peer can say it. */
export const JOINED = "joined";
/** The other tab opens its end in a tenth of a second; a busy one in a few. */
export const JOIN_WITHIN_MS = 6_000;
/** A frame is work whatever it carries: a pair has 250 a second at most. */
export const MIN_FRAME_COST = 256;
/** A second of a pair: beyond it the sender is not read from. */
export const MAX_UNREAD_BYTES = 64 << 10;
/** Clients of ours have 64 KiB under way; what was read before a pause took hold is twice that at most. */
export const MAX_DEBT_BYTES = 256 << 10;
/** An end for which bytes wait and that takes none of them is gone. */
export const STALLED_MS = 20_000;
/** Browsers answer pings by themselves; a machine that vanished is given up within 20 s by the tabs in any case. */
const PING_EVERY_MS = 15_000;
const SILENT_MS = 40_000;
const CHECK_EVERY_MS = 2_500;

/** WebSocket close codes: policy violation, try again later; and our own. */
const POLICY = 1008;
const LATER = 1013;
export const NOBODY_CAME = 4004;
export const OTHER_END_LEFT = 4001;
const REPLACED = 4000;

interface End extends RelayVisitor {
  readonly socket: RelaySocket;
  other: End | null;
  /** One for both ends of a pair. */
  pace: Pace;
  waiting: Timer | null;
  /** It may not be read from before. */
  resting: Timer | null;
  /** The other end has to read first. */
  held: boolean;
  /** Since when bytes wait for it of which none has left. */
  stuckMs: number | null;
  heardMs: number;
  pingedMs: number;
  closed: boolean;
}

export class Relay {
  readonly #clock: Clock;
  readonly #limits: Required<RelayLimits>;
  readonly #invite: (visitor: RelayVisitor) => void;
  /** By whom it is and whom it wants. */
  readonly #ends = new Map<string, End>();
  readonly #ofNetwork = new Map<string, number>();
  readonly #ofAddress = new Map<string, number>();
  readonly #networkPaces = new Map<string, Pace>();
  readonly #total: Pace;
  #check: Timer;
  #pairs = 0;
  #bytes = 0;

  /** `invite` tells `visitor.peer` that `visitor.address` waits for it. */
  constructor(clock: Clock, invite: (visitor: RelayVisitor) => void, limits: RelayLimits = {}) {
    this.#clock = clock;
    this.#invite = invite;
    this.#limits = relayLimits(limits);
    this.#total = new Pace(this.#limits.totalBytesPerSecond);
    this.#check = clock.setTimer(CHECK_EVERY_MS, () => this.#checkAll());
  }

  counts(): RelayCounts {
    return { relayedPairs: this.#pairs, relayedBytes: this.#bytes };
  }

  /** Bytes that wait for all ends. */
  unreadBytes(): number {
    return [...this.#ends.values()].reduce((sum, { socket }) => sum + socket.unreadBytes(), 0);
  }

  /** Whether one more end of this network may come. */
  hasRoomFor(network: string): boolean {
    const { maxEnds, maxEndsOfNetwork } = this.#limits;
    return this.#ends.size < maxEnds && (this.#ofNetwork.get(network) ?? 0) < maxEndsOfNetwork;
  }

  /** Takes over a socket whose owner has proven to be `visitor.address`. Null if it was refused. */
  attend(visitor: RelayVisitor, socket: RelaySocket): RelayAttendance | null {
    const before = this.#ends.get(keyOf(visitor.address, visitor.peer));
    if (before !== undefined) this.#part(before, REPLACED, "this pair has a newer connection");
    const ofAddress = this.#ofAddress.get(visitor.address) ?? 0;
    if (!this.hasRoomFor(visitor.network) || ofAddress >= this.#limits.maxEndsOfAddress) {
      socket.close(LATER, "the relay has no room");
      return null;
    }
    const end = this.#makeEnd(visitor, socket);
    this.#ends.set(keyOf(end.address, end.peer), end);
    add(this.#ofNetwork, end.network, 1);
    add(this.#ofAddress, end.address, 1);
    // What comes before the other end does stays in the network's buffers.
    socket.pause();
    const other = this.#ends.get(keyOf(end.peer, end.address));
    if (other !== undefined) this.#join(other, end);
    else {
      end.waiting = this.#clock.setTimer(JOIN_WITHIN_MS, () =>
        this.#part(end, NOBODY_CAME, "the other tab did not come"),
      );
      this.#invite(visitor);
    }
    return {
      onFrame: (frame) => this.#onFrame(end, frame),
      onNonsense: () => this.#part(end, POLICY, "frames are bytes"),
      onPong: () => this.#heard(end),
      onClosed: () => this.#part(end, OTHER_END_LEFT, "the other tab left"),
    };
  }

  /** Ends every pair ("going away": clients come back later). */
  close(): void {
    this.#check.cancel();
    for (const end of Array.from(this.#ends.values())) this.#part(end, 1001, "the seed is stopping");
  }

  #makeEnd(visitor: RelayVisitor, socket: RelaySocket): End {
    const nowMs = this.#clock.nowMs();
    return {
      ...visitor,
      socket,
      other: null,
      pace: new Pace(this.#limits.pairBytesPerSecond),
      waiting: null,
      resting: null,
      held: false,
      stuckMs: null,
      heardMs: nowMs,
      pingedMs: nowMs,
      closed: false,
    };
  }

  #join(first: End, second: End): void {
    this.#pairs++;
    first.waiting?.cancel();
    second.pace = first.pace;
    [first.other, second.other] = [second, first];
    for (const { socket } of [first, second]) {
      socket.sendText(JOINED);
      socket.resume();
    }
  }

  #onFrame(end: End, frame: Uint8Array): void {
    const { other } = end;
    if (end.closed || other === null) return;
    const nowMs = this.#clock.nowMs();
    this.#heard(end);
    this.#bytes += frame.length;
    end.pace.spend(Math.max(MIN_FRAME_COST, frame.length), nowMs);
    for (const network of new Set([end.network, other.network])) this.#paceOf(network).spend(frame.length, nowMs);
    this.#total.spend(frame.length, nowMs);
    if (end.pace.waitMs(nowMs) > (MAX_DEBT_BYTES / this.#limits.pairBytesPerSecond) * 1_000) {
      this.#part(end, POLICY, "too many frames");
      return;
    }
    if (other.socket.unreadBytes() > 0) other.stuckMs ??= nowMs;
    other.socket.send(frame, () => this.#left(other));
    if (other.socket.unreadBytes() > MAX_UNREAD_BYTES) end.held = true;
    this.#restIfNeeded(end);
  }

  /** Something has left for this end. */
  #left(end: End): void {
    if (end.closed) return;
    const unread = end.socket.unreadBytes();
    end.stuckMs = unread === 0 ? null : this.#clock.nowMs();
    const sender = end.other;
    if (sender === null || !sender.held || unread > MAX_UNREAD_BYTES / 2) return;
    sender.held = false;
    this.#restIfNeeded(sender);
  }

  /** Reads from it again, or not before all is paid and the other end has read. */
  #restIfNeeded(end: End): void {
    const waitMs = this.#waitMs(end);
    if (waitMs === 0 && !end.held && end.resting === null) {
      end.socket.resume();
      return;
    }
    end.socket.pause();
    if (waitMs === 0 || end.resting !== null) return;
    end.resting = this.#clock.setTimer(waitMs, () => {
      end.resting = null;
      if (!end.closed) this.#restIfNeeded(end);
    });
  }

  #waitMs({ pace, network, other }: End): number {
    const nowMs = this.#clock.nowMs();
    const networks = [network, other?.network ?? network].map((name) => this.#paceOf(name).waitMs(nowMs));
    return Math.max(pace.waitMs(nowMs), this.#total.waitMs(nowMs), ...networks);
  }

  #paceOf(network: string): Pace {
    const pace = this.#networkPaces.get(network) ?? new Pace(this.#limits.networkBytesPerSecond);
    this.#networkPaces.set(network, pace);
    return pace;
  }

  #heard(end: End): void {
    end.heardMs = this.#clock.nowMs();
  }

  /** Both ends go with one. */
  #part(end: End, code: number, reason: string): void {
    if (end.closed) return;
    const { other } = end;
    if (other !== null) this.#pairs--;
    this.#forget(end);
    // A closed socket that is not read from would never hear the other side's goodbye.
    end.socket.resume();
    end.socket.close(code, reason);
    if (other === null || other.closed) return;
    this.#forget(other);
    other.socket.resume();
    other.socket.close(code === POLICY ? OTHER_END_LEFT : code, reason);
  }

  #forget(end: End): void {
    end.closed = true;
    end.waiting?.cancel();
    end.resting?.cancel();
    this.#ends.delete(keyOf(end.address, end.peer));
    add(this.#ofNetwork, end.network, -1);
    add(this.#ofAddress, end.address, -1);
  }

  #checkAll(): void {
    const nowMs = this.#clock.nowMs();
    for (const end of Array.from(this.#ends.values())) {
      const isStalled = end.stuckMs !== null && nowMs - end.stuckMs >= STALLED_MS;
      if (isStalled || nowMs - end.heardMs >= SILENT_MS) {
        end.socket.terminate();
        this.#part(end, OTHER_END_LEFT, "the other tab does not answer");
      } else if (nowMs - Math.max(end.heardMs, end.pingedMs) >= PING_EVERY_MS) {
        end.pingedMs = nowMs;
        end.socket.ping();
      }
    }
    // A network that owes nothing has the same pace as a new one.
    for (const [network, pace] of this.#networkPaces)
      if (pace.waitMs(nowMs) === 0 && !this.#ofNetwork.has(network)) this.#networkPaces.delete(network);
    this.#check = this.#clock.setTimer(CHECK_EVERY_MS, () => this.#checkAll());
  }
}

/** Addresses have no line break in them. */
const keyOf = (address: string, peer: string): string => `${address}\n${peer}`;

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
