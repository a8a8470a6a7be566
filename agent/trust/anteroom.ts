import { hashText } from "../../study/bytes/hash.ts";
import { type FinishedTrial, trialId } from "../../study/trial/trial.ts";
import type { LogId, PeerId } from "../../swarm/ids.ts";

/** Of what samplers know, the part that may be of strangers nobody has looked at. */
export const DOUBTFUL_SHARE = 0.25;
/** Trials of strangers that wait for a run to vouch for their author, of all and of each. */
const MAX_WAITING = 20_000;
const MAX_WAITING_PER_AUTHOR = 2_000;

/** What an author's trials are worth to a sampler now. */
export type Worth = "believed" | "doubtful" | "nothing";

/**
 * Where trials of others wait until somebody vouches for their author. A sampler learns from those of vouched authors at
 * once, and of strangers' from a share that this tab's own chance picks: never from one that would be the best.
 */
export class Anteroom {
  readonly #waiting = new Map<PeerId, FinishedTrial[]>();
  readonly #secret: number;
  #size = 0;
  #doubtful = 0;
  #believed = 0;
  #dropped = 0;

  /** `secret`: seeds which strangers' trials are let in. */
  constructor(secret: number) {
    this.#secret = secret;
  }

  /** Trials that wait. */
  get size(): number {
    return this.#size;
  }

  /** Trials that found no room: only the swarm still has them. */
  get dropped(): number {
    return this.#dropped;
  }

  *waiting(): Generator<FinishedTrial> {
    for (const trials of this.#waiting.values()) yield* trials;
  }

  /** An own trial has entered the study. */
  own(): void {
    this.#believed += 1;
  }

  /** Whether the trial may enter the study now; otherwise it waits here. `isRecord`: it would be the best. */
  enter(trial: FinishedTrial, author: PeerId, worth: Worth, isRecord: boolean): boolean {
    if (worth === "believed") {
      this.#believed += 1;
      return true;
    }
    if (worth === "doubtful" && !isRecord && this.#isPicked(trial) && this.#hasRoomForDoubt()) {
      this.#doubtful += 1;
      return true;
    }
    this.#wait(trial, author);
    return false;
  }

  /** The author is vouched for: what waited of it enters. */
  release(author: PeerId): FinishedTrial[] {
    const trials = this.#waiting.get(author) ?? [];
    this.#waiting.delete(author);
    this.#size -= trials.length;
    this.#believed += trials.length;
    return trials;
  }

  /** Of an author whose word counts no more. `entered`: its trials that had entered the study. */
  withdraw(author: PeerId, entered: number, wasBelieved: boolean): void {
    if (wasBelieved) this.#believed = Math.max(0, this.#believed - entered);
    else this.#doubtful = Math.max(0, this.#doubtful - entered);
    this.forget(author);
  }

  /** Forgets what waits of an author. */
  forget(author: PeerId): void {
    this.#size -= this.#waiting.get(author)?.length ?? 0;
    this.#waiting.delete(author);
  }

  /** Forgets what waits of some logs. */
  forgetLogs(logs: ReadonlySet<LogId>): void {
    for (const [author, trials] of this.#waiting) {
      const left = trials.filter(({ log }) => !logs.has(log));
      this.#size -= trials.length - left.length;
      if (left.length === 0) this.#waiting.delete(author);
      else this.#waiting.set(author, left);
    }
  }

  #hasRoomForDoubt(): boolean {
    const share = DOUBTFUL_SHARE / (1 - DOUBTFUL_SHARE);
    return this.#doubtful + 1 <= share * this.#believed;
  }

  #isPicked(trial: FinishedTrial): boolean {
    return hashText(trialId(trial), this.#secret) < DOUBTFUL_SHARE * 2 ** 32;
  }

  #wait(trial: FinishedTrial, author: PeerId): void {
    const trials = this.#waiting.get(author) ?? [];
    if (trials.length >= MAX_WAITING_PER_AUTHOR || this.#size >= MAX_WAITING) {
      this.#dropped += 1;
      return;
    }
    trials.push(trial);
    this.#waiting.set(author, trials);
    this.#size += 1;
  }
}
