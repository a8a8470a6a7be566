import { type FrameChannel, HIGH_WATER_BYTES } from "../framed-channel.ts";

/** Where frames go at first, and which says that no more come. */
export interface FirstChannel extends FrameChannel {
  move(): void;
  close(): void;
}

/** What the other end may send by the second way before the last frame of the first is here: as much as one end has under way. */
const MAX_EARLY_BYTES = 2 * HIGH_WATER_BYTES;

export interface MovingChannelEvents {
  onFrame(frame: unknown): void;
  /** Both ends have moved, and the first channel is closed. */
  onMoved(): void;
  /** Frames may be missing from here on. */
  onBroken(): void;
}

/**
 * A channel that moves from one way to another with every frame in its place: each end says over the first that no more come there, and
 * what comes by the second is kept until the other end has said so.
 */
export class MovingChannel implements FrameChannel {
  bufferedAmountLowThreshold = 0;
  readonly #first: FirstChannel;
  readonly #events: MovingChannelEvents;
  #current: FrameChannel;
  #onLow: ((event: Event) => unknown) | null = null;
  #early: unknown[] = [];
  #earlyBytes = 0;
  #otherMoved = false;
  #done = false;

  constructor(first: FirstChannel, events: MovingChannelEvents) {
    this.#first = first;
    this.#current = first;
    this.#events = events;
  }

  get readyState(): RTCDataChannelState {
    return this.#current.readyState;
  }

  get bufferedAmount(): number {
    return this.#current.bufferedAmount;
  }

  get highWaterBytes(): number {
    return this.#current.highWaterBytes ?? HIGH_WATER_BYTES;
  }

  get onbufferedamountlow(): ((event: Event) => unknown) | null {
    return this.#onLow;
  }

  set onbufferedamountlow(react: ((event: Event) => unknown) | null) {
    this.#onLow = react;
    this.#attend(this.#current);
  }

  get hasMoved(): boolean {
    return this.#current !== this.#first;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#current.send(frame);
  }

  /** The second way is open: from now on frames go there. */
  moveTo(second: FrameChannel): void {
    if (this.hasMoved || this.#first.readyState !== "open") return;
    this.#first.onbufferedamountlow = null;
    this.#first.move();
    this.#current = second;
    this.#attend(second);
    this.#finishIfBoth();
    // What waited because the first way was full.
    this.#onLow?.(new Event("bufferedamountlow"));
  }

  receiveByFirst(frame: ArrayBuffer): void {
    if (!this.#otherMoved) this.#events.onFrame(frame);
  }

  receiveBySecond(frame: unknown): void {
    if (this.#otherMoved) {
      this.#events.onFrame(frame);
      return;
    }
    this.#earlyBytes += frame instanceof ArrayBuffer ? frame.byteLength : 0;
    if (this.#earlyBytes > MAX_EARLY_BYTES) this.#events.onBroken();
    else this.#early.push(frame);
  }

  /** The other end sends no more frames by the first way. */
  otherMoved(): void {
    if (this.#otherMoved) return;
    this.#otherMoved = true;
    for (const frame of this.#early.splice(0)) this.#events.onFrame(frame);
    this.#finishIfBoth();
  }

  firstClosed(): void {
    if (!this.#done) this.#events.onBroken();
  }

  #attend(channel: FrameChannel): void {
    channel.bufferedAmountLowThreshold = Math.min(this.bufferedAmountLowThreshold, this.highWaterBytes / 2);
    channel.onbufferedamountlow = this.#onLow;
  }

  #finishIfBoth(): void {
    if (this.#done || !this.hasMoved || !this.#otherMoved) return;
    this.#done = true;
    this.#first.close();
    this.#events.onMoved();
  }
}
