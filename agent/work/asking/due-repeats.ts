import { hashText } from "../../../study/bytes/hash.ts";
import type { WantedRepeat } from "../../../study/noise.ts";
import type { Study } from "../../../study/study.ts";
import type { Division } from "./division.ts";

/** Repeats that are looked at in one asking: as many as a few dozen tabs may begin at once. */
const MAX_LOOKED_AT = 64;
/** A repeat that falls to another tab is run here once it has been wanted for so many trials, and so long. */
const TURN_TRIALS = 3;
const TURN_MS = 5_000;

/** Fresh-chance repeats of a noisy study, each run by the tab that it falls to; where that one does not, by the next. */
export class DueRepeats {
  readonly #study: Study;
  readonly #division: Division;
  /** Since when a repeat has been wanted. */
  #wantedSince = new Map<string, number>();

  constructor(study: Study, division: Division) {
    this.#study = study;
    this.#division = division;
  }

  /** At most `count` repeats that fall to this tab; `hasNew`: whether there is anything else to try. */
  take(count: number, nowMs: number, trialMs: number): { readonly wanted: WantedRepeat[]; readonly hasNew: boolean } {
    const { wanted, hasNew } = this.#study.dueRepeats(MAX_LOOKED_AT);
    if (wanted.length > 0) this.#division.refresh();
    const since = new Map<string, number>();
    const mine = wanted.filter(({ point, index }) => {
      const piece = `${point.origin} ${index}`;
      const wantedMs = this.#wantedSince.get(piece) ?? nowMs;
      since.set(piece, wantedMs);
      const turns = Math.floor((nowMs - wantedMs) / (TURN_TRIALS * trialMs + TURN_MS));
      return this.#division.rankOf(hashText(piece)) <= turns;
    });
    this.#wantedSince = since;
    return { wanted: mine.slice(0, count), hasNew };
  }
}
