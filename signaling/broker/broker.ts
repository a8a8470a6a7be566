import type { Clock, Timer } from "../../agent/ports.ts";
import { type BucketSize, TokenBucket, TokenBuckets } from "../token-bucket.ts";
import { NetworkNames } from "./network-names.ts";
import { Offers } from "./offers.ts";
import {
  errorFrame,
  expireFrame,
  idTakenFrame,
  openFrame,
  type Relayed,
  readFrame,
  relayFrame,
} from "./peer-message.ts";
import type { Realm, Session } from "./realm.ts";
import { WaitingMessages } from "./waiting-messages.ts";

/** What the broker needs of a WebSocket. */
export interface ClientSocket {
  send(frame: string): void;
  /** Bytes accepted for sending that the client has not read yet. */
  unreadBytes(): number;
  ping(): void;
  /** Says goodbye and closes. */
  close(code: number, reason: string): void;
  /** Drops the connection on the spot. */
  terminate(): void;
}

export interface Visitor {
  readonly id: string;
  readonly token: string;
  /** See `networkOf`. */
  readonly network: string;
}

/** What a door reports of its socket. */
export interface Attendance {
  onFrame(text: string): void;
  /** A frame that cannot be a message: binary, for example. */
  onNonsense(): void;
  onPong(): void;
  /** `clean`: the client closed on purpose, it did not just vanish. */
  onClosed(clean: boolean): void;
}

/**
 * One token is 2 KB or one message. A tab that joins opens 8 links of a dozen messages each; 400 let it do that three
 * times at once, 40 a second are ten new links every three seconds for ever.
 */
export const SOCKET_BUCKET: BucketSize = { capacity: 400, perSecond: 40 };
/** A lecture hall of 200 tabs behind one address joins at once; 8 MB/s is what one network may make us carry. */
const NETWORK_BUCKET: BucketSize = { capacity: 40_000, perSecond: 4_000 };
const TOKEN_BYTES = 2048;
/** Faults (malformed, unknown or too many messages) after which a socket is closed: a client of ours makes none. */
export const MAX_FAULTS = 50;
/** 256 KiB: everything sent to a tab while it joins is under 100 KB, so a client this far behind does not read. */
export const MAX_UNREAD_BYTES = 256 << 10;
/** As PeerServer's: without a sign of life for this long a client is gone. */
export const ALIVE_MS = 90_000;
/** Browsers answer pings of their own accord, also in hidden tabs whose heartbeat timers are throttled. */
export const PING_EVERY_MS = 30_000;
/** Who was heard within this time is not pinged because somebody offers it a link. */
const HEARD_LATELY_MS = 3_000;
/** A ping that is not answered by then: the machine sleeps, or its network has gone, and its socket does not know yet. */
export const PONG_WITHIN_MS = 5_000;
const EXPIRY_CHECK_MS = 500;

/** WebSocket close code "policy violation". */
const POLICY = 1008;

interface Client extends Session {
  readonly socket: ClientSocket;
  readonly bucket: TokenBucket;
  open: boolean;
  closed: boolean;
  faults: number;
  heardMs: number;
  /** Since when a ping waits for an answer; null: none does. */
  pingedMs: number | null;
}

export interface BrokerCounts {
  readonly clients: number;
  readonly relayed: number;
  readonly faults: number;
}

/** Who can be reached, as the seed sees it pass by: nobody needs to tell, and nobody alone can pretend. */
export interface BrokerEvents {
  /** The id is free again and its client will not come back. */
  onDeparted(id: string): void;
  /** The client has answered the offer of another one, whose socket comes from `network`. */
  onAnswered(id: string, network: string): void;
  /** The client got an offer and has not answered it in time. */
  onUnanswered(id: string): void;
}

/** Speaks PeerJS's protocol with every client and relays between them. Never throws on what a client sends. */
export class Broker {
  readonly #realm: Realm;
  readonly #clock: Clock;
  readonly #clients = new Set<Client>();
  /** The newest of each id. */
  readonly #byId = new Map<string, Client>();
  readonly #networks = new TokenBuckets(NETWORK_BUCKET);
  readonly #waiting = new WaitingMessages();
  readonly #offers = new Offers();
  readonly #names = new NetworkNames();
  readonly #events: BrokerEvents;
  #timers: Timer[] = [];
  #relayed = 0;
  #faults = 0;

  constructor(realm: Realm, clock: Clock, events: BrokerEvents) {
    this.#realm = realm;
    this.#clock = clock;
    this.#events = events;
    realm.listen({ onArrived: (id) => this.#deliverWaiting(id), onDeparted: (id) => events.onDeparted(id) });
    this.#every(EXPIRY_CHECK_MS, () => this.#expire());
    this.#every(PING_EVERY_MS, () => this.#checkAlive());
  }

  /** Takes over a socket that has just connected. The door calls the attendance; frames before the id is claimed wait in it. */
  async attend(visitor: Visitor, socket: ClientSocket): Promise<Attendance | null> {
    const client = this.#makeClient(visitor, socket);
    const claim = await this.#realm.claim(client);
    if (claim !== "opened") {
      socket.send(claim === "taken" ? idTakenFrame() : errorFrame("Server has reached its concurrent user limit"));
      socket.close(1000, claim);
      return null;
    }
    this.#clients.add(client);
    this.#byId.set(client.id, client);
    client.open = true;
    socket.send(openFrame());
    this.#realm.ready(client);
    return {
      onFrame: (text) => this.#onFrame(client, text),
      onNonsense: () => this.#onFault(client),
      onPong: () => this.#heard(client),
      onClosed: (clean) => this.#onClosed(client, clean),
    };
  }

  counts(): BrokerCounts {
    return { clients: this.#clients.size, relayed: this.#relayed, faults: this.#faults };
  }

  /** Tells `dst` that a client of `network` waits for it at the relay; nothing happens if it is not there. */
  invite(dst: string, src: string, network: string): void {
    this.#hand(dst, relayFrame(src, this.#names.nameFor(dst, network)));
  }

  /** Closes every socket ("going away": clients keep their links and come back later) and stops all timers. */
  close(): void {
    for (const timer of this.#timers) timer.cancel();
    for (const client of this.#clients) client.socket.close(1001, "the seed is stopping");
  }

  #makeClient(visitor: Visitor, socket: ClientSocket): Client {
    const nowMs = this.#clock.nowMs();
    const client: Client = {
      id: visitor.id,
      token: visitor.token,
      network: visitor.network,
      socket,
      bucket: new TokenBucket(SOCKET_BUCKET, nowMs),
      open: false,
      closed: false,
      faults: 0,
      heardMs: nowMs,
      pingedMs: null,
      deliver: (frame) => this.#send(client, frame),
      supersede: () => socket.close(4000, "this id has a newer connection"),
    };
    return client;
  }

  #send(client: Client, frame: string): boolean {
    if (!client.open || client.closed) return false;
    if (client.socket.unreadBytes() > MAX_UNREAD_BYTES) {
      client.socket.terminate();
      return false;
    }
    client.socket.send(frame);
    return true;
  }

  /** Whether its socket is open and nobody at its other end has answered a ping: offers would wait in vain. Nobody else can bring that about. */
  isDeaf(id: string): boolean {
    const pingedMs = this.#byId.get(id)?.pingedMs ?? null;
    return pingedMs !== null && this.#clock.nowMs() - pingedMs >= PONG_WITHIN_MS;
  }

  #heard(client: Client): number {
    const nowMs = this.#clock.nowMs();
    client.heardMs = nowMs;
    client.pingedMs = null;
    return nowMs;
  }

  #ping(client: Client): void {
    client.pingedMs ??= this.#clock.nowMs();
    client.socket.ping();
  }

  /** Somebody offers it a link. */
  #probe(id: string): void {
    const client = this.#byId.get(id);
    if (client === undefined || client.pingedMs !== null) return;
    if (this.#clock.nowMs() - client.heardMs >= HEARD_LATELY_MS) this.#ping(client);
  }

  #onFrame(client: Client, text: string): void {
    if (client.closed) return;
    const nowMs = this.#heard(client);
    const cost = Math.max(1, text.length / TOKEN_BYTES);
    if (!client.bucket.take(cost, nowMs) || !this.#networks.take(client.network, cost, nowMs)) {
      this.#onFault(client);
      return;
    }
    const reading = readFrame(text, client.id, (dst) => this.#names.nameFor(dst, client.network));
    if (!reading.ok) this.#onFault(client);
    else if (reading.message.type === "GOODBYE") {
      this.#onClosed(client, true);
      client.socket.close(1000, "goodbye");
    } else if (reading.message.type === "RELAY") {
      this.#relay(client, reading.message, nowMs);
    }
  }

  #relay(client: Client, relayed: Relayed, nowMs: number): void {
    const { dst, frame, handshake } = relayed;
    this.#relayed++;
    if (handshake?.step === "OFFER") {
      this.#offers.handedOver(client.id, client.network, dst, handshake.connectionId, nowMs);
      this.#probe(dst);
    } else if (handshake !== null) {
      const network = this.#offers.answered(client.id, dst, handshake.connectionId);
      if (network !== null) this.#events.onAnswered(client.id, network);
    }
    const delivered = this.#realm.deliver(dst, frame);
    if (delivered instanceof Promise) void delivered.then((is) => this.#delivered(client, relayed, is));
    else this.#delivered(client, relayed, delivered);
  }

  #delivered(client: Client, { dst, frame, waits }: Relayed, isDelivered: boolean): void {
    if (isDelivered || !waits) return;
    if (!this.#waiting.add({ src: client.id, dst, frame }, this.#clock.nowMs())) {
      this.#send(client, expireFrame(dst, client.id));
    }
  }

  #deliverWaiting(id: string): void {
    for (const { frame } of this.#waiting.takeFor(id)) this.#hand(id, frame);
  }

  /** Whether anybody takes it does not matter. */
  #hand(dst: string, frame: string): void {
    void this.#realm.deliver(dst, frame);
  }

  #expire(): void {
    for (const id of this.#offers.takeUnanswered(this.#clock.nowMs())) this.#events.onUnanswered(id);
    for (const { src, dst } of this.#waiting.takeExpired(this.#clock.nowMs())) {
      this.#hand(src, expireFrame(dst, src));
    }
  }

  #onFault(client: Client): void {
    this.#faults++;
    client.faults++;
    if (client.faults === MAX_FAULTS) client.socket.close(POLICY, "too many messages, or messages that are none");
  }

  #onClosed(client: Client, clean: boolean): void {
    if (client.closed) return;
    client.closed = true;
    this.#clients.delete(client);
    if (this.#byId.get(client.id) === client) this.#byId.delete(client.id);
    this.#realm.release(client, clean);
  }

  #checkAlive(): void {
    const nowMs = this.#clock.nowMs();
    for (const client of this.#clients) {
      const silentMs = nowMs - client.heardMs;
      if (silentMs >= ALIVE_MS) client.socket.terminate();
      else if (silentMs >= PING_EVERY_MS) this.#ping(client);
    }
  }

  #every(periodMs: number, act: () => void): void {
    const index = this.#timers.length;
    const again = (): void => {
      act();
      this.#timers[index] = this.#clock.setTimer(periodMs, again);
    };
    this.#timers.push(this.#clock.setTimer(periodMs, again));
  }
}
