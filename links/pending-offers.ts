import type { Address, Clock, Timer } from "../agent/ports.ts";

/** Strangers' offers that have not become a link yet: each costs a peer connection. */
export const MAX_PENDING = 32;
/** A class that joins together gets in within a second or two; whoever offers and never opens holds no others' places. */
export const MAX_PENDING_OF_NETWORK = 20;
/** Links open in 0.1-0.3 s: whoever takes longer than this may yet, while nobody else wants the place. */
export const GIVES_WAY_MS = 1_000;
/** Through a slow network a link opens in a few seconds; then there is no way through. */
export const OPENS_WITHIN_MS = 6_000;
/** Whose offer came to nothing is not heard for so long, four times as long each time, up to the most. */
export const FIRST_REFUSAL_MS = 15_000;
const MAX_REFUSAL_MS = 600_000;
const MAX_REFUSED = 512;

interface Pending {
  readonly source: Address;
  /** By the seed's name for it; what a seed does not name is one. */
  readonly network: string;
  readonly sinceMs: number;
  readonly timer: Timer;
}

interface Refused {
  readonly untilMs: number;
  readonly forMs: number;
}

/** Offers of strangers under way: few of one network, and few of one source, so that those who never open keep nobody out. */
export class PendingOffers<Connection> {
  readonly #clock: Clock;
  readonly #giveUp: (connection: Connection) => void;
  /** In the order of arrival. */
  readonly #pending = new Map<Connection, Pending>();
  /** In the order in which they failed last. */
  readonly #refused = new Map<Address, Refused>();

  /** `giveUp` is called for what has not opened in time, or gave way to another; it is not pending any more then. */
  constructor(clock: Clock, giveUp: (connection: Connection) => void) {
    this.#clock = clock;
    this.#giveUp = giveUp;
  }

  get size(): number {
    return this.#pending.size;
  }

  countOf(source: Address): number {
    return [...this.#pending.values()].filter((pending) => pending.source === source).length;
  }

  /** Whether one more offer may come in; another may have given way for it. */
  makeRoom(source: Address, network: string): boolean {
    if ((this.#refused.get(source)?.untilMs ?? 0) > this.#clock.nowMs()) return false;
    const ofNetwork = this.#ofNetwork(network);
    const isFull = ofNetwork.length >= MAX_PENDING_OF_NETWORK;
    if (!isFull && this.#pending.size < MAX_PENDING) return true;
    // Nobody has two at the cost of others.
    return this.countOf(source) === 0 && this.#oneGivesWay(isFull ? ofNetwork : this.#ofLargestNetwork());
  }

  add(connection: Connection, source: Address, network: string): void {
    const timer = this.#clock.setTimer(OPENS_WITHIN_MS, () => this.failed(connection));
    this.#pending.set(connection, { source, network, sinceMs: this.#clock.nowMs(), timer });
  }

  /** False if it was not pending any more. */
  opened(connection: Connection): boolean {
    const pending = this.#remove(connection);
    if (pending !== undefined) this.#refused.delete(pending.source);
    return pending !== undefined;
  }

  /** Also when it closed of its own accord. */
  failed(connection: Connection): void {
    const pending = this.#remove(connection);
    if (pending === undefined) return;
    this.#refuse(pending.source);
    this.#giveUp(connection);
  }

  /** A link to this source has opened another way: what it offered in vain was no mischief. */
  forgive(source: Address): void {
    this.#refused.delete(source);
  }

  /** The same of all: what failed while this tab slept, or had no network, was its own fault. */
  forgiveAll(): void {
    this.#refused.clear();
  }

  clear(): void {
    for (const { timer } of this.#pending.values()) timer.cancel();
    this.#pending.clear();
  }

  #remove(connection: Connection): Pending | undefined {
    const pending = this.#pending.get(connection);
    pending?.timer.cancel();
    this.#pending.delete(connection);
    return pending;
  }

  #refuse(source: Address): void {
    const before = this.#refused.get(source)?.forMs;
    const forMs = before === undefined ? FIRST_REFUSAL_MS : Math.min(4 * before, MAX_REFUSAL_MS);
    this.#refused.delete(source);
    this.#refused.set(source, { untilMs: this.#clock.nowMs() + forMs, forMs });
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > MAX_REFUSED && oldest !== undefined) this.#refused.delete(oldest);
  }

  #ofNetwork(network: string): Connection[] {
    return [...this.#pending].filter(([, pending]) => pending.network === network).map(([connection]) => connection);
  }

  #ofLargestNetwork(): Connection[] {
    const networks = new Set([...this.#pending.values()].map(({ network }) => network));
    const all = [...networks].map((network) => this.#ofNetwork(network));
    return all.reduce((most, some) => (some.length > most.length ? some : most), []);
  }

  /** That of a source with a newer one at once; else the first of all, once it has had its time. */
  #oneGivesWay(connections: readonly Connection[]): boolean {
    const sourceOf = (connection: Connection) => this.#pending.get(connection)?.source;
    const isNewest = (connection: Connection) =>
      connections.findLast((other) => sourceOf(other) === sourceOf(connection)) === connection;
    const leaving = connections.find((connection) => !isNewest(connection)) ?? connections[0];
    const pending = leaving === undefined ? undefined : this.#pending.get(leaving);
    if (leaving === undefined || pending === undefined) return false;
    if (isNewest(leaving) && this.#clock.nowMs() - pending.sinceMs < GIVES_WAY_MS) return false;
    this.failed(leaving);
    return true;
  }
}
