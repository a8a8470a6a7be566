/**
 * The rhythm in which a peer takes in what others found: at the start of each round, never waiting for anybody. With
 * several cores the next round begins when all trials of the current one are handed out.
 */
export class Rounds {
  readonly trialsPerRound: number;
  #asked = 0;
  #tookInAt = -1;

  constructor(trialsPerRound: number) {
    this.trialsPerRound = trialsPerRound;
  }

  /** Whether a round has begun since foreign trials were last taken in; then they have been. */
  takesIn(): boolean {
    const round = Math.floor(this.#asked / this.trialsPerRound);
    if (round === this.#tookInAt) return false;
    this.#tookInAt = round;
    return true;
  }

  /** What the current round has still to ask. */
  get left(): number {
    return this.trialsPerRound - (this.#asked % this.trialsPerRound);
  }

  asked(count: number): void {
    this.#asked += count;
  }
}
