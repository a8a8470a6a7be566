import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "./network.ts";

/** Three halls of 200 tabs that load the page at once, six connections each, and some. */
export const MAX_PLAIN = 4_000;
/** Those of one such hall, and some. */
export const MAX_PLAIN_OF_NETWORK = 1_500;

export interface PlainLimits {
  /** Of all visitors. */
  readonly most?: number;
  /** Of one network. */
  readonly mostOfNetwork?: number;
}

/**
 * Bounds the connections that are no WebSockets: idle ones, and those of requests. Where one more has no room, that of the same
 * network gives way from which nothing was heard for longest, or, where all are too many, of the network that has most. So
 * who holds connections idle loses them to whoever comes with a request, also from the same network.
 */
export class PlainConnections {
  readonly #most: number;
  readonly #mostOfNetwork: number;
  readonly #networks = new Map<Socket, string>();
  /** In the order in which they were last heard of. */
  readonly #byNetwork = new Map<string, Set<Socket>>();

  constructor({ most = MAX_PLAIN, mostOfNetwork = MAX_PLAIN_OF_NETWORK }: PlainLimits = {}) {
    this.#most = most;
    this.#mostOfNetwork = mostOfNetwork;
  }

  watch(server: Server): void {
    server.on("connection", (socket: Socket) => this.#opened(socket));
    server.on("request", ({ socket }: IncomingMessage) => this.#heard(socket));
    // The door counts them from here on.
    server.on("upgrade", ({ socket }: IncomingMessage) => this.#forget(socket));
  }

  count(): number {
    return this.#networks.size;
  }

  #opened(socket: Socket): void {
    const network = networkOf(socket.remoteAddress ?? "unknown");
    const same = this.#byNetwork.get(network) ?? new Set();
    if (same.size >= this.#mostOfNetwork) this.#dropOne(same);
    else if (this.count() >= this.#most) this.#dropOne(this.#largest());
    this.#networks.set(socket, network);
    this.#byNetwork.set(network, same.add(socket));
    socket.once("close", () => this.#forget(socket));
  }

  #heard(socket: Socket): void {
    const network = this.#networks.get(socket);
    const same = network === undefined ? undefined : this.#byNetwork.get(network);
    if (same?.delete(socket)) same.add(socket);
  }

  #dropOne(sockets: ReadonlySet<Socket>): void {
    const [longestSilent] = sockets;
    if (longestSilent === undefined) return;
    this.#forget(longestSilent);
    longestSilent.destroy();
  }

  #largest(): ReadonlySet<Socket> {
    let largest: ReadonlySet<Socket> = new Set();
    for (const sockets of this.#byNetwork.values()) if (sockets.size > largest.size) largest = sockets;
    return largest;
  }

  #forget(socket: Socket): void {
    const network = this.#networks.get(socket);
    if (network === undefined) return;
    this.#networks.delete(socket);
    const same = this.#byNetwork.get(network);
    same?.delete(socket);
    if (same?.size === 0) this.#byNetwork.delete(network);
  }
}
