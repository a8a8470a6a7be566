import type { FinishedTrial } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";

/** The oldest gives way: an honest study has one such trial, or a few of the same moment. */
const MAX_WAITING = 32;
/** As many keys as a swarm has logs. */
const MAX_REFUSED = 20_000;

export interface EndClaim {
  readonly trial: FinishedTrial;
  readonly author: PeerId;
}

/** Trials of others that would end the study, if they are as told: each is run here before it does. One of each claimant. */
export class EndClaims {
  #waiting: EndClaim[] = [];
  #running: EndClaim | null = null;
  /** Whose trial did not come to what would end the study when it ran here. */
  readonly #refused = new Set<PeerId>();

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  heard(trial: FinishedTrial, author: PeerId): void {
    if (this.#refused.has(author) || this.#waiting.some((claim) => claim.author === author)) return;
    this.#waiting.push({ trial, author });
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
  }

  /** What to run now: `ended` or `dropped` follows. `may`: for whose there is power left. */
  next(may: (author: PeerId) => boolean): EndClaim | null {
    if (this.#running !== null) return null;
    this.#running = this.#waiting.find(({ author }) => may(author)) ?? null;
    return this.#running;
  }

  isRunning(trial: FinishedTrial): boolean {
    return this.#running?.trial === trial;
  }

  /** `verdict`: whether it came to what ends the study; null: the run said nothing. */
  ended(verdict: boolean | null): void {
    const ran = this.#running;
    this.#running = null;
    if (ran === null) return;
    this.#waiting = this.#waiting.filter((claim) => claim !== ran);
    if (verdict === false && this.#refused.size < MAX_REFUSED) this.#refused.add(ran.author);
  }

  dropped(): void {
    this.#running = null;
  }
}
