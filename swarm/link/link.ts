import type { Chance } from "../chance.ts";
import type { Effect } from "../events.ts";
import type { Address, LinkId, LogId } from "../ids.ts";
import type { InnerClock } from "../inner-clock.ts";
import type { DisconnectReason, Message } from "../wire/message.ts";
import { messageBytes } from "../wire/message-bytes.ts";
import { BoardLink } from "./board-link.ts";
import { FetchState } from "./fetch-state.ts";
import type { Handshake } from "./handshake.ts";
import { Knowledge } from "./knowledge.ts";
import { Liveness } from "./liveness.ts";
import { Score } from "./misbehaviour.ts";
import { NoteQueue } from "./note-queue.ts";
import { Outbox } from "./outbox.ts";
import { PresenceLink } from "./presence-link.ts";
import {
  type IncomingBudget,
  incomingBudget,
  type OutgoingBudget,
  outgoingBudget,
  relayedBudget,
} from "./rate-limit.ts";
import type { Upload } from "./upload.ts";

/** Everything the core keeps about one link. */
export interface Link {
  readonly id: LinkId;
  readonly incoming: boolean;
  /** As the transport named it. */
  readonly dialled: Address;
  /** Where the other end can be dialled, by its newest word. */
  address: Address;
  readonly openedMs: number;
  /** Both ends have proven who they are. */
  open: boolean;
  /** By this tables that all links share say what its other end has: one bit of 30, its own while it is open; 0: none was left. */
  bit: number;
  readonly handshake: Handshake;
  readonly liveness: Liveness;
  readonly score: Score;
  readonly takes: IncomingBudget;
  /** Another one where the link goes another way. */
  gives: OutgoingBudget;
  readonly knowledge: Knowledge;
  readonly outbox: Outbox;
  readonly presence: PresenceLink;
  readonly notes: NoteQueue;
  readonly board: BoardLink;
  readonly fetch: FetchState;
  shuffledMs: number;
}

export function newLink(
  id: LinkId,
  address: Address,
  incoming: boolean,
  handshake: Handshake,
  nowMs: number,
  relayed = false,
): Link {
  return {
    id,
    incoming,
    dialled: address,
    address,
    openedMs: nowMs,
    open: false,
    bit: 0,
    handshake,
    liveness: new Liveness(nowMs),
    score: new Score(),
    takes: incomingBudget(nowMs),
    gives: relayed ? relayedBudget(nowMs) : outgoingBudget(nowMs),
    knowledge: new Knowledge(),
    outbox: new Outbox(),
    presence: new PresenceLink(nowMs),
    notes: new NoteQueue(),
    board: new BoardLink(nowMs),
    fetch: new FetchState(),
    shuffledMs: Number.NEGATIVE_INFINITY,
  };
}

/** Below the sign of a small integer; a full view has 8. */
const ALL_BITS = 2 ** 30 - 1;

/** Generations are bred by cells, and a study that breeds tells little else: each link has budgets for them. */
const OF_OWN_BUDGET: ReadonlySet<Message["type"]> = new Set(["cells", "epochs"]);

/** What the parts of one core share: time, chance, the links, and the list of effects being made. */
export class Surroundings {
  readonly chance: Chance;
  /** What may be sent over all links together. */
  readonly upload: Upload;
  private readonly all = new Map<LinkId, Link>();
  /** Asked for at every step; made anew when a link opens or goes. */
  private openOnes: Link[] | null = null;
  /** Were open, and have gone since somebody asked. */
  private lost: Link[] = [];
  private freeBits = ALL_BITS;
  private readonly clock: InnerClock;
  private effects: Effect[] = [];

  constructor(clock: InnerClock, chance: Chance, upload: Upload) {
    this.clock = clock;
    this.chance = chance;
    this.upload = upload;
  }

  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** By the clock that the events come with; `nowMs` leaps over sleep. */
  get outerMs(): number {
    return this.clock.outerMs;
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  takeEffects(): Effect[] {
    const effects = this.effects;
    this.effects = [];
    return effects;
  }

  /** What leaves in any case. */
  send(link: Link, message: Message): void {
    if (!OF_OWN_BUDGET.has(message.type)) this.upload.spend(messageBytes(message), this.nowMs);
    this.sendPaid(link, message);
  }

  /** What has been charged to the budget before. */
  sendPaid(link: Link, message: Message): void {
    this.effects.push({ type: "send", link: link.id, message });
  }

  get links(): ReadonlyMap<LinkId, Link> {
    return this.all;
  }

  add(link: Link): void {
    this.all.set(link.id, link);
    this.openOnes = null;
  }

  markOpen(link: Link): void {
    link.open = true;
    link.bit = this.freeBits & -this.freeBits;
    this.freeBits &= ~link.bit;
    this.openOnes = null;
  }

  remove(link: Link): void {
    if (this.all.delete(link.id) && link.open) {
      this.lost.push(link);
      this.freeBits |= link.bit;
    }
    this.openOnes = null;
  }

  /** Links that were open and are not any more, each once. */
  takeLost(): Link[] {
    const lost = this.lost;
    if (lost.length > 0) this.lost = [];
    return lost;
  }

  /** Links whose ends have proven themselves. */
  openLinks(): readonly Link[] {
    this.openOnes ??= [...this.all.values()].filter((link) => link.open);
    return this.openOnes;
  }

  openLinksTo(log: LogId): Link[] {
    return this.openLinks().filter((link) => link.handshake.log === log);
  }

  /** Says why, closes, forgets. */
  cut(link: Link, reason: DisconnectReason, addresses: readonly Address[] = []): void {
    this.send(link, { type: "disconnect", reason, addresses });
    this.drop(link, reason);
  }

  /** Closes without a word: the other end is gone, or has said the last word. */
  drop(link: Link, reason: string): void {
    this.emit({ type: "disconnect", link: link.id, reason });
    this.remove(link);
  }
}
