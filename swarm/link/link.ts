import type { Chance } from "../chance.ts";
import type { Effect } from "../events.ts";
import type { Address, LinkId, LogId } from "../ids.ts";
import type { InnerClock } from "../inner-clock.ts";
import type { DisconnectReason, Message } from "../wire/message.ts";
import { FetchState } from "./fetch-state.ts";
import type { Handshake } from "./handshake.ts";
import { Knowledge } from "./knowledge.ts";
import { Liveness } from "./liveness.ts";
import { Score } from "./misbehaviour.ts";
import { NoteQueue } from "./note-queue.ts";
import { Outbox } from "./outbox.ts";
import { type IncomingBudget, incomingBudget, type OutgoingBudget, outgoingBudget } from "./rate-limit.ts";

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
  readonly handshake: Handshake;
  readonly liveness: Liveness;
  readonly score: Score;
  readonly takes: IncomingBudget;
  readonly gives: OutgoingBudget;
  readonly knowledge: Knowledge;
  readonly outbox: Outbox;
  readonly notes: NoteQueue;
  readonly fetch: FetchState;
  shuffledMs: number;
}

export function newLink(id: LinkId, address: Address, incoming: boolean, handshake: Handshake, nowMs: number): Link {
  return {
    id,
    incoming,
    dialled: address,
    address,
    openedMs: nowMs,
    open: false,
    handshake,
    liveness: new Liveness(nowMs),
    score: new Score(),
    takes: incomingBudget(nowMs),
    gives: outgoingBudget(nowMs),
    knowledge: new Knowledge(),
    outbox: new Outbox(),
    notes: new NoteQueue(),
    fetch: new FetchState(),
    shuffledMs: Number.NEGATIVE_INFINITY,
  };
}

/** What the parts of one core share: time, chance, the links, and the list of effects being made. */
export class Surroundings {
  readonly chance: Chance;
  private readonly all = new Map<LinkId, Link>();
  /** Asked for at every step; made anew when a link opens or goes. */
  private openOnes: Link[] | null = null;
  private readonly clock: InnerClock;
  private effects: Effect[] = [];

  constructor(clock: InnerClock, chance: Chance) {
    this.clock = clock;
    this.chance = chance;
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

  send(link: Link, message: Message): void {
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
    this.openOnes = null;
  }

  remove(link: Link): void {
    this.all.delete(link.id);
    this.openOnes = null;
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
