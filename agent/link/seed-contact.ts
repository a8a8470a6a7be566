import type { Rng } from "../../study/rng.ts";
import type { StudyId, StudySpec } from "../../study/spec/spec.ts";
import type { Address, Clock, Rendezvous, StudySummary, Timer } from "../ports.ts";

/** The first retry: a seed that restarts is back within seconds. */
const FIRST_RETRY_MS = 1_000;
/** The slowest: thousands of tabs must not hammer a seed that just came back. */
const MAX_RETRY_MS = 30_000;
/** A seed that has not answered by then counts as away. */
const ANSWER_WITHIN_MS = 15_000;
/** A question of before we slept, or of another network, may hang that long; one that is newer is waited for. */
const HANGS_AFTER_MS = 2_000;

export interface SeedContactOptions {
  readonly rendezvous: Rendezvous;
  readonly studyId: StudyId;
  readonly spec: StudySpec;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly address: () => Address | null;
  readonly summary: () => StudySummary;
  readonly onAddresses: (addresses: readonly Address[]) => void;
  /** How long the study has been going on by the seed's word, which took `tookMs` to come. */
  readonly onStudyTime: (studyMs: number, tookMs: number) => void;
  readonly onChange: () => void;
}

/** Keeps this peer known to the seed while there is one; a seed that is away is asked again, ever more slowly. */
export class SeedContact {
  readonly #options: SeedContactOptions;
  #reachable = false;
  #asking = false;
  #retryMs = FIRST_RETRY_MS;
  #retry: Timer | null = null;
  #closed = false;
  #hasNews = false;
  /** Of the question under way. */
  #askedMs = 0;
  #question = 0;

  constructor(options: SeedContactOptions) {
    this.#options = options;
  }

  get isReachable(): boolean {
    return this.#reachable;
  }

  /** Announces this peer and asks for others. While one question is under way another changes nothing. */
  ask(): void {
    if (this.#asking || this.#closed || this.#retry) return;
    this.#asking = true;
    this.#askedMs = this.#options.clock.nowMs();
    void this.#askOnce(++this.#question);
  }

  /** The summary says something new that should not wait: announces it, after the question under way if there is one. */
  announceNews(): void {
    this.#hasNews = this.#asking;
    this.ask();
  }

  /** Something changed for the better (an address, another network): what waits for its retry, or hangs, is tried now. */
  askNow(): void {
    const { clock } = this.#options;
    const hangsInMs = this.#asking ? this.#askedMs + HANGS_AFTER_MS - clock.nowMs() : 0;
    if (hangsInMs > 0) {
      const question = this.#question;
      clock.setTimer(hangsInMs, () => this.#asking && question === this.#question && this.askNow());
      return;
    }
    this.#asking = false;
    this.#retry?.cancel();
    this.#retry = null;
    this.#retryMs = FIRST_RETRY_MS;
    this.ask();
  }

  /** Never rejects: a seed that is away forgets us by itself. */
  async leave(): Promise<void> {
    this.#closed = true;
    this.#retry?.cancel();
    try {
      await this.#inTime(this.#options.rendezvous.leave(this.#options.studyId));
    } catch {
      this.#setReachable(false);
    }
  }

  async #askOnce(question: number): Promise<void> {
    const { rendezvous, studyId, spec, clock, address, summary, onAddresses, onStudyTime } = this.#options;
    try {
      if (address() === null) throw new Error("No address yet: the seed has not been reached.");
      const askedMs = clock.nowMs();
      const answer = await this.#inTime(rendezvous.announce(studyId, summary()));
      if (question !== this.#question) return;
      this.#asking = false;
      this.#retryMs = FIRST_RETRY_MS;
      if (this.#closed) return;
      this.#setReachable(true);
      if (answer.studyMs !== undefined) onStudyTime(answer.studyMs, clock.nowMs() - askedMs);
      onAddresses(answer.addresses);
      if (answer.wantsSpec) await this.#inTime(rendezvous.offerSpec(spec));
      if (this.#hasNews) this.announceNews();
    } catch {
      if (question !== this.#question) return;
      this.#asking = false;
      this.#setReachable(false);
      this.#askLater();
    }
  }

  #askLater(): void {
    if (this.#closed || this.#retry) return;
    const { clock, rng } = this.#options;
    const delayMs = this.#retryMs * (0.5 + rng.next());
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2);
    this.#retry = clock.setTimer(delayMs, () => {
      this.#retry = null;
      this.ask();
    });
  }

  #inTime<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.setTimer(ANSWER_WITHIN_MS, () =>
        reject(new Error("The seed does not answer.")),
      );
      answer.then(resolve, reject).finally(() => timer.cancel());
    });
  }

  #setReachable(reachable: boolean): void {
    if (reachable === this.#reachable) return;
    this.#reachable = reachable;
    this.#options.onChange();
  }
}
