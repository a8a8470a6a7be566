import type { Signer, Verifier } from "../../agent/ports.ts";

/**
 * Ed25519 (RFC 8032) for the profile: WebCrypto's where the browser has it, else a JavaScript one, as on plain http over
 * the LAN. Invariant: both accept exactly the same signatures, or tabs of one swarm would hold different histories.
 */
export interface Signatures extends Verifier {
  readonly kind: "webcrypto" | "javascript";
  /** `secret`: 32 bytes. */
  signer(secret: Uint8Array): Promise<Signer>;
}
