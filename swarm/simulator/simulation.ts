import { utf8ToBytes } from "@noble/hashes/utils.js";
import { Chance } from "../chance.ts";
import type { Address, LinkId } from "../ids.ts";
import { encodeMessage } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import { EventQueue } from "./event-queue.ts";
import { Participant } from "./participant.ts";
import { SimulatedSeed } from "./simulated-seed.ts";
import { Trace } from "./trace.ts";

export interface SimulationConfig {
  readonly seed: number;
  /** Of dials. */
  readonly connectFailure: number;
  /** Of messages on open links: real links keep what they take, but buffers and restarts do all three. */
  readonly drop: number;
  readonly duplicate: number;
  readonly reorder: number;
  /** Median of the one-way delay between two tabs; each link draws its own, log-normal. */
  readonly latencyMs: number;
  /** From the `persist` effect to the disk. */
  readonly storeMs: number;
  /** The profile whose commands count; null: nobody's. */
  readonly author: string | null;
  /** Messages travel as bytes, through the real codec. Without it a run is about five times as fast. */
  readonly bytes: boolean;
}

export const CALM: Omit<SimulationConfig, "seed"> = {
  connectFailure: 0.05,
  drop: 0,
  duplicate: 0,
  reorder: 0,
  latencyMs: 60,
  storeMs: 20,
  author: null,
  bytes: false,
};

interface End {
  readonly owner: Participant;
  readonly link: LinkId;
  readonly other: LinkId;
  readonly delayMs: number;
  /** Nothing arrives at the other end before this. */
  arrivesMs: number;
}

/** Many cores, one virtual clock, one stream of chance: the same seed gives the same run. */
export class Simulation {
  readonly config: SimulationConfig;
  readonly chance: Chance;
  readonly seed: SimulatedSeed;
  readonly trace = new Trace();
  readonly participants: Participant[] = [];
  messagesSent = 0;
  private readonly queue = new EventQueue();
  private readonly ends = new Map<LinkId, End>();
  private nextLink = 1;
  private sideOf: ((participant: Participant) => number) | null = null;

  constructor(config: SimulationConfig) {
    this.config = config;
    this.chance = new Chance(utf8ToBytes(`simulation seed ${String(config.seed).padStart(8, "0")}`));
    this.seed = new SimulatedSeed(this.chance);
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
    const names = Array.from({ length: count }, (_, i) => `tab${this.participants.length + i}`);
    for (const name of names) this.after(this.chance.between(0, withinMs), () => this.join(name));
    this.run(withinMs);
    return this.participants.filter((participant) => names.includes(participant.name));
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

  after(delayMs: number, run: () => void): void {
    this.queue.after(delayMs, run);
  }

  live(): Participant[] {
    return this.participants.filter((participant) => participant.alive);
  }

  /** Tears the net: only tabs with the same number hear each other. Null heals it. */
  partition(sideOf: ((participant: Participant) => number) | null): void {
    this.sideOf = sideOf;
  }

  connect(from: Participant, address: Address): void {
    this.after(this.chance.between(200, 1_200), () => {
      const to = this.live().find((participant) => participant.address === address);
      const { nowMs } = this;
      if (to === undefined || !this.reaches(from, to) || this.chance.between(0, 1) < this.config.connectFailure) {
        from.step({ type: "connectFailed", nowMs, address });
        return;
      }
      const delayMs = this.config.latencyMs * Math.exp(this.chance.between(-0.7, 0.7) + this.chance.between(-0.7, 0.7));
      const [ours, theirs] = [this.nextLink++, this.nextLink++];
      this.ends.set(ours, { owner: from, link: ours, other: theirs, delayMs, arrivesMs: 0 });
      this.ends.set(theirs, { owner: to, link: theirs, other: ours, delayMs, arrivesMs: 0 });
      from.step({ type: "linkOpened", nowMs, link: ours, address, incoming: false });
      to.step({ type: "linkOpened", nowMs, link: theirs, address: from.address, incoming: true });
    });
  }

  send(from: Participant, link: LinkId, message: Message): void {
    if (this.config.bytes) this.sendRaw(from, link, encodeMessage(message));
    else this.transmit(from, link, (to, id) => to.receiveMessage(id, message));
  }

  /** Also for what no honest core would send. */
  sendRaw(from: Participant, link: LinkId, bytes: Uint8Array): void {
    this.transmit(from, link, (to, id) => to.receive(id, bytes));
  }

  /** The other end learns of it after the delay. */
  close(from: Participant, link: LinkId): void {
    const end = this.ends.get(link);
    if (end === undefined || end.owner !== from) return;
    this.ends.delete(link);
    this.after(Math.max(end.delayMs, end.arrivesMs - this.nowMs), () => {
      const other = this.ends.get(end.other);
      if (other === undefined || !this.reaches(from, other.owner)) return;
      this.ends.delete(end.other);
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
    for (const [link, end] of this.ends) if (end.owner === participant) this.ends.delete(link);
  }

  linksOf(participant: Participant): LinkId[] {
    return [...this.ends.values()].filter((end) => end.owner === participant).map((end) => end.link);
  }

  neighbourAt(link: LinkId): Participant | undefined {
    const end = this.ends.get(link);
    return end === undefined ? undefined : this.ends.get(end.other)?.owner;
  }

  rendezvous(participant: Participant): void {
    if (this.seed.down) return;
    this.after(this.chance.between(50, 200), () => {
      const addresses = this.seed.announce(participant.address, this.nowMs, this.sideOf?.(participant) ?? null);
      participant.step({ type: "addressesFound", nowMs: this.nowMs, addresses });
    });
  }

  private transmit(from: Participant, link: LinkId, deliver: (to: Participant, link: LinkId) => void): void {
    const end = this.ends.get(link);
    if (end === undefined || end.owner !== from) return;
    this.messagesSent += 1;
    const copies = this.chance.between(0, 1) < this.config.duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (this.chance.between(0, 1) < this.config.drop) continue;
      this.after(this.delayOf(end), () => {
        const other = this.ends.get(end.other);
        if (other !== undefined && this.reaches(from, other.owner)) deliver(other.owner, end.other);
      });
    }
  }

  private delayOf(end: End): number {
    const wanderingMs = end.delayMs * this.chance.between(0.9, 1.3);
    if (this.chance.between(0, 1) < this.config.reorder) return wanderingMs * this.chance.between(1, 4);
    end.arrivesMs = Math.max(end.arrivesMs, this.nowMs + wanderingMs);
    return end.arrivesMs - this.nowMs;
  }

  private reaches(a: Participant, b: Participant): boolean {
    return this.sideOf === null || this.sideOf(a) === this.sideOf(b);
  }
}
