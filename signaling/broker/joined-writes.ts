import type { Socket } from "node:net";

/** A call of the system for each message is most of what relaying costs: what is said to a client in one turn of the process goes together. */
export class JoinedWrites {
  readonly #corked = new Set<Socket>();

  /** Call before a write; it leaves with the others of this turn. */
  join(socket: Socket): void {
    if (this.#corked.has(socket)) return;
    if (this.#corked.size === 0) setImmediate(() => this.#flush());
    this.#corked.add(socket);
    socket.cork();
  }

  #flush(): void {
    const corked = [...this.#corked];
    this.#corked.clear();
    for (const socket of corked) socket.uncork();
  }
}
