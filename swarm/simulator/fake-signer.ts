import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { bytesEqual } from "../ids.ts";
import type { SignatureCheck } from "../signatures.ts";

/** A stand-in for Ed25519: deterministic, 64 bytes, and nobody in the simulator forges it but on purpose. */
export function fakeSign(publicKey: Uint8Array, bytes: Uint8Array): Uint8Array {
  const half = sha256(concatBytes(publicKey, bytes));
  return concatBytes(half, half);
}

export function fakeVerify(check: SignatureCheck): boolean {
  return bytesEqual(fakeSign(check.publicKey, check.bytes), check.signature);
}

export function fakeKey(name: string): Uint8Array {
  return sha256(utf8ToBytes(`key of ${name}`));
}
