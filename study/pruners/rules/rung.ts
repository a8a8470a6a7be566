import type { LossCut, RungCut } from "../../trial/proposal.ts";
import { KeptValues } from "./kept-values.ts";

/** What trials came to one rung with. */
export interface Rung {
  /** `losses` are not all NaN; `hash` follows from the trial's id. */
  add(losses: readonly number[], hash: number): void;
  /** Trials that came here. */
  readonly count: number;
  /** `share` (0..1) of the room a cut may take; `places` for those that go on, a newcomer among them, if its count does not say. */
  cut(share: number, places?: number): RungCut;
}

/** How many of `count` trials go on when one in `factor` does: the first always. */
export const placesAmong = (count: number, factor: number): number => Math.max(Math.floor(count / factor), 1);

/** A rung of a study with one objective. */
export class LossRung implements Rung {
  readonly #factor: number;
  readonly #losses: KeptValues;

  constructor(factor: number) {
    this.#factor = factor;
    this.#losses = new KeptValues(1 / factor);
  }

  add([loss = Number.NaN]: readonly number[]): void {
    this.#losses.add(loss);
  }

  get count(): number {
    return this.#losses.count;
  }

  /** A newcomer counts among those whose places it takes. */
  cut(_share: number, places = placesAmong(this.count + 1, this.#factor)): LossCut {
    const { count } = this;
    const rank = places - 1;
    return { kind: "loss", count, most: rank < count ? this.#losses.at(rank) : null };
  }
}
