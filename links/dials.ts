import type { Address, Clock, Timer } from "../agent/ports.ts";
import { OPENS_WITHIN_MS } from "./pending-offers.ts";

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
/** Whoever has answered by then, and to whom no direct way has opened, is reached by the seed's relay. */
export const RELAY_AFTER_MS = 10_000;
/** A tab that has just woken waits less: it is to have its links again within ten seconds, and a direct way can be found later. */
export const RELAY_AFTER_WAKING_MS = 4_000;
/** So long after it woke a tab counts as waking. */
const WAKING_MS = 20_000;
/** The seed lets go of who waits a little later. */
const RELAY_OPENS_WITHIN_MS = 5_000;

const SEED_AWAY = "The seed is away, and it introduces tabs to each other.";

/** What this needs of PeerJS's DataConnection. */
export interface DialledConnection {
  readonly peerConnection: Pick<RTCPeerConnection, "signalingState" | "addEventListener">;
  on(event: "open" | "close" | "error", react: () => void): unknown;
  close(): void;
}

/** What this needs of an end of a relayed link that is not joined yet. */
export interface DialledEnd {
  close(): void;
}

export interface DialPorts<Connection, End> {
  readonly clock: Clock;
  /** Whether this browser makes direct ways at all. */
  readonly hasWebRtc: boolean;
  ownAddress(): Address | null;
  /** Whatever a dial has to wait for; never rejects. */
  beforeDial(): Promise<void>;
  /** A connection that is not open yet, or a sentence why there is none. */
  connect(address: Address): Connection | string;
  /** At the seed's relay; null while the seed is away. One of the two is called, once, unless the end is closed before. */
  openEnd(address: Address, onFailed: () => void, onJoined: () => void): End | null;
  isLinked(address: Address): boolean;
  onConnected(connection: Connection): void;
  onRelayed(end: End, address: Address): void;
  onFailed(address: Address, reason: string): void;
}

interface Dial<Connection, End> {
  attemptsLeft: number;
  connection: Connection | null;
  timer: Timer | null;
  /** When the relay has its turn. */
  deadline: Timer | null;
  /** The other tab has answered: both are there, and what lacks is a way. */
  answered: boolean;
  relay: End | null;
}

/** From an address to a link: a direct way is looked for, twice, and then the seed's relay is asked. */
export class Dials<Connection extends DialledConnection, End extends DialledEnd> {
  readonly #ports: DialPorts<Connection, End>;
  readonly #dials = new Map<Address, Dial<Connection, End>>();
  /** They have answered, and no direct way opened. */
  readonly #withoutWay = new Set<Address>();
  /** Reached by the relay alone: there is no use in waiting for a direct way first. */
  readonly #relayed = new Set<Address>();
  /** How often in a row each address did not answer. */
  readonly #unanswered = new Map<Address, number>();
  #wokeMs = Number.NEGATIVE_INFINITY;

  constructor(ports: DialPorts<Connection, End>) {
    this.#ports = ports;
  }

  /** Tabs that answered and to which no direct way opened; at most 512. */
  get withoutWay(): number {
    return this.#withoutWay.size;
  }

  /** Nothing happens if the address is being dialled already. */
  dial(address: Address): void {
    if (this.#dials.has(address)) return;
    const { clock, hasWebRtc } = this.#ports;
    const dial: Dial<Connection, End> = {
      attemptsLeft: ATTEMPTS,
      connection: null,
      timer: null,
      deadline: null,
      answered: !hasWebRtc,
      relay: null,
    };
    this.#dials.set(address, dial);
    const isWaking = clock.nowMs() - this.#wokeMs < WAKING_MS;
    dial.deadline = clock.setTimer(isWaking ? RELAY_AFTER_WAKING_MS : RELAY_AFTER_MS, () => {
      if (dial.answered && dial.relay === null) this.failed(address, "No direct path opened in time.");
    });
    // Never within this call: the caller may still be in the middle of something.
    void this.#ports.beforeDial().then(() => this.#attempt(address, dial));
  }

  /** Time stood still, or the network is another: what is under way leads nowhere, and who did not answer could not. */
  wake(): void {
    this.#wokeMs = this.#ports.clock.nowMs();
    this.#unanswered.clear();
    this.abandon("The network has changed, or this tab slept.");
  }

  /** Ends every dial, in vain. */
  abandon(reason: string): void {
    for (const [address, dial] of Array.from(this.#dials)) {
      [dial.attemptsLeft, dial.answered] = [0, false];
      this.failed(address, reason);
    }
  }

  isCalling(address: Address): boolean {
    return this.#dials.get(address)?.relay != null;
  }

  /** A direct way has opened. */
  goesDirectly(address: Address): void {
    this.#relayed.delete(address);
    this.#withoutWay.delete(address);
  }

  /** Only the relay led there. */
  goesByRelay(address: Address): void {
    remember(this.#relayed, address);
  }

  /** This attempt came to nothing, whatever it was; nothing happens if the address is not being dialled. */
  failed(address: Address, reason: string, mayRetry = false): void {
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
    if (connection !== null && dial.answered && relay === null && this.#ports.ownAddress() !== null) {
      remember(this.#withoutWay, address);
      this.#dialRelay(address, dial);
      return;
    }
    this.#ends(address, dial);
    relay?.close();
    this.#ports.onFailed(address, reason);
  }

  #attempt(address: Address, dial: Dial<Connection, End>): void {
    if (this.#dials.get(address) !== dial) return;
    if (address === this.#ports.ownAddress()) {
      this.failed(address, "That is this tab itself.");
      return;
    }
    if (!this.#ports.hasWebRtc || this.#relayed.has(address)) {
      this.#dialRelay(address, dial);
      return;
    }
    dial.attemptsLeft--;
    const connection = this.#ports.connect(address);
    if (typeof connection === "string") {
      this.failed(address, connection);
      return;
    }
    dial.connection = connection;
    const fail = (reason: string) => () => {
      if (dial.connection === connection) this.failed(address, reason, true);
    };
    this.#awaitAnswer(address, dial, connection, fail("No direct path to that tab opened in time."));
    connection.on("error", fail("The browsers found no direct path to each other."));
    connection.on("close", fail("The other tab closed the connection."));
    connection.on("open", () => {
      if (dial.connection !== connection) return;
      dial.connection = null;
      this.#ends(address, dial);
      this.#ports.onConnected(connection);
    });
  }

  /** The last way there is. */
  #dialRelay(address: Address, dial: Dial<Connection, End>): void {
    if (this.#ports.isLinked(address)) {
      this.failed(address, "That tab has opened a link meanwhile.");
      return;
    }
    const fail = (): void => {
      if (dial.relay === null || this.#dials.get(address) !== dial) return;
      this.#relayed.delete(address);
      this.failed(address, "Neither a direct path nor the seed's relay led there.");
    };
    dial.relay = this.#ports.openEnd(address, fail, () => {
      const { relay } = dial;
      if (relay === null || this.#dials.get(address) !== dial) return;
      dial.relay = null;
      this.#ends(address, dial);
      this.#ports.onRelayed(relay, address);
    });
    if (dial.relay === null) this.failed(address, SEED_AWAY);
    else dial.timer = this.#ports.clock.setTimer(RELAY_OPENS_WITHIN_MS, fail);
  }

  #awaitAnswer(address: Address, dial: Dial<Connection, End>, connection: Connection, giveUp: () => void): void {
    const { peerConnection } = connection;
    const isCurrent = (): boolean => dial.connection === connection;
    const waitMs = dial.attemptsLeft > 0 ? FIRST_ANSWER_MS : LAST_ANSWER_MS;
    const patience = Math.min(1 + (this.#unanswered.get(address) ?? 0), MOST_PATIENCE);
    const waitFor = (afterMs: number, act: () => void): void => {
      dial.timer?.cancel();
      dial.timer = this.#ports.clock.setTimer(afterMs, act);
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

  #noAnswer(address: Address, dial: Dial<Connection, End>): void {
    if (dial.attemptsLeft === 0) this.#rememberUnanswered(address);
    this.failed(address, "That tab does not answer.", true);
  }

  #rememberUnanswered(address: Address): void {
    const times = (this.#unanswered.get(address) ?? 0) + 1;
    this.#unanswered.delete(address);
    this.#unanswered.set(address, times);
    const [oldest] = this.#unanswered.keys();
    if (this.#unanswered.size > MAX_REMEMBERED && oldest !== undefined) this.#unanswered.delete(oldest);
  }

  #ends(address: Address, dial: Dial<Connection, End>): void {
    dial.timer?.cancel();
    dial.deadline?.cancel();
    this.#dials.delete(address);
  }
}

/** The one remembered for longest gives way. */
function remember(addresses: Set<Address>, address: Address): void {
  addresses.delete(address);
  addresses.add(address);
  const [oldest] = addresses;
  if (addresses.size > MAX_REMEMBERED && oldest !== undefined) addresses.delete(oldest);
}
