import type { Clock } from "../../agent/ports.ts";
import { FramedChannel } from "../framed-channel.ts";
import { DirectWay } from "./direct-way.ts";
import { MovingChannel } from "./moving-channel.ts";
import type { RelayEnd } from "./relay-end.ts";

export interface RelayedLinkOptions {
  readonly clock: Clock;
  /** Whether this end offers a direct way; the other then answers. Null: this browser has none. */
  readonly initiates: boolean | null;
  readonly iceServers: () => readonly RTCIceServer[];
}

export interface RelayedLinkEvents {
  onMessage(bytes: Uint8Array): void;
  /** It goes directly from here on, and the seed carries no more of it. */
  onDirect(): void;
  /** Once, at the end, however it came. */
  onClosed(): void;
}

/** For a tab that never closes its end. */
const LINGER_MS = 5_000;

/** Messages over a relayed pair of sockets, and, as soon as there is one, over a direct way instead. */
export class RelayedLink {
  readonly framed: FramedChannel;
  readonly #end: RelayEnd;
  readonly #events: RelayedLinkEvents;
  readonly #clock: Clock;
  readonly #way: DirectWay | null;
  readonly #moving: MovingChannel;
  #direct: RTCDataChannel | null = null;
  #connection: RTCPeerConnection | null = null;
  #closed = false;

  /** `end` is joined already. */
  constructor(end: RelayEnd, options: RelayedLinkOptions, events: RelayedLinkEvents) {
    this.#end = end;
    this.#events = events;
    const { clock, initiates, iceServers } = options;
    this.#clock = clock;
    this.#moving = new MovingChannel(end, {
      onFrame: (frame) => this.framed.receive(frame),
      onMoved: () => events.onDirect(),
      onBroken: () => this.close(),
    });
    this.framed = new FramedChannel(this.#moving, () => clock.nowMs(), {
      onMessage: (bytes) => events.onMessage(bytes),
      onFault: () => this.close(),
    });
    this.#way =
      initiates === null
        ? null
        : new DirectWay({
            clock,
            initiates,
            iceServers,
            signal: (signal) => end.signal(signal),
            onOpen: (channel, connection) => this.#move(channel, connection),
          });
    end.listen({
      onJoined: () => {},
      onFrame: (frame) => this.#moving.receiveByFirst(frame),
      onSignal: (signal) => this.#way?.receive(signal),
      onMoved: () => this.#moving.otherMoved(),
      onClosed: () => this.#moving.firstClosed(),
    });
  }

  /** The network has changed. */
  tryDirect(): void {
    this.#way?.tryNow();
  }

  /** Ends it; what was sent before still arrives. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.framed.end();
    this.#way?.end();
    this.#end.close();
    this.#closeDirect();
    this.#events.onClosed();
  }

  #move(channel: RTCDataChannel, connection: RTCPeerConnection): void {
    [this.#direct, this.#connection] = [channel, connection];
    channel.addEventListener("message", ({ data }) => this.#moving.receiveBySecond(data));
    channel.addEventListener("close", () => this.close());
    channel.addEventListener("error", () => this.close());
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "failed") this.close();
    });
    this.#moving.moveTo(channel);
  }

  #closeDirect(): void {
    const [channel, connection] = [this.#direct, this.#connection];
    if (channel === null) return;
    channel.addEventListener("close", () => connection?.close());
    this.#clock.setTimer(LINGER_MS, () => connection?.close());
    if (channel.bufferedAmount === 0) channel.close();
    else {
      channel.bufferedAmountLowThreshold = 0;
      channel.onbufferedamountlow = () => channel.close();
    }
  }
}
