import { MAX_MESSAGE_BYTES } from "../agent/ports.ts";
import { Assembly, cutIntoFrames } from "./framing.ts";

/** What this needs of an RTCDataChannel. */
export interface FrameChannel {
  readonly readyState: RTCDataChannelState;
  readonly bufferedAmount: number;
  /** What it is given at a time; HIGH_WATER_BYTES if it does not say. */
  readonly highWaterBytes?: number;
  bufferedAmountLowThreshold: number;
  onbufferedamountlow: ((event: Event) => unknown) | null;
  send(frame: Uint8Array<ArrayBuffer>): void;
}

/** What the browser is given at a time: enough to keep a fast link busy, and little enough that closing a link frees it. */
export const HIGH_WATER_BYTES = 1 << 20;
const LOW_WATER_BYTES = HIGH_WATER_BYTES / 4;
/** Four of the largest messages: with 64 links at most 256 MiB, and a link this far behind will not catch up. */
export const MAX_QUEUED_BYTES = 4 * MAX_MESSAGE_BYTES;

export interface FramedChannelEvents {
  onMessage(bytes: Uint8Array): void;
  /** The link is of no more use: the peer broke the framing, or the channel does not take bytes any more. */
  onFault(reason: string): void;
}

/** Whole messages over one data channel, with a bounded queue in front of it. */
export class FramedChannel {
  readonly #channel: FrameChannel;
  readonly #events: FramedChannelEvents;
  readonly #nowMs: () => number;
  readonly #assembly = new Assembly();
  #queue: Uint8Array<ArrayBuffer>[] = [];
  #queuedBytes = 0;
  #number = 0;
  #ended = false;

  constructor(channel: FrameChannel, nowMs: () => number, events: FramedChannelEvents) {
    this.#channel = channel;
    this.#events = events;
    this.#nowMs = nowMs;
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    channel.onbufferedamountlow = () => this.#pump();
  }

  /** False if the message was dropped because the queue is full or the channel is not open. */
  send(message: Uint8Array): boolean {
    if (this.#ended || this.#channel.readyState !== "open") return false;
    if (this.#queuedBytes + message.length > MAX_QUEUED_BYTES) return false;
    for (const frame of cutIntoFrames(message, this.#number++)) {
      this.#queue.push(frame);
      this.#queuedBytes += frame.length;
    }
    this.#pump();
    return !this.#ended;
  }

  /** What the channel delivered; anything but bytes is a fault. */
  receive(data: unknown): void {
    if (this.#ended) return;
    if (!(data instanceof ArrayBuffer)) {
      this.#fail("The peer sent something that is not bytes.");
      return;
    }
    const assembled = this.#assembly.accept(new Uint8Array(data), this.#nowMs());
    if (assembled.type === "message") this.#events.onMessage(assembled.bytes);
    else if (assembled.type === "fault") this.#fail(`The peer broke the framing: ${assembled.fault}.`);
  }

  /** Call now and then: ends a link whose peer began a message long ago and does not finish it. */
  checkAssembly(): void {
    if (this.#assembly.isStuck(this.#nowMs())) this.#fail("The peer did not finish a message.");
  }

  /** Drops what is queued; no event follows. */
  end(): void {
    this.#ended = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#channel.onbufferedamountlow = null;
  }

  queuedBytes(): number {
    return this.#queuedBytes;
  }

  #pump(): void {
    let sent = 0;
    try {
      for (const frame of this.#queue) {
        if (this.#ended || this.#channel.bufferedAmount >= (this.#channel.highWaterBytes ?? HIGH_WATER_BYTES)) break;
        this.#channel.send(frame);
        this.#queuedBytes -= frame.length;
        sent++;
      }
    } catch (error) {
      // A channel that is closing, or whose own buffer is full, throws; neither gets better.
      this.#fail(`The channel does not send: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.#queue.splice(0, sent);
  }

  #fail(reason: string): void {
    if (this.#ended) return;
    this.end();
    this.#events.onFault(reason);
  }
}
