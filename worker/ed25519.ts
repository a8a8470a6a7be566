import { hashes, Point, getPublicKey, sign } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import type { Signer, Verifier } from "../agent/ports.ts";

/**
 * Ed25519 (RFC 8032) for the profile: WebCrypto's where the browser has it, else a JavaScript one, as on plain http over
 * the LAN. Invariant: both accept exactly the same signatures, or tabs of one swarm would hold different histories.
 */
export interface Signatures extends Verifier {
  readonly kind: "webcrypto" | "javascript";
  /** `secret`: 32 bytes. */
  signer(secret: Uint8Array): Promise<Signer>;
}

/** WebCrypto when `subtle` can do Ed25519 (Chrome 137, Firefox 129, Safari 17), else JavaScript. */
export async function signatures(subtle: SubtleCrypto | undefined): Promise<Signatures> {
  if (subtle === undefined) return javascriptSignatures;
  const webcrypto = webcryptoSignatures(subtle);
  try {
    const trial = await webcrypto.signer(new Uint8Array(SECRET_BYTES));
    await trial.sign(new Uint8Array(1));
    return webcrypto;
  } catch (error) {
    // An older browser names the algorithm as unknown; JavaScript does the same, 14 times slower.
    console.info("This browser has no Ed25519 of its own.", error);
    return javascriptSignatures;
  }
}

const SECRET_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** PKCS #8 before the 32 bytes of an Ed25519 secret (RFC 8410 section 7): WebCrypto imports no raw private key. */
const PKCS8_PREFIX = new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);

/** Public keys whose imported form is kept: more than the peers a tab knows at once, 32 bytes each. */
const MAX_IMPORTED_KEYS = 512;

hashes.sha512 = sha512;

/** Works everywhere, also without a secure context. */
export const javascriptSignatures: Signatures = {
  kind: "javascript",
  async signer(secret) {
    const publicKey = getPublicKey(secret);
    return { publicKey, sign: async (bytes) => sign(bytes, secret) };
  },
  async verify(publicKey, bytes, signature) {
    return hasShape(publicKey, signature) && verifies(publicKey, bytes, signature);
  },
};

/** Rejects on first use where `subtle` knows no Ed25519. */
export function webcryptoSignatures(subtle: SubtleCrypto): Signatures {
  const imported = new Map<string, CryptoKey>();
  const importPublic = async (publicKey: Uint8Array): Promise<CryptoKey | null> => {
    const name = publicKey.join();
    const known = imported.get(name);
    if (known) return known;
    if (decoded(publicKey) === null) return null;
    const key = await subtle.importKey("raw", copy(publicKey), "Ed25519", false, ["verify"]);
    if (imported.size >= MAX_IMPORTED_KEYS) imported.clear();
    imported.set(name, key);
    return key;
  };
  return {
    kind: "webcrypto",
    async signer(secret) {
      const pkcs8 = new Uint8Array([...PKCS8_PREFIX, ...secret]);
      const key = await subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
      return {
        publicKey: getPublicKey(secret),
        sign: async (bytes) => new Uint8Array(await subtle.sign("Ed25519", key, copy(bytes))),
      };
    },
    async verify(publicKey, bytes, signature) {
      if (!hasShape(publicKey, signature)) return false;
      const key = await importPublic(publicKey);
      return key !== null && subtle.verify("Ed25519", key, copy(signature), copy(bytes));
    },
  };
}

/** WebCrypto takes no view of shared memory, and types say so. */
const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

const hasShape = (publicKey: Uint8Array, signature: Uint8Array): boolean =>
  publicKey.length === PUBLIC_KEY_BYTES && signature.length === SIGNATURE_BYTES;

/** Null for bytes that are no point, not canonical, or of small order: with those one signature fits many messages. */
function decoded(publicKey: Uint8Array): Point | null {
  try {
    const point = Point.fromBytes(publicKey);
    return point.isSmallOrder() ? null : point;
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

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

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}
