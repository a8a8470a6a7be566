/**
 * Deterministic authenticated encryption by a synthetic initialisation vector (SIV: Rogaway and Shrimpton, "Deterministic
 * Authenticated-Encryption", 2006). The tag is keyed BLAKE3 over context and text, the key stream keyed BLAKE3 over the tag, under two
 * keys: nothing but the keys must be fresh, and one text under one key is one sealed text, which a hash can name.
 */
import { blake3 } from "@noble/hashes/blake3.js";
import { SEAL_BYTES } from "./seal-size.ts";

const KEY_BYTES = 32;
/** Of the material that `sealingKeys` takes. */
export const SEALING_KEY_BYTES = 2 * KEY_BYTES;

export interface SealingKeys {
  readonly tag: Uint8Array;
  readonly stream: Uint8Array;
}

/** Throws unless `material` has SEALING_KEY_BYTES. */
export function sealingKeys(material: Uint8Array): SealingKeys {
  if (material.length !== SEALING_KEY_BYTES) throw new RangeError(`Keys for sealing have ${SEALING_KEY_BYTES} bytes.`);
  return { tag: material.slice(0, KEY_BYTES), stream: material.slice(KEY_BYTES) };
}

/** Tag and encrypted `text`. `context` is bound to it and not told; under one pair of keys all contexts have one length. */
export function seal(keys: SealingKeys, text: Uint8Array, context: Uint8Array): Uint8Array {
  const tag = tagOf(keys, text, context);
  const sealed = new Uint8Array(SEAL_BYTES + text.length);
  sealed.set(tag);
  sealed.set(streamed(keys, tag, text), SEAL_BYTES);
  return sealed;
}

/** Null where it was sealed with other keys or another context, or is not as it was. */
export function unseal(keys: SealingKeys, sealed: Uint8Array, context: Uint8Array): Uint8Array | null {
  if (sealed.length < SEAL_BYTES) return null;
  const tag = sealed.subarray(0, SEAL_BYTES);
  const text = streamed(keys, tag, sealed.subarray(SEAL_BYTES));
  return equalInConstantTime(tag, tagOf(keys, text, context)) ? text : null;
}

/** Whether both are the same, in a time that says nothing of where they differ. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

function tagOf(keys: SealingKeys, text: Uint8Array, context: Uint8Array): Uint8Array {
  return blake3.create({ key: keys.tag, dkLen: SEAL_BYTES }).update(context).update(text).digest();
}

function streamed(keys: SealingKeys, tag: Uint8Array, text: Uint8Array): Uint8Array {
  if (text.length === 0) return new Uint8Array();
  const out = blake3(tag, { key: keys.stream, dkLen: text.length });
  for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) ^ (text[i] ?? 0);
  return out;
}
