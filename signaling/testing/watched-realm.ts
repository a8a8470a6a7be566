import { EventEmitter, once } from "node:events";
import type { Clock } from "../../agent/ports.ts";
import { MemoryRealm } from "../broker/memory-realm.ts";
import type { Session } from "../broker/realm.ts";

/** A realm that says when it has heard of a client's end. */
export class WatchedRealm extends MemoryRealm {
  readonly #left = new EventEmitter();

  constructor(clock: Clock, maxClients = 1_000) {
    super(clock, maxClients);
  }

  override release(session: Session, forGood: boolean): void {
    super.release(session, forGood);
    this.#left.emit(session.id);
  }

  async hasLeft(id: string): Promise<void> {
    await once(this.#left, id);
  }
}
