import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { isSafePublicKey, SIGNATURE_BYTES } from "../../worker/identity/ed25519-key.ts";
import type { Signatures } from "../../worker/identity/signatures.ts";

/** Before the 32 bytes of a secret in PKCS #8, and of a public key in SPKI (RFC 8410 sections 7 and 4). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** Public keys whose imported form is kept. */
const MAX_IMPORTED_KEYS = 512;
const imported = new Map<string, KeyObject>();

/** WebCrypto's Ed25519 as Node's library has it, which answers at once: in virtual time WebCrypto would be late, and JavaScript takes 14 times as long. */
export const nodeSignatures: Omit<Signatures, "kind"> & { readonly kind: "node" } = {
  kind: "node",
  async signer(secret) {
    const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secret]), format: "der", type: "pkcs8" });
    const spki = createPublicKey(key).export({ format: "der", type: "spki" });
    return {
      publicKey: new Uint8Array(spki.subarray(SPKI_PREFIX.length)),
      sign: async (bytes) => new Uint8Array(sign(null, bytes, key)),
    };
  },
  async verify(publicKey, bytes, signature) {
    if (signature.length !== SIGNATURE_BYTES) return false;
    const key = importPublic(publicKey);
    return key !== null && verify(null, bytes, key, signature);
  },
};

function importPublic(publicKey: Uint8Array): KeyObject | null {
  const name = publicKey.join();
  const known = imported.get(name);
  if (known) return known;
  if (!isSafePublicKey(publicKey)) return null;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: "der", type: "spki" });
  if (imported.size >= MAX_IMPORTED_KEYS) imported.clear();
  imported.set(name, key);
  return key;
}
