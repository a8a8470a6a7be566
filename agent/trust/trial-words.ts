import { type FinishedTrial, trialId } from "../../study/trial/trial.ts";
import { base64url, type PeerId } from "../../swarm/ids.ts";
import { trialDigest } from "./trial-digest.ts";
import type { WordLedger, WordsOf } from "./word-ledger.ts";

/** What others say of a trial as it was told here. */
export class TrialWords {
  readonly #ledger: WordLedger;
  /** Of what was told, base64url. */
  readonly #digests = new WeakMap<FinishedTrial, string>();

  constructor(ledger: WordLedger) {
    this.#ledger = ledger;
  }

  /** Whether anybody has spoken of it at all, which is cheaper to know than whether somebody means just this one. */
  hasAny(trial: FinishedTrial): boolean {
    return this.#ledger.hasAny(trialId(trial));
  }

  of(trial: FinishedTrial, author: PeerId): WordsOf {
    let digest = this.#digests.get(trial);
    if (digest === undefined) {
      digest = base64url(trialDigest(trial));
      this.#digests.set(trial, digest);
    }
    return this.#ledger.of(trialId(trial), digest, author);
  }
}
