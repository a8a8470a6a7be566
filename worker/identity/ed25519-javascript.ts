import { getPublicKey, hashes, Point, sign } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { isSafePublicKey, SIGNATURE_BYTES } from "./ed25519-key.ts";
import type { Signatures } from "./signatures.ts";

hashes.sha512 = sha512;

/** Works everywhere, also without a secure context. */
export const javascriptSignatures: Signatures = {
  kind: "javascript",
  async signer(secret) {
    const publicKey = getPublicKey(secret);
    return { publicKey, sign: async (bytes) => sign(bytes, secret) };
  },
  async verify(publicKey, bytes, signature) {
    return signature.length === SIGNATURE_BYTES && isSafePublicKey(publicKey) && verifies(publicKey, bytes, signature);
  },
};

/** RFC 8032 section 5.1.7 without the cofactor, as WebCrypto's libraries do: encode([S]B - [k]A) = R. */
function verifies(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  const key = decoded(publicKey);
  const s = littleEndian(signature.subarray(32));
  if (key === null || s >= ORDER) return false;
  const r = signature.subarray(0, 32);
  const k = littleEndian(sha512(new Uint8Array([...r, ...publicKey, ...bytes]))) % ORDER;
  const sB = s === 0n ? Point.ZERO : Point.BASE.multiply(s, false);
  const kA = k === 0n ? Point.ZERO : key.multiply(k, false);
  const expected = sB.subtract(kA).toBytes();
  return expected.every((byte, i) => byte === r[i]);
}

const ORDER = Point.CURVE().n;

/** Null for bytes that are no point. */
function decoded(publicKey: Uint8Array): Point | null {
  try {
    return Point.fromBytes(publicKey);
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}
