import { createHash, randomBytes } from "node:crypto";

/** 66 bits: nobody meets two networks of one name. */
const LENGTH = 11;

/**
 * Names by which a client tells apart the networks that offers come from. Each client has names of its own, and new ones after
 * a restart of the seed, so that they say nothing else.
 */
export class NetworkNames {
  readonly #secret = randomBytes(16);

  nameFor(client: string, network: string): string {
    const hash = createHash("sha256").update(this.#secret).update(`${client}\n${network}`);
    return hash.digest("base64url").slice(0, LENGTH);
  }
}
