import type { Message } from "./message.ts";
import type { Segment } from "./segment.ts";

export type Decoded<T> = { readonly ok: true; readonly message: T } | { readonly ok: false; readonly reason: string };

/** A message's bytes, at most 1 MiB; throws if it is larger or out of range, which is our own fault. */
export function encodeMessage(_message: Message): Uint8Array {
  throw new Error("not yet");
}

/** Never throws, never slow: a message, or why not. */
export function decodeMessage(_bytes: Uint8Array): Decoded<Message> {
  return { ok: false, reason: "not yet" };
}

/** The form in which a segment is stored. */
export function encodeSegment(_segment: Segment): Uint8Array {
  throw new Error("not yet");
}

export function decodeSegment(_bytes: Uint8Array): Decoded<Segment> {
  return { ok: false, reason: "not yet" };
}
