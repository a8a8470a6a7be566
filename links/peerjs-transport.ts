import type { DataConnection } from "peerjs";
import type { Address, Clock, LinkId, Timer, Transport, TransportEvents } from "../agent/ports.ts";
import { FramedChannel } from "./framed-channel.ts";
import { SeedSession } from "./seed-session.ts";

/** Browsers get slow with more; the swarm keeps 8 links for each study. */
const MAX_LINKS = 64;
/** Strangers' offers that have not become a link yet: each costs a peer connection. */
const MAX_PENDING_INCOMING = 16;
/** Both sides dialing at once makes two; a third is a fault. */
export const MAX_CONNECTIONS_PER_ADDRESS = 2;
/** Links open in 0.1-0.3 s, through a slow network in a few; then there is no way through. */
const CONNECT_WITHIN_MS = 10_000;
/** One more try: now and then a first handshake is lost. */
const ATTEMPTS = 2;
/** PeerJS closes the connection once the channel has closed, all messages sent; this is for a peer that never answers. */
const LINGER_MS = 5_000;
const HOUSEKEEPING_MS = 10_000;

export interface PeerJsTransportOptions {
  /** Origin of the seed, for example `http://localhost:9000`. */
  readonly seedUrl: string;
  /** STUN and TURN servers; none by default, which is enough within one network. */
  readonly iceServers?: readonly RTCIceServer[];
  /** Where others reach this tab, or null while the seed is away; `token` proves to the seed that the address is ours. */
  readonly onAddress?: (address: Address | null, token: string) => void;
  readonly clock?: Clock;
  /** Uniform in [0, 1): spreads the reconnects of many tabs. */
  readonly random?: () => number;
}

interface Link {
  readonly id: LinkId;
  readonly connection: DataConnection;
  readonly framed: FramedChannel;
}

interface Dial {
  attemptsLeft: number;
  connection: DataConnection | null;
  timer: Timer | null;
}

/** WebRTC data channels between browsers, introduced by the seed. Lives on the page's main thread. */
export class PeerJsTransport implements Transport {
  readonly #clock: Clock;
  readonly #session: SeedSession;
  readonly #links = new Map<LinkId, Link>();
  readonly #dials = new Map<Address, Dial>();
  readonly #pendingIncoming = new Map<DataConnection, Timer>();
  #events: TransportEvents | null = null;
  #nextLink = 1;
  #housekeeping: Timer | null = null;

  constructor(options: PeerJsTransportOptions) {
    const { seedUrl, iceServers = [], onAddress = () => {}, clock = pageClock, random = Math.random } = options;
    this.#clock = clock;
    this.#session = new SeedSession(
      { seedUrl, iceServers, clock, random },
      {
        onAddress,
        onIncoming: (connection) => this.#receiveOffer(connection),
        onUnavailable: (address) => this.#dialFailed(address, "There is no such tab any more.", false),
        admits: (address) => this.#admits(address),
      },
    );
  }

  address(): Address | null {
    return this.#session.address();
  }

  /** Also begins to look for the seed. */
  listen(events: TransportEvents): void {
    if (this.#events !== null) throw new Error("This transport has a consumer already.");
    this.#events = events;
    this.#open();
    addEventListener("pagehide", this.#onPageHide);
    addEventListener("pageshow", this.#onPageShow);
    addEventListener("online", this.#onOnline);
  }

  connect(address: Address): void {
    if (this.#dials.has(address)) return;
    const dial: Dial = { attemptsLeft: ATTEMPTS, connection: null, timer: null };
    this.#dials.set(address, dial);
    // Never within this call: the caller may still be in the middle of something.
    queueMicrotask(() => this.#attempt(address, dial));
  }

  send(link: LinkId, bytes: Uint8Array): boolean {
    return this.#links.get(link)?.framed.send(bytes) ?? false;
  }

  close(link: LinkId): void {
    const found = this.#links.get(link);
    if (found === undefined) return;
    this.#forget(found);
    // Closing the channel sends what the browser has buffered first; closing the connection alone would not.
    const { connection } = found;
    connection.dataChannel?.close();
    this.#clock.setTimer(LINGER_MS, () => connection.close());
  }

  /** Closes every link and leaves the seed. Nothing more happens after it. */
  shutDown(): void {
    removeEventListener("pagehide", this.#onPageHide);
    removeEventListener("pageshow", this.#onPageShow);
    removeEventListener("online", this.#onOnline);
    this.#closeAll();
  }

  #open(): void {
    this.#session.start();
    const keepHouse = (): void => {
      for (const { framed } of this.#links.values()) framed.checkAssembly();
      this.#housekeeping = this.#clock.setTimer(HOUSEKEEPING_MS, keepHouse);
    };
    this.#housekeeping = this.#clock.setTimer(HOUSEKEEPING_MS, keepHouse);
  }

  #closeAll(): void {
    this.#housekeeping?.cancel();
    for (const [address, dial] of Array.from(this.#dials)) {
      dial.attemptsLeft = 0;
      this.#dialFailed(address, "This tab is closing.", false);
    }
    for (const timer of this.#pendingIncoming.values()) timer.cancel();
    this.#pendingIncoming.clear();
    for (const link of Array.from(this.#links.values())) this.#forget(link);
    this.#session.end();
  }

  // Without this others would take us for alive until their pings go unanswered.
  readonly #onPageHide = (): void => this.#closeAll();
  readonly #onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) this.#open();
  };
  readonly #onOnline = (): void => this.#session.retryNow();

  #attempt(address: Address, dial: Dial): void {
    if (this.#dials.get(address) !== dial) return;
    if (address === this.address()) {
      this.#dialFailed(address, "That is this tab itself.", false);
      return;
    }
    dial.attemptsLeft--;
    const connection = this.#session.connect(address);
    if (typeof connection === "string") {
      this.#dialFailed(address, connection, false);
      return;
    }
    dial.connection = connection;
    const fail = (reason: string) => () => {
      if (dial.connection === connection) this.#dialFailed(address, reason, true);
    };
    dial.timer = this.#clock.setTimer(CONNECT_WITHIN_MS, fail("No direct path to that tab opened in time."));
    connection.on("error", fail("The browsers found no direct path to each other."));
    connection.on("close", fail("The other tab closed the connection."));
    connection.on("open", () => {
      if (dial.connection !== connection) return;
      dial.timer?.cancel();
      dial.connection = null;
      this.#dials.delete(address);
      this.#linkOpened(connection, false);
    });
  }

  #dialFailed(address: Address, reason: string, mayRetry: boolean): void {
    const dial = this.#dials.get(address);
    if (dial === undefined) return;
    dial.timer?.cancel();
    const { connection } = dial;
    dial.connection = null;
    connection?.close();
    if (mayRetry && dial.attemptsLeft > 0) {
      this.#attempt(address, dial);
      return;
    }
    this.#dials.delete(address);
    this.#events?.onConnectFailed(address, reason);
  }

  #admits(address: Address): boolean {
    if (this.#pendingIncoming.size >= MAX_PENDING_INCOMING) return false;
    if (this.#links.size + this.#pendingIncoming.size >= MAX_LINKS) return false;
    const connections = [...this.#pendingIncoming.keys(), ...[...this.#links.values()].map((link) => link.connection)];
    return connections.filter(({ peer }) => peer === address).length < MAX_CONNECTIONS_PER_ADDRESS;
  }

  #receiveOffer(connection: DataConnection): void {
    const giveUp = (): void => {
      this.#pendingIncoming.get(connection)?.cancel();
      if (this.#pendingIncoming.delete(connection)) connection.close();
    };
    this.#pendingIncoming.set(connection, this.#clock.setTimer(CONNECT_WITHIN_MS, giveUp));
    connection.on("error", giveUp);
    connection.on("close", giveUp);
    connection.on("open", () => {
      this.#pendingIncoming.get(connection)?.cancel();
      if (this.#pendingIncoming.delete(connection)) this.#linkOpened(connection, true);
    });
  }

  #linkOpened(connection: DataConnection, incoming: boolean): void {
    const id = this.#nextLink++;
    const framed = new FramedChannel(connection.dataChannel, () => this.#clock.nowMs(), {
      onMessage: (bytes) => this.#events?.onMessage(id, bytes),
      onFault: () => this.close(id),
    });
    const link: Link = { id, connection, framed };
    this.#links.set(id, link);
    connection.on("data", (data) => framed.receive(data));
    connection.on("close", () => this.#forget(link));
    connection.on("error", () => this.close(id));
    // PeerJS closes on a failed ICE state alone; after a crashed browser only the connection as a whole fails.
    const { peerConnection } = connection;
    peerConnection.addEventListener("connectionstatechange", () => {
      if (peerConnection.connectionState === "failed") this.close(id);
    });
    this.#events?.onLinkOpened(id, connection.peer, "direct", incoming);
  }

  #forget(link: Link): void {
    if (!this.#links.delete(link.id)) return;
    link.framed.end();
    link.connection.removeAllListeners();
    this.#events?.onLinkClosed(link.id);
  }
}

const pageClock: Clock = {
  nowMs: () => performance.now(),
  setTimer(delayMs, fire) {
    const handle = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};
