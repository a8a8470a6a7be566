import type { Clock, Timer } from "../../agent/ports.ts";
import type { Signal } from "./relay-end.ts";

/** A direct way opens in a second; through a slow network in a few. */
const OPENS_WITHIN_MS = 8_000;
/** Candidates of a STUN server come within half a second; without them those that are there must do. */
const GATHER_WITHIN_MS = 2_000;
/** First soon, for the first dials may have failed by chance; then so that a way that opens later is taken within a minute. */
const FIRST_TRY_MS = 10_000;
const TRY_EVERY_MS = 45_000;
/** Whoever offers more often than this is not answered. */
const MIN_OFFER_GAP_MS = 4_000;
/** Of one relayed link: browsers stop at some hundreds in a tab's life. Trying again needs no new one. */
const MAX_CONNECTIONS = 3;

export interface DirectWayOptions {
  readonly clock: Clock;
  /** Exactly one of the two ends does. */
  readonly initiates: boolean;
  readonly iceServers: () => readonly RTCIceServer[];
  readonly signal: (signal: Signal) => void;
  /** Once: the channel is open. */
  readonly onOpen: (channel: RTCDataChannel, connection: RTCPeerConnection) => void;
}

/**
 * Looks for a direct way between two tabs that a relayed link joins, and says what must be said over that link. One connection is tried
 * again and again (an ICE restart), because a tab can make only so many.
 */
export class DirectWay {
  readonly #options: DirectWayOptions;
  #connection: RTCPeerConnection | null = null;
  #made = 0;
  #opened = false;
  #ended = false;
  #trying = false;
  #answeredMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;

  constructor(options: DirectWayOptions) {
    this.#options = options;
    if (options.initiates) this.#tryIn(FIRST_TRY_MS);
  }

  /** The network has changed: what did not go before may go now. */
  tryNow(): void {
    if (!this.#trying && this.#options.initiates) this.#tryIn(0);
  }

  receive({ type, sdp }: Signal): void {
    if (this.#ended || this.#opened) return;
    const isOurs = this.#options.initiates ? type === "answer" : type === "offer";
    if (isOurs) void this.#attempt(() => (type === "answer" ? this.#takeAnswer(sdp) : this.#answer(sdp)));
  }

  end(): void {
    this.#ended = true;
    this.#timer?.cancel();
    if (!this.#opened) this.#connection?.close();
  }

  #tryIn(delayMs: number): void {
    this.#timer?.cancel();
    if (this.#ended || this.#opened) return;
    this.#timer = this.#options.clock.setTimer(delayMs, () => {
      this.#trying = true;
      this.#timer = this.#options.clock.setTimer(OPENS_WITHIN_MS, () => {
        this.#trying = false;
        this.#tryIn(TRY_EVERY_MS - OPENS_WITHIN_MS);
      });
      void this.#attempt(() => this.#offer());
    });
  }

  /** What the browser refuses, or cannot make of the other's words, is a way that did not open. */
  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      console.warn("No direct way was tried.", error);
      if (!this.#opened) this.#connection?.close();
      this.#connection = null;
    }
  }

  async #offer(): Promise<void> {
    const connection = this.#make();
    if (connection === null) return;
    await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
    await this.#send(connection, "offer");
  }

  async #answer(sdp: string): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    if (nowMs - this.#answeredMs < MIN_OFFER_GAP_MS) return;
    this.#answeredMs = nowMs;
    const connection = this.#make();
    if (connection === null) return;
    await connection.setRemoteDescription({ type: "offer", sdp });
    await connection.setLocalDescription(await connection.createAnswer());
    await this.#send(connection, "answer");
  }

  async #takeAnswer(sdp: string): Promise<void> {
    if (this.#connection?.signalingState !== "have-local-offer") return;
    await this.#connection.setRemoteDescription({ type: "answer", sdp });
  }

  async #send(connection: RTCPeerConnection, type: Signal["type"]): Promise<void> {
    await this.#gathered(connection);
    const { sdp } = connection.localDescription ?? {};
    if (sdp !== undefined && !this.#ended) this.#options.signal({ type, sdp });
  }

  #make(): RTCPeerConnection | null {
    if (this.#ended) return null;
    if (this.#connection !== null) return this.#connection;
    if (this.#made >= MAX_CONNECTIONS) return null;
    this.#made++;
    const connection = new RTCPeerConnection({ iceServers: [...this.#options.iceServers()] });
    this.#connection = connection;
    const channel = connection.createDataChannel("waggle", { negotiated: true, id: 0 });
    channel.binaryType = "arraybuffer";
    channel.addEventListener("open", () => {
      if (this.#ended || this.#opened || this.#connection !== connection) {
        connection.close();
        return;
      }
      this.#opened = true;
      this.#timer?.cancel();
      this.#options.onOpen(channel, connection);
    });
    return connection;
  }

  #gathered(connection: RTCPeerConnection): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        timer.cancel();
        connection.removeEventListener("icegatheringstatechange", check);
        resolve();
      };
      const check = (): void => {
        if (connection.iceGatheringState === "complete") finish();
      };
      const timer = this.#options.clock.setTimer(GATHER_WITHIN_MS, finish);
      connection.addEventListener("icegatheringstatechange", check);
      check();
    });
  }
}
