import type { DataConnection, Peer as PeerClient } from "peerjs";
import { Peer } from "./peerjs.ts";
import type { Address, Clock, Timer } from "../agent/ports.ts";

/** Our own seed answers in milliseconds; past this the WebSocket hangs (PeerServer never answers some reconnects). */
const OPEN_WITHIN_MS = 8_000;
/** The first attempt after the seed was lost; a restarted seed is back within seconds. */
const FIRST_RETRY_MS = 500;
/** Slow enough that ten thousand tabs do not hammer a seed that just came back, soon enough that nobody reloads. */
const MAX_RETRY_MS = 15_000;
/** A seed that hears us sends our own words back in a tenth of a second. */
const PROBE_MS = 2_000;
const PROBE = "probe";
/** Attempts with the same id that may hang before a fresh one is taken. */
const HANGS_BEFORE_FRESH_ID = 2;
/** Sessions whose seed connection was given up while some of their links still live. */
const MAX_RETIRED = 4;
/** Our seed names a network in 11 characters. */
const MAX_NAME = 32;
/** PeerJS ids at our seed. */
const MAX_ADDRESS = 64;

export interface SeedSessionEvents {
  /** Where others reach us, or null while the seed is away. `token` proves to the seed that the address is ours. */
  onAddress(address: Address | null, token: string): void;
  /** A stranger's offer, from `network` as the seed names it, has become a connection that is not open yet. */
  onIncoming(connection: DataConnection, network: string): void;
  /** The seed says that nobody has this address. */
  onUnavailable(address: Address): void;
  /** The seed says that `address`, of `network`, waits for us at its relay. */
  onRelayCall(address: Address, network: string): void;
  /** Asked, the seed has not answered: the way to it is broken, and probably all others. */
  onDeaf(): void;
  /** Whether one more offer from `address` and `network` may create a peer connection, which is then told by `onIncoming`. */
  admits(address: Address, network: string): boolean;
}

export interface SeedSessionOptions {
  /** Origin of the seed, for example `http://localhost:9000`. */
  readonly seedUrl: string;
  /** STUN and TURN servers, as they are now. */
  readonly iceServers: () => readonly RTCIceServer[];
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Keeps a PeerJS client at the seed: comes back with the same address if it can, with a fresh one if it must. */
export class SeedSession {
  readonly #options: SeedSessionOptions;
  readonly #events: SeedSessionEvents;
  #peer: PeerClient | null = null;
  #token = "";
  #address: Address | null = null;
  #timer: Timer | null = null;
  #retryMs = FIRST_RETRY_MS;
  #hangs = 0;
  #retired: PeerClient[] = [];
  #probe: Timer | null = null;
  #ended = false;

  constructor(options: SeedSessionOptions, events: SeedSessionEvents) {
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    this.#ended = false;
    this.#beginAfresh();
  }

  address(): Address | null {
    return this.#address;
  }

  /** Proves to the seed that the address is ours. */
  token(): string {
    return this.#token;
  }

  /** A connection that is not open yet, or a sentence why there is none. */
  connect(address: Address): DataConnection | string {
    if (this.#peer === null || this.#address === null) return "The seed is away, and it introduces tabs to each other.";
    this.#peer.options.config = this.#config();
    try {
      return this.#peer.connect(address, { serialization: "raw", reliable: true });
    } catch (error) {
      // Chrome throws when a tab has made some hundreds of them.
      return `The browser makes no more connections: ${String(error)}`;
    }
  }

  /** The network has changed, or time stood still: whether the seed still hears us is asked, and who gets no answer comes back anew. */
  doubt(): void {
    const peer = this.#peer;
    if (this.#ended || peer === null || peer.disconnected || peer.destroyed) {
      this.retryNow();
      return;
    }
    this.#retryMs = FIRST_RETRY_MS;
    if (this.#address === null) {
      // What began on the network before may hang for long.
      peer.disconnect();
      return;
    }
    // Doubted again, it has no longer to answer.
    if (this.#probe !== null) return;
    this.#probe = this.#options.clock.setTimer(PROBE_MS, () =>
      this.#ifCurrent(peer, () => {
        this.#endProbe();
        peer.disconnect();
        this.#events.onDeaf();
      }),
    );
    // Goes to ourselves, and so comes back.
    const payload = { candidate: { candidate: "" }, type: "data", connectionId: PROBE };
    peer.socket.send({ type: "CANDIDATE", dst: this.#address, payload });
  }

  /** The network is back: what waits for its retry is tried now. */
  retryNow(): void {
    if (this.#ended || this.#address !== null || this.#peer?.disconnected === false) return;
    this.#timer?.cancel();
    this.#retryMs = FIRST_RETRY_MS;
    this.#comeBack();
  }

  /** Closes every connection, also those of former addresses, at once. */
  end(): void {
    this.#ended = true;
    this.#timer?.cancel();
    this.#endProbe();
    this.#setAddress(null);
    for (const peer of [...this.#retired, ...(this.#peer ? [this.#peer] : [])]) destroy(peer);
    this.#retired = [];
    this.#peer = null;
  }

  #endProbe(): void {
    this.#probe?.cancel();
    this.#probe = null;
  }

  #beginAfresh(): void {
    const former = this.#peer;
    this.#peer = null;
    if (former !== null) this.#retire(former);
    this.#hangs = 0;
    this.#token = randomName();
    const peer = new Peer(randomName(), { ...this.#seedAddress(), token: this.#token });
    this.#peer = peer;
    let network = "";
    guard(peer, {
      admits: (address, from) => {
        network = from;
        peer.options.config = this.#config();
        return this.#events.admits(address, from);
      },
      onEcho: () => this.#ifCurrent(peer, () => this.#endProbe()),
      onRelayCall: (address, from) => this.#ifCurrent(peer, () => this.#events.onRelayCall(address, from)),
    });
    peer.on("open", (id) => this.#ifCurrent(peer, () => this.#opened(id)));
    peer.on("connection", (connection) => this.#events.onIncoming(connection, network));
    peer.on("disconnected", () => this.#ifCurrent(peer, () => this.#lost(false)));
    // Before it was open for the first time PeerJS destroys a client where it would later only disconnect it.
    peer.on("close", () => this.#ifCurrent(peer, () => this.#lost(true)));
    peer.on("error", (error) => this.#ifCurrent(peer, () => this.#failed(error.type, error.message)));
    this.#watch();
  }

  #seedAddress() {
    const { protocol, hostname, port } = new URL(this.#options.seedUrl);
    const secure = protocol === "https:";
    return {
      host: hostname,
      port: Number(port) || (secure ? 443 : 80),
      secure,
      path: "/",
      key: "peerjs",
      config: this.#config(),
    };
  }

  /** Of every peer connection that PeerJS makes. */
  #config() {
    return { iceServers: [...this.#options.iceServers()] };
  }

  #opened(id: Address): void {
    this.#timer?.cancel();
    this.#retryMs = FIRST_RETRY_MS;
    this.#hangs = 0;
    this.#setAddress(id);
  }

  #lost(destroyed: boolean): void {
    this.#endProbe();
    this.#setAddress(null);
    if (destroyed) this.#peer = null;
    this.#timer?.cancel();
    if (this.#ended) return;
    const delayMs = this.#retryMs * (0.5 + this.#options.random());
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2);
    this.#timer = this.#options.clock.setTimer(delayMs, () => this.#comeBack());
  }

  #failed(type: string, message: string): void {
    if (type === "peer-unavailable") {
      const address = /(\S+)$/.exec(message)?.[1];
      if (address !== undefined) this.#events.onUnavailable(address);
    } else if (type === "unavailable-id") {
      // Someone else holds our id: it is not ours any more.
      this.#hangs = HANGS_BEFORE_FRESH_ID;
    }
  }

  #comeBack(): void {
    if (this.#ended) return;
    if (this.#peer === null || this.#peer.destroyed || this.#hangs >= HANGS_BEFORE_FRESH_ID) this.#beginAfresh();
    else {
      this.#peer.reconnect();
      this.#watch();
    }
  }

  /** PeerJS has no timeout of its own for the seed. */
  #watch(): void {
    const watched = this.#peer;
    this.#timer?.cancel();
    this.#timer = this.#options.clock.setTimer(OPEN_WITHIN_MS, () => {
      this.#hangs++;
      // Leads to `disconnected`, and so to the next attempt.
      watched?.disconnect();
    });
  }

  /** Gives up a session's place at the seed, but not its links. */
  #retire(peer: PeerClient): void {
    peer.disconnect();
    this.#retired = this.#retired.filter((old) => hasConnections(old) || (destroy(old), false));
    if (hasConnections(peer)) this.#retired.push(peer);
    else destroy(peer);
    while (this.#retired.length > MAX_RETIRED) {
      const oldest = this.#retired.shift();
      if (oldest) destroy(oldest);
    }
  }

  #setAddress(address: Address | null): void {
    if (address === this.#address) return;
    this.#address = address;
    this.#events.onAddress(address, this.#token);
  }

  #ifCurrent(peer: PeerClient, act: () => void): void {
    if (this.#peer === peer) act();
  }
}

interface Doorkeeper {
  onEcho(): void;
  admits(address: Address, network: string): boolean;
  onRelayCall(address: Address, network: string): void;
}

/**
 * Lets only such messages of the seed reach PeerJS as it can deal with: it throws on some others, keeps the rest for ever,
 * and makes a peer connection of every offer before anybody could refuse it.
 */
function guard(peer: PeerClient, doorkeeper: Doorkeeper): void {
  const handlers = peer.socket.listeners("message");
  peer.socket.removeAllListeners("message");
  peer.socket.on("message", (message: unknown) => {
    if (!isAcceptable(peer, message, doorkeeper)) return;
    try {
      for (const handle of handlers) handle(message);
    } catch (error) {
      // A peer connection the browser would not make; whoever asked for it tries another tab.
      console.warn("A message of the seed could not be handled.", error);
    }
  });
}

function isAcceptable(peer: PeerClient, message: unknown, doorkeeper: Doorkeeper): boolean {
  if (!isRecord(message)) return false;
  const { type, src, payload, from } = message;
  if (type === "OPEN") return true;
  if (type === "EXPIRE") return typeof src === "string";
  if (type === "ERROR" || type === "ID-TAKEN" || type === "INVALID-KEY") return isRecord(payload);
  const network = typeof from === "string" ? from.slice(0, MAX_NAME) : "";
  if (type === "RELAY") {
    // Not one of PeerJS's: it ends here.
    if (typeof src === "string" && src.length <= MAX_ADDRESS) doorkeeper.onRelayCall(src, network);
    return false;
  }
  if (typeof src !== "string" || !isRecord(payload) || typeof payload["connectionId"] !== "string") return false;
  const known = peer.getConnection(src, payload["connectionId"]) !== null;
  if (type === "CANDIDATE" && src === peer.id && payload["connectionId"] === PROBE) {
    doorkeeper.onEcho();
    return false;
  }
  if (type === "OFFER") {
    const isOurs = payload["type"] === "data" && payload["serialization"] === "raw" && isRecord(payload["sdp"]);
    return isOurs && !known && doorkeeper.admits(src, network);
  }
  if (type === "ANSWER") return known && isRecord(payload["sdp"]);
  // LEAVE would close links on the seed's word alone; they tell of their end themselves.
  return type === "CANDIDATE" && known && isRecord(payload["candidate"]);
}

const isRecord = (input: unknown): input is Record<string, unknown> => typeof input === "object" && input !== null;

const hasConnections = (peer: PeerClient): boolean =>
  Object.values(peer.connections).some((connections) => Array.isArray(connections) && connections.length > 0);

function destroy(peer: PeerClient): void {
  // PeerJS's own clean-up passes over every second connection to one peer, because closing one shortens the list it walks.
  for (const connections of Object.values(peer.connections)) {
    if (Array.isArray(connections)) for (const connection of Array.from(connections)) connection.close();
  }
  peer.destroy();
}

/** 128 random bits as 32 letters and digits; `crypto.randomUUID` does not exist on plain http. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
