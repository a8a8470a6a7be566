import type { RungCut } from "../proposal.ts";
import { KeptValues } from "./kept-values.ts";

/** The losses trials came to a rung with; those of NaN never did. */
export class Rung {
  readonly #factor: number;
  readonly #losses: KeptValues;

  constructor(factor: number) {
    this.#factor = factor;
    this.#losses = new KeptValues(1 / factor);
  }

  add(loss: number): void {
    if (!Number.isNaN(loss)) this.#losses.add(loss);
  }

  /** A newcomer goes on if it is among the best `max(1, floor(n / factor))` of the n trials there, itself included. */
  cut(): RungCut {
    const { count } = this.#losses;
    const rank = Math.max(Math.floor((count + 1) / this.#factor), 1) - 1;
    return { count, most: rank < count ? this.#losses.at(rank) : null };
  }
}

/** Whether a trial with these losses goes on past the rung. */
export const goesOn = ({ most }: RungCut, [loss = Number.NaN]: readonly number[]): boolean =>
  most === null || loss <= most;
