import { hashText } from "../../study/bytes/hash.ts";
import { type FinishedTrial, trialId } from "../../study/trial/trial.ts";
import type { PeerId } from "../../swarm/ids.ts";

/** Of what samplers know, the part that may be of strangers nobody has looked at. */
export const DOUBTFUL_SHARE = 0.25;
/** As many keys as a swarm has logs; of others nothing is learned. */
const MAX_AUTHORS = 20_000;

/** What an author's trials are worth to a sampler now. */
export type Worth = "believed" | "doubtful" | "nothing";

interface Tally {
  /** Nothing is learned from these yet. */
  waiting: number;
  /** Of a stranger's, let in by this tab's own chance. */
  doubtful: number;
  believed: number;
}

/**
 * Decides which trials of others a sampler may learn from. From those of vouched authors at once, and of strangers' from a
 * share that this tab's own chance picks: never from one that would be the best. The others are held, counted and shown, and
 * wait for a run to vouch for their author.
 */
export class Anteroom {
  readonly #tallies = new Map<PeerId, Tally>();
  readonly #secret: number;
  #doubtful = 0;
  #believed = 0;
  #waiting = 0;

  /** `secret`: seeds which strangers' trials are let in. */
  constructor(secret: number) {
    this.#secret = secret;
  }

  /** Trials that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Of whom any trial has come. */
  authors(): PeerId[] {
    return [...this.#tallies.keys()];
  }

  /** An own trial has entered the study. */
  own(): void {
    this.#believed += 1;
  }

  /** Whether a sampler may learn from the trial now; otherwise it waits. `isRecord`: it would be the best. */
  enter(trial: FinishedTrial, author: PeerId, worth: Worth, isRecord: boolean): boolean {
    const tally = this.#tallyOf(author);
    if (tally === null) return false;
    if (worth === "believed") {
      tally.believed += 1;
      this.#believed += 1;
      return true;
    }
    if (worth === "doubtful" && !isRecord && this.#isPicked(trial) && this.#hasRoomForDoubt()) {
      tally.doubtful += 1;
      this.#doubtful += 1;
      return true;
    }
    tally.waiting += 1;
    this.#waiting += 1;
    return false;
  }

  /** The author is vouched for: all that it told is learned from. */
  release(author: PeerId): void {
    const tally = this.#tallies.get(author);
    if (tally === undefined) return;
    const { waiting, doubtful } = tally;
    this.#believed += waiting + doubtful;
    this.#doubtful -= doubtful;
    this.#waiting -= waiting;
    this.#tallies.set(author, { waiting: 0, doubtful: 0, believed: tally.believed + waiting + doubtful });
  }

  /** The author's word counts no more: nothing that it told is learned from. */
  withdraw(author: PeerId): void {
    const tally = this.#tallies.get(author);
    if (tally === undefined) return;
    const { waiting, doubtful, believed } = tally;
    this.#believed -= believed;
    this.#doubtful -= doubtful;
    this.#waiting += doubtful + believed;
    this.#tallies.set(author, { waiting: waiting + doubtful + believed, doubtful: 0, believed: 0 });
  }

  #hasRoomForDoubt(): boolean {
    const share = DOUBTFUL_SHARE / (1 - DOUBTFUL_SHARE);
    return this.#doubtful + 1 <= share * this.#believed;
  }

  #isPicked(trial: FinishedTrial): boolean {
    return hashText(trialId(trial), this.#secret) < DOUBTFUL_SHARE * 2 ** 32;
  }

  #tallyOf(author: PeerId): Tally | null {
    let tally = this.#tallies.get(author);
    if (tally === undefined) {
      if (this.#tallies.size >= MAX_AUTHORS) return null;
      tally = { waiting: 0, doubtful: 0, believed: 0 };
      this.#tallies.set(author, tally);
    }
    return tally;
  }
}
