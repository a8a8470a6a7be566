/**
 * Deterministic authenticated encryption: AES-256-GCM-SIV (RFC 8452) of @noble/ciphers. One text under one key and context is one
 * sealed text, which a hash can name; a context that comes twice tells whether two texts are the same, and nothing more.
 */
import { gcmsiv } from "@noble/ciphers/aes.js";
import { SEAL_BYTES } from "./seal-size.ts";

export const SEALING_KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** Encrypted `text` and its tag. `context`, up to 12 bytes and under one key always as many, is bound to it and not told. */
export function seal(key: Uint8Array, text: Uint8Array, context: Uint8Array): Uint8Array {
  return gcmsiv(key, nonceOf(context)).encrypt(text);
}

/** Null where it was sealed with another key or context, or is not as it was. */
export function unseal(key: Uint8Array, sealed: Uint8Array, context: Uint8Array): Uint8Array | null {
  if (sealed.length < SEAL_BYTES) return null;
  const cipher = gcmsiv(key, nonceOf(context));
  try {
    return cipher.decrypt(sealed);
  } catch {
    return null;
  }
}

/** Whether both are the same, in a time that says nothing of where they differ. */
export function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

function nonceOf(context: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(NONCE_BYTES);
  nonce.set(context, NONCE_BYTES - context.length);
  return nonce;
}
