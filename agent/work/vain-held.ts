import type { History } from "../../study/history/history.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { placeOf } from "../best/agreed-order.ts";

/** What nothing known is better than. */
export interface Unbeaten {
  /** Changes with it. */
  readonly revision: string;
  readonly trials: readonly FinishedTrial[];
}

/**
 * Of the trials held here, those that come after the last of the best ones in the order that all tabs agree on: who
 * comes late, or back, has heard of them in an order that says nothing. Looked at anew only once many have come.
 */
export class VainHeld {
  readonly #history: History;
  readonly #unbeaten: () => Unbeaten;
  #at = { best: "", size: -1, held: 0 };

  constructor(history: History, unbeaten: () => Unbeaten) {
    this.#history = history;
    this.#unbeaten = unbeaten;
  }

  get value(): number {
    const history = this.#history;
    const { revision, trials } = this.#unbeaten();
    const known = `${history.revision}/${revision}`;
    if (this.#at.best === known && history.size < 1.1 * this.#at.size + 20) return this.#at.held;
    const last = trials.reduce((most, trial) => Math.max(most, placeOf(trial)), -1);
    let held = 0;
    for (let row = 0; row < history.size; row++) {
      if (history.state(row) === "failed") continue;
      const place = history.finishedBefore(row) ?? history.number(row) + history.foreignKnown(row);
      if (place > last) held++;
    }
    this.#at = { best: known, size: history.size, held };
    return held;
  }
}
