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
const SEXTET_OF = new Map(ALPHABET.split("").map((character, sextet) => [character, sextet]));
const LOG_DOMAIN = utf8ToBytes("waggle log");

/** The name of a profile: 22 characters, a hash of its Ed25519 public key. */
export function peerIdOf(publicKey: Uint8Array): PeerId {
  return base64url(sha256(publicKey).subarray(0, ID_BYTES));
}

/** The name of one engine start's log in one study: 22 characters. */
export function logIdOf(publicKey: Uint8Array, studyId: string, nonce: Uint8Array): LogId {
  return base64url(sha256(concatBytes(LOG_DOMAIN, publicKey, utf8ToBytes(studyId), nonce)).subarray(0, ID_BYTES));
}

/** RFC 4648 section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    bitCount += 8;
    while (bitCount >= 6) {
      bitCount -= 6;
      text += ALPHABET.charAt((bits >> bitCount) & 63);
    }
    bits &= (1 << bitCount) - 1;
  }
  return bitCount > 0 ? text + ALPHABET.charAt((bits << (6 - bitCount)) & 63) : text;
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
  for (const character of text) {
    const sextet = SEXTET_OF.get(character);
    if (sextet === undefined) return null;
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
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
