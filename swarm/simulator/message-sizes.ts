import { ID_BYTES, NONCE_BYTES, PUBLIC_KEY_BYTES } from "../ids.ts";
import type { HeaderBody, SegmentBody } from "../log/segment.ts";
import type { SignedStatus } from "../presence/status.ts";
import { PUSH_KEY_BYTES } from "../push-key.ts";
import { sizeOfMessage } from "../wire/codec.ts";
import type { Message } from "../wire/message.ts";
import { bytesSize, listHeadSize, msgpackSize } from "../wire/msgpack-size.ts";
import { bodyFields, headerBodyFields, statusFields } from "../wire/segment-codec.ts";

const bodySizes = new WeakMap<SegmentBody, number>();
const headerSizes = new WeakMap<HeaderBody, number>();
const statusSizes = new WeakMap<SignedStatus, number>();

/** A list of three, the first of them a log's name. */
const LOG_BYTES = 1 + 2 + ID_BYTES;

/** What a log's name is shorter than its key and nonce. */
const NAMED_BYTES = PUBLIC_KEY_BYTES + NONCE_BYTES - ID_BYTES;

/** What `sizeOfMessage` says, sooner: what is passed on by many is measured once. */
export function sizeOf(message: Message): number {
  if (message.type === "segments") {
    let size = sizeOfMessage({ ...message, logs: [] }) - 1 + listHeadSize(message.logs.length);
    for (const { segments, headers } of message.logs) {
      size += LOG_BYTES + listHeadSize(segments.length) + listHeadSize(headers.length);
      for (const body of segments) size += known(bodySizes, body, bodyFields);
      for (const body of headers) size += known(headerSizes, body, headerBodyFields);
    }
    return size;
  }
  if (message.type === "ihave" || message.type === "graft" || message.type === "prune")
    return 2 + bytesSize(message.keys.length * PUSH_KEY_BYTES);
  if (message.type === "status") {
    let size = 2 + listHeadSize(message.statuses.length);
    for (const { ageMs, status, isKnown } of message.statuses)
      size += 1 + msgpackSize(ageMs) + known(statusSizes, status, statusFields) - (isKnown === true ? NAMED_BYTES : 0);
    return size;
  }
  return sizeOfMessage(message);
}

function known<T extends object>(sizes: WeakMap<T, number>, value: T, fieldsOf: (value: T) => unknown): number {
  const before = sizes.get(value);
  if (before !== undefined) return before;
  const size = msgpackSize(fieldsOf(value));
  sizes.set(value, size);
  return size;
}
