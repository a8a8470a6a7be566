import type { Clock, Timer } from "../../agent/ports.ts";
import { type Claim, RECONNECT_GRACE_MS, type Realm, type RealmEvents, type Session } from "./realm.ts";

interface Holding {
  readonly token: string;
  readonly network: string;
  /** Null while its client is away and the id is kept for it. */
  session: Session | null;
  grace: Timer | null;
}

/** The realm of a single seed. */
export class MemoryRealm implements Realm {
  readonly #clock: Clock;
  readonly #maxClients: number;
  readonly #holdings = new Map<string, Holding>();
  #events: RealmEvents = { onArrived: () => {}, onDeparted: () => {} };

  constructor(clock: Clock, maxClients: number) {
    this.#clock = clock;
    this.#maxClients = maxClients;
  }

  listen(events: RealmEvents): void {
    this.#events = events;
  }

  async claim(session: Session): Promise<Claim> {
    const held = this.#holdings.get(session.id);
    if (held !== undefined && held.token !== session.token) return "taken";
    if (held === undefined && this.#holdings.size >= this.#maxClients) return "full";
    held?.grace?.cancel();
    held?.session?.supersede();
    this.#holdings.set(session.id, { token: session.token, network: session.network, session, grace: null });
    return "opened";
  }

  ready(session: Session): void {
    if (this.#holdings.get(session.id)?.session === session) this.#events.onArrived(session.id);
  }

  release(session: Session, forGood: boolean): void {
    const held = this.#holdings.get(session.id);
    if (held === undefined || held.session !== session) return;
    held.session = null;
    if (forGood) this.#depart(session.id);
    else held.grace = this.#clock.setTimer(RECONNECT_GRACE_MS, () => this.#depart(session.id));
  }

  deliver(id: string, frame: string): boolean {
    return this.#holdings.get(id)?.session?.deliver(frame) ?? false;
  }

  async networkOfClient(id: string, token: string): Promise<string | null> {
    const held = this.#holdings.get(id);
    return held?.token === token ? held.network : null;
  }

  count(): number {
    return this.#holdings.size;
  }

  #depart(id: string): void {
    this.#holdings.delete(id);
    this.#events.onDeparted(id);
  }
}
