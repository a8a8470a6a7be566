import {
  type Address,
  type Clock,
  type LinkId,
  MAX_MESSAGE_BYTES,
  type Transport,
  type TransportEvents,
} from "../agent/ports.ts";
import { MAX_QUEUED_BYTES } from "./framed-channel.ts";

/** When a browser notices that the other side of a link is gone without a word (Chromium, measured). */
export const NOTICED_AFTER_MS = 17_600;
/** When a tab learns that an address is nobody's, and when it gives up on one that does not answer. */
const UNKNOWN_AFTER_MS = 5_000;
const SILENT_AFTER_MS = 20_000;

export interface SimulatedNetworkOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1), from a seed: all chance of the network comes from it. */
  readonly random: () => number;
  /** One way; each message draws its own, but none overtakes another of its link. */
  readonly latencyMs?: readonly [least: number, most: number];
  /** Of all attempts to connect, how many find no way through. */
  readonly failingConnects?: number;
  /** Mean time until a link breaks by itself; Infinity (the default) for never. */
  readonly meanLinkLifeMs?: number;
}

interface Side {
  readonly station: SimulatedTransport;
  readonly link: LinkId;
  bytesUnderWay: number;
  /** When the last message towards this side arrives. */
  busyUntilMs: number;
}

/** A link, or what is left of one. */
interface Wire {
  readonly sides: readonly [Side, Side];
  broken: boolean;
}

/** Browsers, seed and the lines between them, in memory and in virtual time. The same seed gives the same run. */
export class SimulatedNetwork {
  readonly #options: Required<SimulatedNetworkOptions>;
  readonly #stations = new Map<Address, SimulatedTransport>();
  readonly #wires = new Set<Wire>();
  readonly #groups = new Map<Address, number>();
  #seedIsUp = true;
  #joined = 0;

  constructor(options: SimulatedNetworkOptions) {
    this.#options = { latencyMs: [1, 20], failingConnects: 0, meanLinkLifeMs: Number.POSITIVE_INFINITY, ...options };
  }

  /** A tab opens. */
  join(): SimulatedTransport {
    const address = `tab-${++this.#joined}`;
    const station = new SimulatedTransport(this, address);
    this.#stations.set(address, station);
    return station;
  }

  /** A tab closes: the others hear of it at once. */
  leave(station: SimulatedTransport): void {
    this.#remove(station, () => this.#latency());
  }

  /** A tab vanishes: the others notice after NOTICED_AFTER_MS, unless they look themselves. */
  crash(station: SimulatedTransport): void {
    this.#remove(station, () => NOTICED_AFTER_MS);
  }

  /** Breaks the link between two tabs without a word to either; both notice after NOTICED_AFTER_MS. */
  cut(a: SimulatedTransport, b: SimulatedTransport): void {
    for (const wire of this.#wiresOf(a)) if (this.#otherSide(wire, a).station === b) this.#break(wire);
  }

  /** Nothing passes between tabs of different groups any more; tabs that are not named form a group of their own. */
  partition(groups: readonly (readonly SimulatedTransport[])[]): void {
    this.#groups.clear();
    groups.forEach((group, i) => {
      for (const station of group) this.#groups.set(station.ownAddress, i + 1);
    });
    for (const wire of Array.from(this.#wires))
      if (!this.#reaches(wire.sides[0].station, wire.sides[1].station)) this.#break(wire);
  }

  heal(): void {
    this.#groups.clear();
  }

  /** While the seed is away nobody has an address and nobody new is reached; links live on. */
  setSeed(isUp: boolean): void {
    this.#seedIsUp = isUp;
  }

  seedIsUp(): boolean {
    return this.#seedIsUp;
  }

  countLinks(): number {
    return this.#wires.size;
  }

  /** For `SimulatedTransport`. */
  connect(from: SimulatedTransport, address: Address): void {
    const { clock, random, failingConnects, meanLinkLifeMs } = this.#options;
    const fail = (afterMs: number, reason: string): void => {
      clock.setTimer(afterMs, () => from.connectFailed(address, reason));
    };
    if (address === from.ownAddress) return fail(0, "That is this tab itself.");
    if (!this.#seedIsUp) return fail(0, "The seed is away.");
    if (random() < failingConnects) return fail(SILENT_AFTER_MS, "No path opened in time.");
    clock.setTimer(4 * this.#latency(), () => {
      const to = this.#stations.get(address);
      if (to === undefined || !from.isJoined()) return fail(UNKNOWN_AFTER_MS, "There is no such tab any more.");
      if (!this.#reaches(from, to)) return fail(SILENT_AFTER_MS, "No path opened in time.");
      const wire = this.#makeWire(from, to);
      if (Number.isFinite(meanLinkLifeMs)) {
        clock.setTimer(-Math.log(1 - random()) * meanLinkLifeMs, () => this.#break(wire));
      }
    });
  }

  /** For `SimulatedTransport`. */
  send(from: SimulatedTransport, link: LinkId, bytes: Uint8Array): boolean {
    const wire = from.wireOf(link);
    if (wire === undefined || bytes.length > MAX_MESSAGE_BYTES) return false;
    const to = this.#otherSide(wire, from);
    if (to.bytesUnderWay + bytes.length > MAX_QUEUED_BYTES) return false;
    const copy = bytes.slice();
    to.bytesUnderWay += copy.length;
    const nowMs = this.#options.clock.nowMs();
    to.busyUntilMs = Math.max(to.busyUntilMs, nowMs + this.#latency());
    this.#options.clock.setTimer(to.busyUntilMs - nowMs, () => {
      if (wire.broken) return;
      to.bytesUnderWay -= copy.length;
      to.station.received(to.link, copy);
    });
    return true;
  }

  /** For `SimulatedTransport`: one side closes, after what it sent before. */
  close(from: SimulatedTransport, link: LinkId): void {
    const wire = from.wireOf(link);
    if (wire === undefined) return;
    const to = this.#otherSide(wire, from);
    const nowMs = this.#options.clock.nowMs();
    this.#end(wire, from, Math.max(to.busyUntilMs - nowMs, this.#latency()));
  }

  #makeWire(from: SimulatedTransport, to: SimulatedTransport): Wire {
    const side = (station: SimulatedTransport): Side => {
      return { station, link: station.nextLink(), bytesUnderWay: 0, busyUntilMs: 0 };
    };
    const wire: Wire = { sides: [side(from), side(to)], broken: false };
    this.#wires.add(wire);
    from.opened(wire.sides[0].link, wire, to.ownAddress, false);
    to.opened(wire.sides[1].link, wire, from.ownAddress, true);
    return wire;
  }

  /** `station` ends its side now; the other side learns it after `afterMs`. */
  #end(wire: Wire, station: SimulatedTransport, afterMs: number): void {
    this.#wires.delete(wire);
    const other = this.#otherSide(wire, station);
    station.closed(this.#sideOf(wire, station).link);
    this.#options.clock.setTimer(afterMs, () => {
      wire.broken = true;
      other.station.closed(other.link);
    });
  }

  #break(wire: Wire): void {
    if (!this.#wires.delete(wire)) return;
    wire.broken = true;
    for (const { station, link } of wire.sides)
      this.#options.clock.setTimer(NOTICED_AFTER_MS, () => station.closed(link));
  }

  #remove(station: SimulatedTransport, noticedAfterMs: () => number): void {
    const wires = this.#wiresOf(station);
    this.#stations.delete(station.ownAddress);
    station.left();
    for (const wire of wires) this.#end(wire, station, noticedAfterMs());
  }

  #reaches(a: SimulatedTransport, b: SimulatedTransport): boolean {
    return (this.#groups.get(a.ownAddress) ?? 0) === (this.#groups.get(b.ownAddress) ?? 0);
  }

  #wiresOf(station: SimulatedTransport): Wire[] {
    return [...this.#wires].filter(({ sides: [a, b] }) => a.station === station || b.station === station);
  }

  #sideOf = (wire: Wire, station: SimulatedTransport): Side => wire.sides[wire.sides[0].station === station ? 0 : 1];
  #otherSide = (wire: Wire, station: SimulatedTransport): Side => wire.sides[wire.sides[0].station === station ? 1 : 0];

  #latency(): number {
    const [least, most] = this.#options.latencyMs;
    return least + this.#options.random() * (most - least);
  }
}

/** One tab's end of a simulated network. */
export class SimulatedTransport implements Transport {
  readonly ownAddress: Address;
  readonly #network: SimulatedNetwork;
  readonly #wires = new Map<LinkId, Wire>();
  #events: TransportEvents | null = null;
  #nextLink = 1;
  #joined = true;

  constructor(network: SimulatedNetwork, address: Address) {
    this.#network = network;
    this.ownAddress = address;
  }

  address(): Address | null {
    return this.#joined && this.#network.seedIsUp() ? this.ownAddress : null;
  }

  listen(events: TransportEvents): void {
    if (this.#events !== null) throw new Error("This transport has a consumer already.");
    this.#events = events;
  }

  connect(address: Address): void {
    this.#network.connect(this, address);
  }

  send(link: LinkId, bytes: Uint8Array): boolean {
    return this.#network.send(this, link, bytes);
  }

  close(link: LinkId): void {
    this.#network.close(this, link);
  }

  isJoined(): boolean {
    return this.#joined;
  }

  /** For the network. */
  nextLink(): LinkId {
    return this.#nextLink++;
  }

  /** For the network. */
  wireOf(link: LinkId): Wire | undefined {
    return this.#wires.get(link);
  }

  /** For the network. */
  opened(link: LinkId, wire: Wire, address: Address, incoming: boolean): void {
    this.#wires.set(link, wire);
    this.#events?.onLinkOpened(link, address, "simulated", incoming);
  }

  /** For the network. */
  closed(link: LinkId): void {
    if (this.#wires.delete(link)) this.#events?.onLinkClosed(link);
  }

  /** For the network. */
  connectFailed(address: Address, reason: string): void {
    this.#events?.onConnectFailed(address, reason);
  }

  /** For the network. */
  received(link: LinkId, bytes: Uint8Array): void {
    if (this.#wires.has(link)) this.#events?.onMessage(link, bytes);
  }

  /** For the network: nothing more is heard here. */
  left(): void {
    this.#joined = false;
    this.#wires.clear();
    this.#events = null;
  }
}
