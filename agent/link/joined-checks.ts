import { bytesEqual } from "../../swarm/ids.ts";
import type { Verifier } from "../ports.ts";

interface UnderWay {
  readonly publicKey: Uint8Array;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly holds: Promise<boolean>;
}

/** Bytes of a signature by which one that is being checked is found; the rest is compared. */
const KEY_BYTES = 8;

/**
 * Has a signature checked once that comes over several links while it is being checked: a flood arrives nearly at once. As many
 * are remembered as are under way.
 */
export class JoinedChecks implements Verifier {
  readonly #verifier: Verifier;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(verifier: Verifier) {
    this.#verifier = verifier;
  }

  verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
    const key = String.fromCharCode(...signature.subarray(0, KEY_BYTES));
    const known = this.#underWay.get(key);
    if (known !== undefined && isSame(known, publicKey, bytes, signature)) return known.holds;
    const holds = this.#verifier.verify(publicKey, bytes, signature);
    if (known !== undefined) return holds;
    this.#underWay.set(key, { publicKey, bytes, signature, holds });
    const forget = (): unknown => this.#underWay.delete(key);
    // Whoever asked hears of a failure; here it only ends the check.
    holds.then(forget, forget);
    return holds;
  }
}

const isSame = (known: UnderWay, publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean =>
  bytesEqual(known.signature, signature) && bytesEqual(known.publicKey, publicKey) && bytesEqual(known.bytes, bytes);
