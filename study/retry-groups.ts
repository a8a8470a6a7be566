import { type FinishedState, type FinishedTrial, type LogId, type TrialId, trialId } from "./trial.ts";
import { isIdBefore } from "./trial-order.ts";

/** The one trial of a group that counts. */
export interface Winner {
  readonly log: LogId;
  readonly number: number;
  readonly state: FinishedState;
  readonly isOriginal: boolean;
}

/**
 * A trial whose peer vanished is run again elsewhere (`retryOf` names the original, never another retry), and then
 * both may finish. Exactly one counts: the original wherever it has arrived, else the retry with the smallest id.
 * The rule looks at ids alone, so every peer with the same trials counts the same one.
 */
export class RetryGroups {
  readonly #winners = new Map<TrialId, Winner>();

  /**
   * Takes a new trial in. `counts` tells whether it is its group's winner now; `displaced` is the trial that counted
   * before it. `isKnown` tells whether an original has finished.
   */
  enter(
    trial: FinishedTrial,
    isKnown: (original: TrialId) => boolean,
  ): { readonly counts: boolean; readonly displaced: Winner | null } {
    const { retryOf } = trial;
    if (retryOf === null) {
      if (this.#winners.size === 0) return PLAIN;
      const id = trialId(trial);
      return this.#winners.has(id) ? this.#crown(id, trial, true) : PLAIN;
    }
    const winner = this.#winners.get(retryOf);
    if (winner === undefined) return isKnown(retryOf) ? BEATEN : this.#crown(retryOf, trial, false);
    const wins = !winner.isOriginal && isIdBefore(trial.log, trial.number, winner.log, winner.number);
    return wins ? this.#crown(retryOf, trial, false) : BEATEN;
  }

  #crown(group: TrialId, trial: FinishedTrial, isOriginal: boolean): { counts: boolean; displaced: Winner | null } {
    const displaced = this.#winners.get(group) ?? null;
    this.#winners.set(group, { log: trial.log, number: trial.number, state: trial.state, isOriginal });
    return { counts: true, displaced };
  }
}

const PLAIN = Object.freeze({ counts: true, displaced: null });
const BEATEN = Object.freeze({ counts: false, displaced: null });
