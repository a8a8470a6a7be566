import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** Base64url, 22 characters (16 bytes): hash of the profile's public key. */
export type PeerId = string;
/** Base64url, 22 characters (16 bytes): hash of public key, study id and nonce. */
export type LogId = string;
/** Where a peer can be dialled: the transport's own words, at most 128 printable characters. */
export type Address = string;
/** One open link of one core, counted from its start. */
export type LinkId = number;

/** 16 of 32 bytes: 2^64 tries to find two equal names, and half the length in every message. */
export const ID_BYTES = 16;
export const PUBLIC_KEY_BYTES = 32;
export const NONCE_BYTES = 16;
export const HASH_BYTES = 32;
export const SIGNATURE_BYTES = 64;
/** Of heads and ranges: chance meetings of two differing sets once in 2^64. */
export const FINGERPRINT_BYTES = 8;
/** `base64url(16 bytes)`. */
export const ID_CHARACTERS = 22;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NO_SEXTET = 255;
/** By character code. */
const SEXTET_OF = new Uint8Array(128).fill(NO_SEXTET);
for (let sextet = 0; sextet < ALPHABET.length; sextet++) SEXTET_OF[ALPHABET.charCodeAt(sextet)] = sextet;
const LOG_DOMAIN = utf8ToBytes("waggle log");

/** The name of a profile: 22 characters, a hash of its Ed25519 public key. */
export function peerIdOf(publicKey: Uint8Array): PeerId {
  const known = peers.get(publicKey);
  if (known !== undefined) return known;
  const peer = base64url(sha256(publicKey).subarray(0, ID_BYTES));
  peers.set(publicKey, peer);
  return peer;
}

/** By key object; asked for at every hop. */
const peers = new WeakMap<Uint8Array, PeerId>();

/** The name of one engine start's log in one study: 22 characters. */
export function logIdOf(publicKey: Uint8Array, studyId: string, nonce: Uint8Array): LogId {
  const known = logs.get(nonce);
  if (known?.publicKey === publicKey && known.studyId === studyId) return known.log;
  const log = base64url(sha256(concatBytes(LOG_DOMAIN, publicKey, utf8ToBytes(studyId), nonce)).subarray(0, ID_BYTES));
  logs.set(nonce, { publicKey, studyId, log });
  return log;
}

/** By nonce object. */
const logs = new WeakMap<
  Uint8Array,
  { readonly publicKey: Uint8Array; readonly studyId: string; readonly log: LogId }
>();

/** RFC 4648 section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  // Joined at once: a text that grows by single characters stays a chain of them, many times as large.
  const codes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    bitCount += 8;
    while (bitCount >= 6) {
      bitCount -= 6;
      codes.push(ALPHABET.charCodeAt((bits >> bitCount) & 63));
    }
    bits &= (1 << bitCount) - 1;
  }
  if (bitCount > 0) codes.push(ALPHABET.charCodeAt((bits << (6 - bitCount)) & 63));
  return textOf(codes);
}

/** As many characters as fit a call. */
const CALL_CHARACTERS = 8_192;

function textOf(codes: readonly number[]): string {
  let text = "";
  for (let at = 0; at < codes.length; at += CALL_CHARACTERS)
    text += String.fromCharCode(...codes.slice(at, at + CALL_CHARACTERS));
  return text;
}

/** The 16 bytes behind a `LogId` or `PeerId`; null for any other text. */
export function idBytes(id: string): Uint8Array | null {
  return base64urlBytes(id, ID_BYTES);
}

/** The inverse of `base64url` for a text that stands for `length` bytes; null for any other. */
export function base64urlBytes(text: string, length: number): Uint8Array | null {
  if (text.length !== Math.ceil((length * 8) / 6)) return null;
  const bytes = new Uint8Array(length);
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const sextet = SEXTET_OF[text.charCodeAt(i)] ?? NO_SEXTET;
    if (sextet === NO_SEXTET) return null;
    bits = (bits << 6) | sextet;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[at++] = (bits >> bitCount) & 255;
      bits &= (1 << bitCount) - 1;
    }
  }
  return bits === 0 ? bytes : null;
}

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether `a` comes before `b`, byte by byte; both have one length. */
export function isSmaller(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
