import type { DataConnection } from "peerjs";
import type { Address, Clock, LinkId, LinkKind, Timer, Transport, TransportEvents } from "../agent/ports.ts";
import { Dials } from "./dials.ts";
import { FramedChannel } from "./framed-channel.ts";
import { watchPage } from "./page-life.ts";
import { util } from "./peerjs.ts";
import { PendingOffers } from "./pending-offers.ts";
import { RelayEnd } from "./relay/relay-end.ts";
import { RelayedLink } from "./relay/relayed-link.ts";
import { SeedSession } from "./seed-session.ts";

/** Browsers get slow with more; the swarm keeps 8 links for each study. */
const MAX_LINKS = 64;
/** Both sides dialing at once makes two; a third is a fault. */
export const MAX_CONNECTIONS_PER_ADDRESS = 2;
/** PeerJS closes the connection once the channel has closed, all messages sent; this is for a peer that never answers. */
const LINGER_MS = 5_000;
const HOUSEKEEPING_MS = 10_000;
/** A machine that wakes says so in several ways at once: of the page, of the network, of each study's clock. */
const WAKES_APART_MS = 2_000;
export interface PeerJsTransportOptions {
  /** Origin of the seed, for example `http://localhost:9000`. */
  readonly seedUrl: string;
  /** STUN and TURN servers, as they are now; none by default, which is enough within one network. */
  readonly iceServers?: () => readonly RTCIceServer[];
  /** Whatever a dial has to wait for; never rejects. */
  readonly beforeDial?: () => Promise<void>;
  /** Whether this browser makes direct ways at all; asked of it unless told. */
  readonly hasWebRtc?: boolean;
  /** Where others reach this tab, or null while the seed is away; `token` proves to the seed that the address is ours. */
  readonly onAddress?: (address: Address | null, token: string) => void;
  readonly clock?: Clock;
  /** Uniform in [0, 1): spreads the reconnects of many tabs. */
  readonly random?: () => number;
}

/** How a tab stands with others. */
export interface LinkStanding {
  /** The seed introduces this tab to others. */
  readonly seedIntroduces: boolean;
  readonly direct: number;
  readonly relayed: number;
  /** Tabs that answered and to which no direct way opened; at most 512. */
  readonly withoutWay: number;
}

interface Link {
  readonly id: LinkId;
  kind: LinkKind;
  readonly address: Address;
  readonly framed: FramedChannel;
  /** Looks for a direct way, if it goes by the relay. */
  tryDirect(): void;
  /** What was sent before still arrives. */
  end(): void;
}

/**
 * WebRTC data channels between browsers, introduced by the seed; by the seed's relay where no direct way opens, until one does. Lives on
 * the page's main thread.
 */
export class PeerJsTransport implements Transport {
  readonly #clock: Clock;
  readonly #session: SeedSession;
  readonly #links = new Map<LinkId, Link>();
  readonly #dials: Dials<DataConnection, RelayEnd>;
  readonly #offers: PendingOffers<DataConnection>;
  /** By the relay: who offered a direct way in vain may well call here next. */
  readonly #calls: PendingOffers<RelayEnd>;
  readonly #options: Required<Pick<PeerJsTransportOptions, "seedUrl" | "iceServers" | "hasWebRtc">>;
  #leavePage = (): void => {};
  #events: TransportEvents | null = null;
  #nextLink = 1;
  #wokeMs = Number.NEGATIVE_INFINITY;
  #housekeeping: Timer | null = null;

  constructor(options: PeerJsTransportOptions) {
    const { seedUrl, iceServers = () => [], onAddress = () => {}, clock = pageClock, random = Math.random } = options;
    this.#clock = clock;
    const { beforeDial = () => Promise.resolve() } = options;
    const hasWebRtc = options.hasWebRtc ?? typeof RTCPeerConnection === "function";
    this.#options = { seedUrl, iceServers, hasWebRtc };
    // PeerJS goes to no seed where there is no WebRTC; the relay needs none.
    if (!hasWebRtc) util.supports.data = true;
    this.#dials = new Dials({
      clock,
      hasWebRtc,
      beforeDial,
      ownAddress: () => this.address(),
      connect: (address) => this.#session.connect(address),
      openEnd: (address, onFailed, onJoined) => this.#openEnd(address, onFailed, onJoined),
      isLinked: (address) => this.#linksTo(address) > 0,
      onConnected: (connection) => this.#linkOpened(connection, false),
      onRelayed: (end, address) => this.#relayOpened(end, address, false),
      onFailed: (address, reason) => this.#events?.onConnectFailed(address, reason),
    });
    this.#offers = new PendingOffers(clock, (connection) => connection.close());
    this.#calls = new PendingOffers(clock, (end) => end.close());
    this.#session = new SeedSession(
      { seedUrl, iceServers, clock, random },
      {
        onAddress,
        onIncoming: (connection, network) => this.#receiveOffer(connection, network),
        onRelayCall: (address, network) => this.#receiveCall(address, network),
        onDeaf: () => this.wake(),
        onUnavailable: (address) => this.#dials.failed(address, "There is no such tab any more."),
        // Who has no WebRTC can answer no offer; the other end tries the relay next.
        admits: (address, network) => this.#admitsOffer(address, network),
      },
    );
  }

  address(): Address | null {
    return this.#session.address();
  }

  standing(): LinkStanding {
    const kinds = [...this.#links.values()].map(({ kind }) => kind);
    const direct = kinds.filter((kind) => kind === "direct").length;
    const { withoutWay } = this.#dials;
    return { seedIntroduces: this.address() !== null, direct, relayed: kinds.length - direct, withoutWay };
  }

  /** If the seed is away, it is tried now and not when its turn comes; if it seems to be there, it is asked whether it is. */
  seekSeed(): void {
    if (this.address() === null) this.#session.retryNow();
    else this.#session.doubt();
  }

  /** Also begins to look for the seed. */
  listen(events: TransportEvents): void {
    if (this.#events !== null) throw new Error("This transport has a consumer already.");
    this.#events = events;
    this.#open();
    this.#leavePage = watchPage({
      // Without this others would take us for alive until their pings go unanswered.
      onHide: () => this.#closeAll(),
      onShow: () => this.#open(),
      onDoubt: () => this.wake(),
      onHint: () => {
        this.#session.doubt();
        this.#tryDirect();
      },
    });
  }

  connect(address: Address): void {
    this.#dials.dial(address);
  }

  send(link: LinkId, bytes: Uint8Array): boolean {
    return this.#links.get(link)?.framed.send(bytes) ?? false;
  }

  close(link: LinkId): void {
    const found = this.#links.get(link);
    this.#forget(link);
    found?.end();
  }

  wake(): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#wokeMs < WAKES_APART_MS) return;
    this.#wokeMs = nowMs;
    this.#session.doubt();
    this.#offers.forgiveAll();
    this.#dials.wake();
    this.#tryDirect();
    this.#events?.onDoubt?.();
  }

  /** Closes every link and leaves the seed. Nothing more happens after it. */
  shutDown(): void {
    this.#leavePage();
    this.#closeAll();
  }

  #tryDirect(): void {
    for (const link of this.#links.values()) link.tryDirect();
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
    this.#dials.abandon("This tab is closing.");
    this.#offers.clear();
    this.#calls.clear();
    for (const link of Array.from(this.#links.keys())) this.close(link);
    this.#session.end();
  }

  /** At the seed's relay; null while the seed is away. */
  #openEnd(peer: Address, onFailed: () => void, onJoined: () => void): RelayEnd | null {
    const address = this.#session.address();
    if (address === null) return null;
    const end = new RelayEnd({ seedUrl: this.#options.seedUrl, address, token: this.#session.token() }, peer);
    end.listen({ onJoined, onClosed: onFailed, onFrame: () => {}, onSignal: () => {}, onMoved: () => {} });
    return end;
  }

  #linksTo(address: Address): number {
    return [...this.#links.values()].filter((link) => link.address === address).length;
  }

  #admits(among: Pick<PendingOffers<unknown>, "countOf" | "makeRoom">, address: Address, network: string): boolean {
    if (this.#links.size + this.#offers.size + this.#calls.size >= MAX_LINKS) return false;
    if (this.#linksTo(address) + among.countOf(address) >= MAX_CONNECTIONS_PER_ADDRESS) return false;
    return among.makeRoom(address, network);
  }

  /** Where no direct way is made, whoever offers one is called by the relay at once, and need not find out that nobody answers. */
  #admitsOffer(address: Address, network: string): boolean {
    if (this.#options.hasWebRtc) return this.#admits(this.#offers, address, network);
    this.#receiveCall(address, network);
    return false;
  }

  #receiveOffer(connection: DataConnection, network: string): void {
    this.#offers.add(connection, connection.peer, network);
    connection.on("error", () => this.#offers.failed(connection));
    connection.on("close", () => this.#offers.failed(connection));
    connection.on("open", () => {
      if (this.#offers.opened(connection)) this.#linkOpened(connection, true);
    });
  }

  /** Somebody waits for us at the relay: a stranger's offer like any other, but for one that we have called ourselves. */
  #receiveCall(address: Address, network: string): void {
    if (this.#dials.isCalling(address) || !this.#admits(this.#calls, address, network)) return;
    const end: RelayEnd | null = this.#openEnd(
      address,
      () => end !== null && this.#calls.failed(end),
      () => {
        if (end !== null && this.#calls.opened(end)) this.#relayOpened(end, address, true);
      },
    );
    if (end !== null) this.#calls.add(end, address, network);
  }

  #relayOpened(end: RelayEnd, address: Address, incoming: boolean): void {
    const id = this.#nextLink++;
    const own = this.address() ?? "";
    const initiates = this.#options.hasWebRtc ? own < address : null;
    const { iceServers } = this.#options;
    const relayed = new RelayedLink(
      end,
      { clock: this.#clock, initiates, iceServers },
      {
        onMessage: (bytes) => this.#events?.onMessage(id, bytes),
        onDirect: () => {
          this.#dials.goesDirectly(address);
          const link = this.#links.get(id);
          if (link !== undefined) link.kind = "direct";
          this.#events?.onLinkKind?.(id, "direct");
        },
        onClosed: () => this.#forget(id),
      },
    );
    this.#links.set(id, {
      id,
      kind: "relayed",
      address,
      framed: relayed.framed,
      tryDirect: () => relayed.tryDirect(),
      end: () => relayed.close(),
    });
    this.#offers.forgive(address);
    this.#dials.goesByRelay(address);
    this.#events?.onLinkOpened(id, address, "relayed", incoming);
  }

  #linkOpened(connection: DataConnection, incoming: boolean): void {
    const id = this.#nextLink++;
    const framed = new FramedChannel(connection.dataChannel, () => this.#clock.nowMs(), {
      onMessage: (bytes) => this.#events?.onMessage(id, bytes),
      onFault: () => this.close(id),
    });
    const end = (): void => {
      connection.removeAllListeners();
      closeOnceSent(connection.dataChannel);
      this.#clock.setTimer(LINGER_MS, () => connection.close());
    };
    this.#dials.goesDirectly(connection.peer);
    this.#links.set(id, { id, kind: "direct", address: connection.peer, framed, tryDirect: () => {}, end });
    connection.on("data", (data) => framed.receive(data));
    connection.on("close", () => this.close(id));
    connection.on("error", () => this.close(id));
    // PeerJS closes on a failed ICE state alone; after a crashed browser only the connection as a whole fails.
    const { peerConnection } = connection;
    peerConnection.addEventListener("connectionstatechange", () => {
      if (peerConnection.connectionState === "failed") this.close(id);
    });
    this.#events?.onLinkOpened(id, connection.peer, "direct", incoming);
  }

  #forget(id: LinkId): void {
    const link = this.#links.get(id);
    if (link === undefined) return;
    this.#links.delete(id);
    link.framed.end();
    this.#events?.onLinkClosed(id);
  }
}

/**
 * A channel that is closed sends what it has begun and now and then drops the rest (dcsctp's send queue, when the stream is reset); one
 * whose buffer is empty has sent all, and what is lost on the way is sent again before the other side hears of the end.
 */
function closeOnceSent(channel: RTCDataChannel | null): void {
  // PeerJS has none before it opens and after it has closed.
  if (channel === null) return;
  if (channel.bufferedAmount === 0) {
    channel.close();
    return;
  }
  channel.bufferedAmountLowThreshold = 0;
  channel.onbufferedamountlow = () => channel.close();
}

/** Of the page's main thread. */
export const pageClock: Clock = {
  nowMs: () => performance.now(),
  setTimer(delayMs, fire) {
    const handle = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};
