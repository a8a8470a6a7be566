import type { FinishedTrial } from "../../study/trial/trial.ts";
import { toldNumbers } from "./trial-codec.ts";

/** Trials that may wait while segments are being signed; more are counted but not told. */
export const MAX_WAITING = 4_096;
/** The same of the numbers of metrics that they tell: some ten full segments. */
export const MAX_WAITING_NUMBERS = 200_000;

export const numbersOf = (trials: readonly FinishedTrial[]): number =>
  trials.reduce((sum, trial) => sum + toldNumbers(trial), 0);

/** Finished trials that wait to be told, oldest first. */
export class WaitingTrials {
  #trials: FinishedTrial[] = [];
  /** Numbers of metrics that they tell. */
  #numbers = 0;

  get count(): number {
    return this.#trials.length;
  }

  /** Whether so many numbers of metrics more may wait; trials without any always. */
  hasRoomFor(numbers: number): boolean {
    return numbers === 0 || this.#numbers + numbers <= MAX_WAITING_NUMBERS;
  }

  /** How many of these there is room for, about: perhaps more than there are, or fewer than none. */
  roomAmong(trials: readonly FinishedTrial[]): number {
    const numbers = numbersOf(trials);
    const room = MAX_WAITING - this.#trials.length;
    if (numbers === 0) return room;
    return Math.min(room, (trials.length * (MAX_WAITING_NUMBERS - this.#numbers)) / numbers);
  }

  add(trials: readonly FinishedTrial[]): void {
    for (const trial of trials) this.#trials.push(trial);
    this.#numbers += numbersOf(trials);
  }

  /** They are the first again. */
  putBack(trials: readonly FinishedTrial[]): void {
    this.#trials.unshift(...trials);
    this.#numbers += numbersOf(trials);
  }

  /** The first `count`, or all if there are fewer. */
  take(count: number): FinishedTrial[] {
    const taken = this.#trials.splice(0, count);
    this.#numbers -= numbersOf(taken);
    return taken;
  }
}
