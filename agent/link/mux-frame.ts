import type { StudyId } from "../../study/spec/spec.ts";
import { MAX_MESSAGE_BYTES } from "../ports.ts";

/** Changes when older tabs could misread a frame; a frame of another version closes its link. */
export const MUX_VERSION = 1;

/** `open`: I take part in this study, talk to me about it. `data`: a message. `notHere`: I do not (any longer). */
export type FrameKind = "open" | "data" | "notHere";

/** What a study is called on a shared link: the first 16 bytes of its id's hash, as 32 hexadecimal digits. */
export type StudyTag = string;

export type Frame = { readonly kind: FrameKind; readonly tag: StudyTag; readonly payload: Uint8Array };
export type FrameFault = "empty" | "other version" | "malformed";

const TAG_BYTES = 16;
const HEADER_BYTES = 2 + TAG_BYTES;
const KINDS: readonly FrameKind[] = ["open", "data", "notHere"];

/** What is left of a transport's message for a study's own. */
export const MAX_PAYLOAD_BYTES = MAX_MESSAGE_BYTES - HEADER_BYTES;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Throws if `studyId` is not base64url of at least 16 bytes. */
export function tagOf(studyId: StudyId): StudyTag {
  let tag = "";
  let bits = 0;
  let held = 0;
  for (const character of studyId) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) throw new Error(`Not a study id: ${studyId}`);
    bits = (bits << 6) | digit;
    held += 6;
    if (held >= 8) {
      held -= 8;
      tag += ((bits >> held) & 255).toString(16).padStart(2, "0");
      bits &= (1 << held) - 1;
    }
    if (tag.length === 2 * TAG_BYTES) return tag;
  }
  throw new Error(`Not a study id: ${studyId}`);
}

export function encodeFrame(kind: FrameKind, tag: StudyTag, payload: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  bytes[0] = MUX_VERSION;
  bytes[1] = KINDS.indexOf(kind);
  for (let i = 0; i < TAG_BYTES; i++) bytes[2 + i] = Number.parseInt(tag.slice(2 * i, 2 * i + 2), 16);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** The payload is a view into `bytes`. */
export function decodeFrame(bytes: Uint8Array): Frame | FrameFault {
  if (bytes.length === 0) return "empty";
  if (bytes[0] !== MUX_VERSION) return "other version";
  const kind = KINDS[bytes[1] ?? KINDS.length];
  if (kind === undefined || bytes.length < HEADER_BYTES) return "malformed";
  return { kind, tag: tagIn(bytes), payload: bytes.subarray(HEADER_BYTES) };
}

/** The tag of the frame before, whose study most likely talks again: writing one out costs more than all the rest. */
let last = { tag: "0".repeat(2 * TAG_BYTES), bytes: new Uint8Array(TAG_BYTES) };

function tagIn(frame: Uint8Array): StudyTag {
  let at = 0;
  while (at < TAG_BYTES && frame[2 + at] === last.bytes[at]) at++;
  if (at === TAG_BYTES) return last.tag;
  const bytes = frame.slice(2, HEADER_BYTES);
  last = { tag: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""), bytes };
  return last.tag;
}
