import { utf8ToBytes } from "@noble/hashes/utils.js";
import { Chance } from "../chance.ts";
import type { Address, LinkId } from "../ids.ts";
import { BOUNDS, type Bounds } from "../log/replica.ts";
import { encodeMessage } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import { EventQueue, type Happening } from "./event-queue.ts";
import { sizeOf } from "./message-sizes.ts";
import { Participant, type Watcher } from "./participant.ts";
import { type Seed, SimulatedSeed } from "./simulated-seed.ts";
import { Trace } from "./trace.ts";

export interface SimulationConfig {
  readonly seed: number;
  /** Of dials. */
  readonly connectFailure: number;
  /** Of messages on open links: real links keep what they take, but buffers and restarts do all three. */
  readonly drop: number;
  readonly duplicate: number;
  readonly reorder: number;
  /**
   * Of the one-way delay between two tabs: the median of a log-normal distribution, or the ends of a uniform one. Each
   * link draws its own.
   */
  readonly latencyMs: number | readonly [low: number, high: number];
  /** What a tab can send in a millisecond, over all its links together; infinite: whatever it wants. */
  readonly uplinkBytesPerMs: number;
  /** From the `persist` effect to the disk. */
  readonly storeMs: number;
  /** Between two ticks of a tab; a real one's is 250 ms, less often a run is faster. */
  readonly tickMs: number;
  /** The profile whose commands count; null: nobody's. */
  readonly author: string | null;
  /** Messages travel as bytes, through the real codec. Without it a run is about five times as fast. */
  readonly bytes: boolean;
  /** Everybody's signatures are believed: for many tabs, of whom none lies. */
  readonly trusting: boolean;
  /** Tabs remember what was delivered, published, stored: for tests that ask later. */
  readonly remembering: boolean;
  /** Of what each tab holds. */
  readonly bounds: Bounds;
}

export const CALM: Omit<SimulationConfig, "seed"> = {
  connectFailure: 0.05,
  drop: 0,
  duplicate: 0,
  reorder: 0,
  latencyMs: 60,
  uplinkBytesPerMs: Number.POSITIVE_INFINITY,
  storeMs: 20,
  tickMs: 1_000,
  author: null,
  bytes: false,
  trusting: false,
  remembering: true,
  bounds: BOUNDS,
};

/** What waits on one link for the uplink; more is lost, as a data channel's queue refuses it. */
const MAX_QUEUED_BYTES = 4 << 20;

interface End {
  readonly owner: Participant;
  readonly link: LinkId;
  readonly other: LinkId;
  readonly delayMs: number;
  /** Nothing arrives at the other end before this. */
  arrivesMs: number;
  /** Sent and not arrived. */
  queuedBytes: number;
}

/** Many cores, one virtual clock, one stream of chance: the same seed gives the same run. */
export class Simulation {
  readonly config: SimulationConfig;
  readonly chance: Chance;
  readonly seed: Seed;
  readonly trace = new Trace();
  readonly participants: Participant[] = [];
  messagesSent = 0;
  watcher: Watcher | null = null;
  private readonly queue = new EventQueue();
  private readonly ends = new Map<LinkId, End>();
  private readonly linksByOwner = new Map<Participant, Set<LinkId>>();
  private readonly byAddress = new Map<Address, Participant>();
  /** When what a tab has sent so far will have left it. */
  private readonly sentMs = new Map<Participant, number>();
  private nextLink = 1;
  private sideOf: ((participant: Participant) => number) | null = null;

  /** `seed`: the rendezvous; without one a simulated one. */
  constructor(config: SimulationConfig, seed: Seed | null = null) {
    this.config = config;
    this.chance = new Chance(utf8ToBytes(`simulation seed ${String(config.seed).padStart(8, "0")}`));
    this.seed = seed ?? new SimulatedSeed(this.chance);
  }

  get nowMs(): number {
    return this.queue.nowMs;
  }

  /** A new tab, opened now; `profile` shares a key between tabs. */
  join(name: string, profile = name): Participant {
    const participant = new Participant(this, name, profile);
    this.participants.push(participant);
    participant.start();
    return participant;
  }

  /** `count` tabs, opened at random moments within `withinMs`, which then pass. */
  joinMany(count: number, withinMs: number): Participant[] {
    const names = new Set(Array.from({ length: count }, (_, i) => `tab${this.participants.length + i}`));
    for (const name of names) this.after(this.chance.between(0, withinMs), () => this.join(name));
    this.run(withinMs);
    return this.participants.filter((participant) => names.has(participant.name));
  }

  /** A dead tab that nobody asks about any more. */
  bury(participant: Participant): void {
    const at = this.participants.indexOf(participant);
    if (at < 0 || participant.alive) return;
    this.participants.splice(at, 1);
    this.byAddress.delete(participant.address);
    this.sentMs.delete(participant);
  }

  run(durationMs: number): void {
    this.queue.run(durationMs);
  }

  /** Runs until `isDone`, looking every 100 ms; the time it took, or null if `limitMs` was not enough. */
  runUntil(isDone: () => boolean, limitMs: number): number | null {
    const startMs = this.nowMs;
    while (!isDone()) {
      if (this.nowMs - startMs >= limitMs) return null;
      this.run(100);
    }
    return this.nowMs - startMs;
  }

  after(delayMs: number, happening: Happening): void {
    this.queue.after(delayMs, happening);
  }

  live(): Participant[] {
    return this.participants.filter((participant) => participant.alive);
  }

  /** Tears the net: only tabs with the same number hear each other. Null heals it. */
  partition(sideOf: ((participant: Participant) => number) | null): void {
    this.sideOf = sideOf;
  }

  /** A tab can be dialled where it is now. */
  listen(participant: Participant): void {
    this.byAddress.set(participant.address, participant);
  }

  connect(from: Participant, address: Address): void {
    this.after(this.chance.between(200, 1_200), () => {
      const to = this.byAddress.get(address);
      const { nowMs } = this;
      const isThere = to?.alive === true && to.address === address && this.reaches(from, to);
      if (!this.seed.down) this.seed.offered?.(address, from.address, isThere);
      if (to === undefined || !isThere || this.chance.between(0, 1) < this.config.connectFailure) {
        from.step({ type: "connectFailed", nowMs, address });
        return;
      }
      const delayMs = this.drawDelay();
      const [ours, theirs] = [this.nextLink++, this.nextLink++];
      this.open({ owner: from, link: ours, other: theirs, delayMs, arrivesMs: 0, queuedBytes: 0 });
      this.open({ owner: to, link: theirs, other: ours, delayMs, arrivesMs: 0, queuedBytes: 0 });
      from.step({ type: "linkOpened", nowMs, link: ours, address, incoming: false });
      to.step({ type: "linkOpened", nowMs, link: theirs, address: from.address, incoming: true });
    });
  }

  send(from: Participant, link: LinkId, message: Message): void {
    if (this.config.bytes) {
      this.sendRaw(from, link, encodeMessage(message));
      return;
    }
    const end = this.ends.get(link);
    if (end === undefined || end.owner !== from) return;
    const isMeasured = this.watcher !== null || Number.isFinite(this.config.uplinkBytesPerMs);
    const sizeBytes = isMeasured ? sizeOf(message) : 0;
    this.watcher?.sent(from, message, sizeBytes);
    this.transmit(end, sizeBytes, message);
  }

  /** Also for what no honest core would send. */
  sendRaw(from: Participant, link: LinkId, bytes: Uint8Array): void {
    const end = this.ends.get(link);
    if (end !== undefined && end.owner === from) this.transmit(end, bytes.length, bytes);
  }

  /** The other end learns of it after the delay. */
  close(from: Participant, link: LinkId): void {
    const end = this.ends.get(link);
    if (end === undefined || end.owner !== from) return;
    this.remove(end);
    this.after(Math.max(end.delayMs, end.arrivesMs - this.nowMs), () => {
      const other = this.ends.get(end.other);
      if (other === undefined || !this.reaches(from, other.owner)) return;
      this.remove(other);
      other.owner.step({ type: "linkClosed", nowMs: this.nowMs, link: end.other });
    });
  }

  /** The link is lost; both ends learn of it, neither wanted it. */
  breakLink(link: LinkId): void {
    const end = this.ends.get(link);
    if (end === undefined) return;
    this.close(end.owner, link);
    end.owner.step({ type: "linkClosed", nowMs: this.nowMs, link });
  }

  /** A killed tab closes nothing. */
  forgetLinksOf(participant: Participant): void {
    for (const link of this.linksByOwner.get(participant) ?? []) this.ends.delete(link);
    this.linksByOwner.delete(participant);
    this.seed.left?.(participant.address, this.nowMs, false);
  }

  /** It ends its session with the seed. */
  hangUp(participant: Participant): void {
    this.seed.left?.(participant.address, this.nowMs, true);
  }

  linksOf(participant: Participant): LinkId[] {
    return [...(this.linksByOwner.get(participant) ?? [])];
  }

  neighbourAt(link: LinkId): Participant | undefined {
    const end = this.ends.get(link);
    return end === undefined ? undefined : this.ends.get(end.other)?.owner;
  }

  rendezvous(participant: Participant): void {
    if (this.seed.down) return;
    const tookMs = this.chance.between(50, 200);
    this.after(tookMs, () => {
      if (!participant.alive) return;
      const { nowMs } = this;
      const told = this.seed.announce(participant.address, nowMs, this.sideOf?.(participant) ?? null);
      const { addresses, studyMs } = told;
      if (studyMs !== undefined) participant.step({ type: "seedTold", nowMs, studyMs, tookMs });
      participant.step({ type: "addressesFound", nowMs, addresses });
    });
  }

  /** What was sent over this end comes out at the other. */
  arrive(end: End, sizeBytes: number, content: Message | Uint8Array): void {
    end.queuedBytes -= sizeBytes;
    const other = this.ends.get(end.other);
    if (other === undefined || !this.reaches(end.owner, other.owner)) return;
    if (content instanceof Uint8Array) {
      other.owner.receive(other.link, content);
      return;
    }
    this.watcher?.arrived(end.owner, other.owner, content, sizeBytes);
    other.owner.receiveMessage(other.link, content);
  }

  private transmit(end: End, sizeBytes: number, content: Message | Uint8Array): void {
    this.messagesSent += 1;
    const copies = this.isHit(this.config.duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (end.queuedBytes + sizeBytes > MAX_QUEUED_BYTES) continue;
      const waitedMs = this.leaves(end.owner, sizeBytes);
      if (this.isHit(this.config.drop)) continue;
      end.queuedBytes += sizeBytes;
      this.after(this.delayOf(end, waitedMs), new Arrival(this, end, sizeBytes, content));
    }
  }

  /** How long until these bytes have left the tab, behind all that it sent before. */
  private leaves(owner: Participant, sizeBytes: number): number {
    const { uplinkBytesPerMs } = this.config;
    if (!Number.isFinite(uplinkBytesPerMs)) return 0;
    const untilMs = Math.max(this.nowMs, this.sentMs.get(owner) ?? 0) + sizeBytes / uplinkBytesPerMs;
    this.sentMs.set(owner, untilMs);
    return untilMs - this.nowMs;
  }

  /** The draw is made even where nothing depends on it, so that what does not happen changes nothing else. */
  private isHit(probability: number): boolean {
    return this.chance.between(0, 1) < probability;
  }

  private drawDelay(): number {
    const { latencyMs } = this.config;
    if (typeof latencyMs !== "number") return this.chance.between(...latencyMs);
    return latencyMs * Math.exp(this.chance.between(-0.7, 0.7) + this.chance.between(-0.7, 0.7));
  }

  private delayOf(end: End, waitedMs: number): number {
    const wanderingMs = waitedMs + end.delayMs * this.chance.between(0.9, 1.3);
    if (this.isHit(this.config.reorder)) return wanderingMs * this.chance.between(1, 4);
    end.arrivesMs = Math.max(end.arrivesMs, this.nowMs + wanderingMs);
    return end.arrivesMs - this.nowMs;
  }

  private open(end: End): void {
    this.ends.set(end.link, end);
    const links = this.linksByOwner.get(end.owner) ?? new Set();
    this.linksByOwner.set(end.owner, links.add(end.link));
  }

  private remove(end: End): void {
    this.ends.delete(end.link);
    this.linksByOwner.get(end.owner)?.delete(end.link);
  }

  private reaches(a: Participant, b: Participant): boolean {
    return this.sideOf === null || this.sideOf(a) === this.sideOf(b);
  }
}

class Arrival {
  private readonly simulation: Simulation;
  private readonly end: End;
  private readonly sizeBytes: number;
  private readonly content: Message | Uint8Array;

  constructor(simulation: Simulation, end: End, sizeBytes: number, content: Message | Uint8Array) {
    this.simulation = simulation;
    this.end = end;
    this.sizeBytes = sizeBytes;
    this.content = content;
  }

  happen(): void {
    this.simulation.arrive(this.end, this.sizeBytes, this.content);
  }
}
