import { isSafePublicKey, SIGNATURE_BYTES } from "./ed25519-key.ts";
import type { Signatures } from "./signatures.ts";

/** WebCrypto when `subtle` can do Ed25519 (Chrome 137, Firefox 129, Safari 17), else JavaScript, loaded only then. */
export async function signatures(subtle: SubtleCrypto | undefined): Promise<Signatures> {
  if (subtle !== undefined) {
    const webcrypto = webcryptoSignatures(subtle);
    try {
      const trial = await webcrypto.signer(new Uint8Array(SECRET_BYTES));
      await trial.sign(new Uint8Array(1));
      return webcrypto;
    } catch (error) {
      // An older browser names the algorithm as unknown; JavaScript does the same, 14 times slower.
      console.info("This browser has no Ed25519 of its own.", error);
    }
  }
  const { javascriptSignatures } = await import("./ed25519-javascript.ts");
  return javascriptSignatures;
}

const SECRET_BYTES = 32;

/** PKCS #8 before the 32 bytes of an Ed25519 secret (RFC 8410 section 7): WebCrypto imports no raw private key. */
const PKCS8_PREFIX = new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);

/** Public keys whose imported form is kept, those used last: as many as the logs that a tab follows. */
export const MAX_IMPORTED_KEYS = 2_048;

/** Rejects on first use where `subtle` knows no Ed25519. */
export function webcryptoSignatures(subtle: SubtleCrypto): Signatures {
  /** The one that was not used for longest first. */
  const imported = new Map<string, CryptoKey>();
  const keep = (name: string, key: CryptoKey): void => {
    imported.delete(name);
    imported.set(name, key);
    if (imported.size <= MAX_IMPORTED_KEYS) return;
    const oldest = imported.keys().next();
    if (oldest.done !== true) imported.delete(oldest.value);
  };
  const importPublic = async (name: string, publicKey: Uint8Array): Promise<CryptoKey | null> => {
    if (!isSafePublicKey(publicKey)) return null;
    const key = await subtle.importKey("raw", copy(publicKey), "Ed25519", false, ["verify"]);
    keep(name, key);
    return key;
  };
  return {
    kind: "webcrypto",
    async signer(secret) {
      const pkcs8 = new Uint8Array([...PKCS8_PREFIX, ...secret]);
      const key = await subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
      const { x = "" } = await subtle.exportKey("jwk", key);
      return {
        publicKey: fromBase64url(x),
        sign: async (bytes) => new Uint8Array(await subtle.sign("Ed25519", key, copy(bytes))),
      };
    },
    async verify(publicKey, bytes, signature) {
      if (signature.length !== SIGNATURE_BYTES) return false;
      const name = String.fromCharCode(...publicKey);
      const known = imported.get(name);
      if (known !== undefined) keep(name, known);
      const key = known ?? (await importPublic(name, publicKey));
      return key !== null && subtle.verify("Ed25519", key, whole(signature), whole(bytes));
    },
  };
}

/** WebCrypto takes no view of shared memory, and types say so. */
const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/** The same without a copy where it needs none. */
const whole = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : copy(bytes);

const fromBase64url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
