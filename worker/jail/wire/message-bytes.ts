import { type Parsed, parsed, refused } from "../../../study/parsed.ts";
import { exactParse, exactStringify } from "./exact-json.ts";

// [kind, bytes of text] as two uint32, then the text (JSON in UTF-8) padded to eight bytes, then doubles. Both ends are
// workers of one browser, so the machine's own byte order serves.
const HEAD_BYTES = 8;

/** Messages of the objective worker, and batches for it. */
export const MESSAGE_KIND = {
  batch: 1,
  outcomes: 2,
  report: 3,
  loaded: 4,
  loadFailed: 5,
  console: 6,
  frames: 7,
} as const;
export type MessageKind = (typeof MESSAGE_KIND)[keyof typeof MESSAGE_KIND];

export interface MessageParts {
  readonly kind: number;
  /** The JSON, undefined if there was none. */
  readonly json: unknown;
  readonly numbers: Float64Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function packMessage(kind: MessageKind, json: unknown, numbers: Float64Array): ArrayBuffer {
  const text = json === undefined ? new Uint8Array(0) : encoder.encode(exactStringify(json));
  const start = HEAD_BYTES + Math.ceil(text.length / 8) * 8;
  const bytes = new ArrayBuffer(start + numbers.length * 8);
  new Uint32Array(bytes, 0, 2).set([kind, text.length]);
  new Uint8Array(bytes, HEAD_BYTES, text.length).set(text);
  new Float64Array(bytes, start).set(numbers);
  return bytes;
}

/** Never throws: anything may come out of the jail. */
export function unpackMessage(bytes: ArrayBuffer): Parsed<MessageParts> {
  if (bytes.byteLength < HEAD_BYTES || bytes.byteLength % 8 !== 0) return refused("a message has an impossible size");
  const [kind = 0, textBytes = 0] = new Uint32Array(bytes, 0, 2);
  const start = HEAD_BYTES + Math.ceil(textBytes / 8) * 8;
  if (start > bytes.byteLength) return refused("a message's text is longer than the message");
  const numbers = new Float64Array(bytes, start);
  if (textBytes === 0) return parsed({ kind, json: undefined, numbers });
  try {
    const json = exactParse(decoder.decode(new Uint8Array(bytes, HEAD_BYTES, textBytes)));
    return parsed({ kind, json, numbers });
  } catch (error) {
    return refused(`a message's text is no JSON (${String(error).slice(0, 100)})`);
  }
}
