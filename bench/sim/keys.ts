import type { Signer, Verifier } from "../../agent/ports.ts";
import { bytesEqual } from "../../swarm/ids.ts";
import { fakeKey, fakeSign } from "../../swarm/simulator/fake-signer.ts";

/** A key that stands in for an Ed25519 one: whoever forges a message signs it at once. */
export interface StandInKey extends Signer {
  signNow(bytes: Uint8Array): Uint8Array;
  isOwn(publicKey: Uint8Array): boolean;
}

/** The same name is the same key. */
export function keyOf(name: string): StandInKey {
  const publicKey = fakeKey(name);
  const signNow = (bytes: Uint8Array): Uint8Array => fakeSign(publicKey, bytes);
  const isOwn = (other: Uint8Array): boolean => bytesEqual(other, publicKey);
  return { publicKey, signNow, isOwn, sign: async (bytes) => signNow(bytes) };
}

/** Holds no message for signed that was not signed by `keyOf` its key: no liar here forges another's signature. */
export const standInSignatures: Verifier = {
  verify: async (publicKey, bytes, signature) => bytesEqual(fakeSign(publicKey, bytes), signature),
};
