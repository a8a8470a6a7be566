import type { History } from "../../study/history/history.ts";
import { placeOf } from "../best/agreed-order.ts";
import type { Standing } from "../best/standing.ts";

/**
 * Of the trials held here, those that come after the last of the best ones in the order that all tabs agree on: who
 * comes late, or back, has heard of them in an order that says nothing. Looked at anew only once many have come.
 */
export class VainHeld {
  readonly #history: History;
  readonly #standing: Standing;
  #at = { best: "", size: -1, held: 0 };

  constructor(history: History, standing: Standing) {
    this.#history = history;
    this.#standing = standing;
  }

  get value(): number {
    const history = this.#history;
    const { best, front } = this.#standing;
    const { trial } = best;
    const known = `${history.revision}/${trial?.log}:${trial?.number}/${front?.members.length}`;
    if (this.#at.best === known && history.size < 1.1 * this.#at.size + 20) return this.#at.held;
    const members = front?.members.map((member) => member.trial) ?? (trial === null ? [] : [trial]);
    const last = members.reduce((most, member) => Math.max(most, placeOf(member)), -1);
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
