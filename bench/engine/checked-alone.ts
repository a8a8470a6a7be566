// What checking a signature costs by itself: the floor under whatever a segment costs.
import type { Verifier } from "../../agent/ports.ts";
import type { Signatures } from "../../worker/identity/signatures.ts";

/** As long as a header's, which is what a segment's key signs. */
const SIGNED_BYTES = 190;

interface Check {
  readonly publicKey: Uint8Array;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

export class CheckedAlone {
  readonly #verifier: Verifier;
  readonly #checks: readonly Check[];

  private constructor(verifier: Verifier, checks: readonly Check[]) {
    this.#verifier = verifier;
    this.#checks = checks;
  }

  /** `count` signatures of `keys` keys, which are imported already. */
  static async open(signatures: Signatures, keys: number, count: number): Promise<CheckedAlone> {
    const signers = await Promise.all(
      Array.from({ length: keys }, (_, i) => signatures.signer(new Uint8Array(32).fill(200 + i))),
    );
    const checks: Check[] = [];
    for (let i = 0; i < count; i++) {
      const signer = signers[i % signers.length];
      if (signer === undefined) throw new RangeError("Signatures need a key.");
      const bytes = new Uint8Array(SIGNED_BYTES).fill(i);
      checks.push({ publicKey: signer.publicKey, bytes, signature: await signer.sign(bytes) });
    }
    const alone = new CheckedAlone(signatures, checks);
    await alone.run();
    return alone;
  }

  /** All of them, side by side. */
  async run(): Promise<void> {
    const held = await Promise.all(
      this.#checks.map(({ publicKey, bytes, signature }) => this.#verifier.verify(publicKey, bytes, signature)),
    );
    if (held.includes(false)) throw new Error("A signature that holds was refused.");
  }
}
