import { type FinishedTrial, type TrialId, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId } from "../../swarm/ids.ts";
import { trialDigest } from "./trial-digest.ts";

/** Own trials of which it is known what they came to: others look at the newest bests. */
const MAX_OWN = 256;
/** As many keys as a swarm has logs. */
const MAX_PEERS = 20_000;

/**
 * Who attested a trial that ran here, as it was told: an own one, or one that an own run agrees with already. Nobody is believed for
 * it, as whoever heard the same could say so: it counts in a total's favour alone, for trials that are held here.
 */
export class TrueWords {
  readonly #own = new Map<TrialId, FinishedTrial>();
  readonly #peers = new Set<PeerId>();

  noteOwn(trial: FinishedTrial): void {
    this.#own.set(trialId(trial), trial);
    const [oldest] = this.#own.keys();
    if (this.#own.size > MAX_OWN && oldest !== undefined) this.#own.delete(oldest);
  }

  /** `peer` attests a trial by this digest, base64url; `confirmed`: that of what own runs agree with. */
  attested(peer: PeerId, trial: TrialId, digest: string, confirmed: string | undefined): void {
    if (this.#peers.size >= MAX_PEERS || this.#peers.has(peer)) return;
    const own = this.#own.get(trial);
    if (digest === confirmed || (own !== undefined && digest === base64url(trialDigest(own)))) this.#peers.add(peer);
  }

  has(peer: PeerId): boolean {
    return this.#peers.has(peer);
  }

  /** Its word counts for nothing any more. */
  forget(peer: PeerId): void {
    this.#peers.delete(peer);
  }
}
