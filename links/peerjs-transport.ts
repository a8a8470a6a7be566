import { type DataConnection, util } from "peerjs";
import type { Address, Clock, LinkId, LinkKind, Timer, Transport, TransportEvents } from "../agent/ports.ts";
import { FramedChannel } from "./framed-channel.ts";
import { watchPage } from "./page-life.ts";
import { OPENS_WITHIN_MS, PendingOffers } from "./pending-offers.ts";
import { RelayEnd } from "./relay/relay-end.ts";
import { RelayedLink } from "./relay/relayed-link.ts";
import { SeedSession } from "./seed-session.ts";

/** Browsers get slow with more; the swarm keeps 8 links for each study. */
const MAX_LINKS = 64;
/** Both sides dialing at once makes two; a third is a fault. */
export const MAX_CONNECTIONS_PER_ADDRESS = 2;
/**
 * A tab answers in a tenth of a second, one that is busy or far away in a few; then nobody is there. The first wait is short, for
 * a tab that had no room just then has it a moment later. Who did not answer gets as much more time when it is dialled again, up to
 * three times as much.
 */
const FIRST_ANSWER_MS = 2_000;
const LAST_ANSWER_MS = 4_000;
const MOST_PATIENCE = 3;
const MAX_REMEMBERED = 512;
/** One more try: now and then a first handshake is lost. */
const ATTEMPTS = 2;
/** PeerJS closes the connection once the channel has closed, all messages sent; this is for a peer that never answers. */
const LINGER_MS = 5_000;
const HOUSEKEEPING_MS = 10_000;
/** Whoever has answered by then, and to whom no direct way has opened, is reached by the seed's relay. */
export const RELAY_AFTER_MS = 10_000;
/** The seed lets go of who waits a little later. */
const RELAY_OPENS_WITHIN_MS = 5_000;

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

interface Dial {
  attemptsLeft: number;
  connection: DataConnection | null;
  timer: Timer | null;
  /** When the relay has its turn. */
  deadline: Timer | null;
  /** The other tab has answered: both are there, and what lacks is a way. */
  answered: boolean;
  relay: RelayEnd | null;
}

/**
 * WebRTC data channels between browsers, introduced by the seed; by the seed's relay where no direct way opens, until one does. Lives on
 * the page's main thread.
 */
export class PeerJsTransport implements Transport {
  readonly #clock: Clock;
  readonly #session: SeedSession;
  readonly #links = new Map<LinkId, Link>();
  readonly #dials = new Map<Address, Dial>();
  /** They have answered, and no direct way opened. */
  readonly #withoutWay = new Set<Address>();
  /** Reached by the relay alone: there is no use in waiting for a direct way first. */
  readonly #relayed = new Set<Address>();
  /** How often in a row each address did not answer. */
  readonly #unanswered = new Map<Address, number>();
  readonly #offers: PendingOffers<DataConnection>;
  /** By the relay: who offered a direct way in vain may well call here next. */
  readonly #calls: PendingOffers<RelayEnd>;
  readonly #options: Required<Pick<PeerJsTransportOptions, "seedUrl" | "iceServers" | "beforeDial" | "hasWebRtc">>;
  #leavePage = (): void => {};
  #events: TransportEvents | null = null;
  #nextLink = 1;
  #housekeeping: Timer | null = null;

  constructor(options: PeerJsTransportOptions) {
    const { seedUrl, iceServers = () => [], onAddress = () => {}, clock = pageClock, random = Math.random } = options;
    this.#clock = clock;
    const { beforeDial = () => Promise.resolve() } = options;
    this.#options = {
      seedUrl,
      iceServers,
      beforeDial,
      hasWebRtc: options.hasWebRtc ?? typeof RTCPeerConnection === "function",
    };
    // PeerJS goes to no seed where there is no WebRTC; the relay needs none.
    if (!this.#options.hasWebRtc) util.supports.data = true;
    this.#offers = new PendingOffers(clock, (connection) => connection.close());
    this.#calls = new PendingOffers(clock, (end) => end.close());
    this.#session = new SeedSession(
      { seedUrl, iceServers, clock, random },
      {
        onAddress,
        onIncoming: (connection, network) => this.#receiveOffer(connection, network),
        onRelayCall: (address, network) => this.#receiveCall(address, network),
        onUnavailable: (address) => this.#dialFailed(address, "There is no such tab any more.", false),
        admits: (address, network) => this.#admits(this.#offers, address, network),
      },
    );
  }

  address(): Address | null {
    return this.#session.address();
  }

  standing(): LinkStanding {
    const kinds = [...this.#links.values()].map(({ kind }) => kind);
    const direct = kinds.filter((kind) => kind === "direct").length;
    const withoutWay = this.#withoutWay.size;
    return { seedIntroduces: this.address() !== null, direct, relayed: kinds.length - direct, withoutWay };
  }

  /** If the seed is away, it is tried now and not when its turn comes. */
  seekSeed(): void {
    this.#session.retryNow();
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
      onDoubt: () => this.#doubt(),
    });
  }

  connect(address: Address): void {
    if (this.#dials.has(address)) return;
    const dial: Dial = {
      attemptsLeft: ATTEMPTS,
      connection: null,
      timer: null,
      deadline: null,
      answered: !this.#options.hasWebRtc,
      relay: null,
    };
    this.#dials.set(address, dial);
    dial.deadline = this.#clock.setTimer(RELAY_AFTER_MS, () => {
      if (dial.answered && dial.relay === null) this.#dialFailed(address, "No direct path opened in time.", false);
    });
    // Never within this call: the caller may still be in the middle of something.
    void this.#options.beforeDial().then(() => this.#attempt(address, dial));
  }

  send(link: LinkId, bytes: Uint8Array): boolean {
    return this.#links.get(link)?.framed.send(bytes) ?? false;
  }

  close(link: LinkId): void {
    const found = this.#links.get(link);
    this.#forget(link);
    found?.end();
  }

  /** Closes every link and leaves the seed. Nothing more happens after it. */
  shutDown(): void {
    this.#leavePage();
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
      [dial.attemptsLeft, dial.answered] = [0, false];
      this.#dialFailed(address, "This tab is closing.", false);
    }
    this.#offers.clear();
    this.#calls.clear();
    for (const link of Array.from(this.#links.keys())) this.close(link);
    this.#session.end();
  }

  #doubt(): void {
    this.#session.doubt();
    for (const link of this.#links.values()) link.tryDirect();
  }

  #attempt(address: Address, dial: Dial): void {
    if (this.#dials.get(address) !== dial) return;
    if (address === this.address()) {
      this.#dialFailed(address, "That is this tab itself.", false);
      return;
    }
    if (!this.#options.hasWebRtc || this.#relayed.has(address)) {
      this.#dialRelay(address, dial);
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
    this.#awaitAnswer(address, dial, connection, fail("No direct path to that tab opened in time."));
    connection.on("error", fail("The browsers found no direct path to each other."));
    connection.on("close", fail("The other tab closed the connection."));
    connection.on("open", () => {
      if (dial.connection !== connection) return;
      dial.connection = null;
      this.#dialEnds(address, dial);
      this.#linkOpened(connection, false);
    });
  }

  /** The last way there is. */
  #dialRelay(address: Address, dial: Dial): void {
    if ([...this.#links.values()].some((link) => link.address === address)) {
      this.#dialFailed(address, "That tab has opened a link meanwhile.", false);
      return;
    }
    const end = this.#openEnd(address);
    if (end === null) {
      this.#dialFailed(address, "The seed is away, and it introduces tabs to each other.", false);
      return;
    }
    dial.relay = end;
    const fail = (): void => {
      this.#relayed.delete(address);
      this.#dialFailed(address, "Neither a direct path nor the seed's relay led there.", false);
    };
    dial.timer = this.#clock.setTimer(RELAY_OPENS_WITHIN_MS, fail);
    listenUntilJoined(end, fail, () => {
      dial.relay = null;
      this.#dialEnds(address, dial);
      this.#relayOpened(end, address, false);
    });
  }

  #openEnd(peer: Address): RelayEnd | null {
    const address = this.#session.address();
    if (address === null) return null;
    return new RelayEnd({ seedUrl: this.#options.seedUrl, address, token: this.#session.token() }, peer);
  }

  #dialEnds(address: Address, dial: Dial): void {
    dial.timer?.cancel();
    dial.deadline?.cancel();
    this.#dials.delete(address);
  }

  #awaitAnswer(address: Address, dial: Dial, connection: DataConnection, giveUp: () => void): void {
    const { peerConnection } = connection;
    const isCurrent = (): boolean => dial.connection === connection;
    const waitMs = dial.attemptsLeft > 0 ? FIRST_ANSWER_MS : LAST_ANSWER_MS;
    const patience = Math.min(1 + (this.#unanswered.get(address) ?? 0), MOST_PATIENCE);
    const waitFor = (afterMs: number, act: () => void): void => {
      dial.timer?.cancel();
      dial.timer = this.#clock.setTimer(afterMs, act);
    };
    const waitForAnswer = (): void =>
      waitFor(patience * waitMs, () => {
        if (isCurrent()) this.#noAnswer(address, dial);
      });
    waitForAnswer();
    peerConnection.addEventListener("signalingstatechange", () => {
      if (!isCurrent()) return;
      // Only now the offer leaves: what our own browser took to make it is not the other's delay.
      if (peerConnection.signalingState === "have-local-offer") waitForAnswer();
      if (peerConnection.signalingState !== "stable") return;
      // It has answered: both look for a way to each other.
      dial.answered = true;
      this.#unanswered.delete(address);
      waitFor(OPENS_WITHIN_MS, giveUp);
    });
  }

  #noAnswer(address: Address, dial: Dial): void {
    if (dial.attemptsLeft === 0) this.#rememberUnanswered(address);
    this.#dialFailed(address, "That tab does not answer.", true);
  }

  #rememberUnanswered(address: Address): void {
    const times = (this.#unanswered.get(address) ?? 0) + 1;
    this.#unanswered.delete(address);
    this.#unanswered.set(address, times);
    const [oldest] = this.#unanswered.keys();
    if (this.#unanswered.size > MAX_REMEMBERED && oldest !== undefined) this.#unanswered.delete(oldest);
  }

  #dialFailed(address: Address, reason: string, mayRetry: boolean): void {
    const dial = this.#dials.get(address);
    if (dial === undefined) return;
    dial.timer?.cancel();
    const { connection, relay } = dial;
    dial.connection = null;
    connection?.close();
    if (mayRetry && dial.attemptsLeft > 0) {
      this.#attempt(address, dial);
      return;
    }
    if (connection !== null && dial.answered && relay === null && this.address() !== null) {
      remember(this.#withoutWay, address);
      this.#dialRelay(address, dial);
      return;
    }
    this.#dialEnds(address, dial);
    relay?.close();
    this.#events?.onConnectFailed(address, reason);
  }

  #admits(among: Pick<PendingOffers<unknown>, "countOf" | "makeRoom">, address: Address, network: string): boolean {
    if (this.#links.size + this.#offers.size + this.#calls.size >= MAX_LINKS) return false;
    const links = [...this.#links.values()].filter((link) => link.address === address);
    if (links.length + among.countOf(address) >= MAX_CONNECTIONS_PER_ADDRESS) return false;
    return among.makeRoom(address, network);
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
    if (this.#dials.get(address)?.relay || !this.#admits(this.#calls, address, network)) return;
    const end = this.#openEnd(address);
    if (end === null) return;
    this.#calls.add(end, address, network);
    listenUntilJoined(
      end,
      () => this.#calls.failed(end),
      () => {
        if (this.#calls.opened(end)) this.#relayOpened(end, address, true);
      },
    );
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
          this.#relayed.delete(address);
          this.#withoutWay.delete(address);
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
    this.#rememberRelayed(address);
    this.#events?.onLinkOpened(id, address, "relayed", incoming);
  }

  #rememberRelayed(address: Address): void {
    this.#offers.forgive(address);
    remember(this.#relayed, address);
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
    this.#withoutWay.delete(connection.peer);
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

/** The one remembered for longest gives way. */
function remember(addresses: Set<Address>, address: Address): void {
  addresses.delete(address);
  addresses.add(address);
  const [oldest] = addresses;
  if (addresses.size > MAX_REMEMBERED && oldest !== undefined) addresses.delete(oldest);
}

function listenUntilJoined(end: RelayEnd, onFailed: () => void, onJoined: () => void): void {
  end.listen({ onJoined, onClosed: onFailed, onFrame: () => {}, onSignal: () => {}, onMoved: () => {} });
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
