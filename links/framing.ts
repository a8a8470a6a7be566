/**
 * Messages cut into frames that every browser's data channel carries whole, and put together again. Channels are ordered
 * and reliable, so the frames of one message follow each other; anything else is the sender's fault.
 *
 * Frame: version (1 byte), count of frames - 1 (1), index (1), zero (1), message number (4, big endian), payload.
 */
import { MAX_MESSAGE_BYTES } from "../agent/ports.ts";

/** Browsers deliver messages of up to 16 KiB between each other whole; larger ones depend on the pair of browsers. */
export const MAX_FRAME_BYTES = 16 * 1024;
const FRAMING_VERSION = 1;
/** A message of the largest size takes seconds on the slowest link that is of any use. */
export const MAX_ASSEMBLY_MS = 30_000;

const HEADER_BYTES = 8;
export const FRAME_PAYLOAD_BYTES = MAX_FRAME_BYTES - HEADER_BYTES;
const MAX_FRAMES = Math.ceil(MAX_MESSAGE_BYTES / FRAME_PAYLOAD_BYTES);

/** `number` tells messages of one link apart (modulo 2^32). Throws RangeError above MAX_MESSAGE_BYTES: that is our own fault. */
export function cutIntoFrames(message: Uint8Array, number: number): Uint8Array<ArrayBuffer>[] {
  if (message.length > MAX_MESSAGE_BYTES) {
    throw new RangeError(`A message of ${message.length} bytes is over the limit of ${MAX_MESSAGE_BYTES}.`);
  }
  const count = Math.max(1, Math.ceil(message.length / FRAME_PAYLOAD_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const payload = message.subarray(index * FRAME_PAYLOAD_BYTES, (index + 1) * FRAME_PAYLOAD_BYTES);
    const frame = new Uint8Array(HEADER_BYTES + payload.length);
    frame.set([FRAMING_VERSION, count - 1, index, 0]);
    new DataView(frame.buffer).setUint32(4, number >>> 0);
    frame.set(payload, HEADER_BYTES);
    return frame;
  });
}

type FrameFault = "too-long" | "too-short" | "other-version" | "out-of-order" | "too-large" | "too-slow";

export type Assembled =
  | { readonly type: "message"; readonly bytes: Uint8Array }
  | { readonly type: "incomplete" }
  | { readonly type: "fault"; readonly fault: FrameFault };

interface Unfinished {
  readonly number: number;
  readonly count: number;
  readonly sinceMs: number;
  readonly payloads: Uint8Array[];
}

/** Puts one link's frames together. Holds at most one unfinished message. After a fault the link is of no more use. */
export class Assembly {
  #unfinished: Unfinished | null = null;

  accept(frame: Uint8Array, nowMs: number): Assembled {
    const header = readHeader(frame);
    if (typeof header === "string") return fault(header);
    const begun = this.#unfinished ?? { number: header.number, count: header.count, sinceMs: nowMs, payloads: [] };
    if (nowMs - begun.sinceMs > MAX_ASSEMBLY_MS) return fault("too-slow");
    const fits = header.number === begun.number && header.count === begun.count;
    if (!fits || header.index !== begun.payloads.length) return fault("out-of-order");
    // Kept until the message is complete, while the caller's buffer may be used again.
    begun.payloads.push(frame.slice(HEADER_BYTES));
    this.#unfinished = begun;
    if (begun.payloads.length < begun.count) return { type: "incomplete" };
    this.#unfinished = null;
    return { type: "message", bytes: join(begun.payloads) };
  }

  /** Whether a message was begun so long ago that its end is not coming. */
  isStuck(nowMs: number): boolean {
    return this.#unfinished !== null && nowMs - this.#unfinished.sinceMs > MAX_ASSEMBLY_MS;
  }
}

interface Header {
  readonly count: number;
  readonly index: number;
  readonly number: number;
}

function readHeader(frame: Uint8Array): Header | FrameFault {
  if (frame.length < HEADER_BYTES) return "too-short";
  if (frame.length > MAX_FRAME_BYTES) return "too-long";
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint8(0) !== FRAMING_VERSION || view.getUint8(3) !== 0) return "other-version";
  const [last, index] = [view.getUint8(1), view.getUint8(2)];
  if (last + 1 > MAX_FRAMES) return "too-large";
  if (index > last) return "out-of-order";
  // Every frame but the last is full, so a message has one way to be cut and its count bounds its size from both sides.
  if (index < last && frame.length < MAX_FRAME_BYTES) return "too-short";
  if (last * FRAME_PAYLOAD_BYTES + (index === last ? frame.length - HEADER_BYTES : 0) > MAX_MESSAGE_BYTES)
    return "too-large";
  return { count: last + 1, index, number: view.getUint32(4) };
}

function join(payloads: readonly Uint8Array[]): Uint8Array {
  const [only] = payloads;
  if (only !== undefined && payloads.length === 1) return only;
  const whole = new Uint8Array(payloads.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const payload of payloads) {
    whole.set(payload, at);
    at += payload.length;
  }
  return whole;
}

const fault = (reason: FrameFault): Assembled => ({ type: "fault", fault: reason });
