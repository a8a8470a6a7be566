import { type FinishedState, type FinishedTrial, type LogId, type TrialId, trialId } from "../trial/trial.ts";
import { isIdBefore } from "../trial/trial-order.ts";

/** The one trial of a group that counts. */
export interface Winner {
  readonly log: LogId;
  readonly number: number;
  readonly state: FinishedState;
  readonly isOriginal: boolean;
}

/**
 * A trial that failed may be run again, and any may be to verify it (`repeatOf` names the original, never another repeat);
 * then several may finish. Exactly one counts: one that did not fail before one that did, among those the original wherever it has arrived, else the retry
 * with the smallest id. The rule looks at the trials alone, so every peer with the same trials counts the same one.
 */
export class RetryGroups {
  readonly #winners = new Map<TrialId, Winner>();

  /**
   * Takes a new trial in. `counts` tells whether it is its group's winner now; `displaced` is the trial that counted
   * before it. `originalOf` gives an original that has finished, or null.
   */
  enter(
    trial: FinishedTrial,
    originalOf: (id: TrialId) => Winner | null,
  ): { readonly counts: boolean; readonly displaced: Winner | null } {
    const { log, number, state } = trial;
    const original = originalOfRepeat(trial);
    if (original === null && this.#winners.size === 0) return PLAIN;
    const group = original ?? trialId(trial);
    const winner = this.#winners.get(group) ?? (original === null ? null : originalOf(original));
    if (winner === null && original === null) return PLAIN;
    const challenger: Winner = { log, number, state, isOriginal: original === null };
    if (winner !== null && !isBefore(challenger, winner)) return BEATEN;
    this.#winners.set(group, challenger);
    return { counts: true, displaced: winner };
  }
}

/** Of a noisy point every repeat is an observation of its own. */
const originalOfRepeat = ({ repeatOf }: FinishedTrial): TrialId | null =>
  repeatOf === null || repeatOf.why === "noise" ? null : repeatOf.trial;

function isBefore(a: Winner, b: Winner): boolean {
  const [aFailed, bFailed] = [a.state === "failed", b.state === "failed"];
  if (aFailed !== bFailed) return bFailed;
  if (a.isOriginal !== b.isOriginal) return a.isOriginal;
  return isIdBefore(a.log, a.number, b.log, b.number);
}

const PLAIN = Object.freeze({ counts: true, displaced: null });
const BEATEN = Object.freeze({ counts: false, displaced: null });
