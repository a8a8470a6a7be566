/** The objective used the trial in a way that has no meaning; the message is one sentence with the fix, for its author. */
export class MisuseError extends Error {
  override readonly name: string = "MisuseError";
}

/** Thrown by an objective (`throw new TrialPruned()`) to end its trial early, after `shouldPrune()` said so. */
export class TrialPruned extends Error {
  override readonly name: string = "TrialPruned";

  constructor(message = "The trial was pruned.") {
    super(message);
  }
}

/** Thrown by `report` once one of the study's stop rules has ended the trial: let it pass. */
export class TrialStopped extends Error {
  override readonly name: string = "TrialStopped";
}
