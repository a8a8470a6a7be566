import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { bytesEqual } from "../ids.ts";
import type { SignatureCheck } from "../wire/signatures.ts";

/** A stand-in for Ed25519: deterministic, 64 bytes, and nobody in the simulator forges it but on purpose. */
export function fakeSign(publicKey: Uint8Array, bytes: Uint8Array): Uint8Array {
  const half = sha256(concatBytes(publicKey, bytes));
  return concatBytes(half, half);
}

/** By signature object: in one run the same message reaches many. */
const held = new WeakMap<Uint8Array, Uint8Array>();

export function fakeVerify(check: SignatureCheck): boolean {
  if (held.get(check.signature) === check.bytes) return true;
  const holds = bytesEqual(fakeSign(check.publicKey, check.bytes), check.signature);
  if (holds) held.set(check.signature, check.bytes);
  return holds;
}

export function fakeKey(name: string): Uint8Array {
  return sha256(utf8ToBytes(`key of ${name}`));
}
