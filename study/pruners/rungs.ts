import type { History } from "../history.ts";
import type { HalvingSnapshot } from "../proposal.ts";
import { type Ladder, reportsAtRungs } from "./ladder.ts";
import { Rung } from "./rung.ts";

/** What finished trials (complete, pruned and failed) had come to at each rung of one ladder. */
export class Rungs {
  readonly #ladder: Ladder;
  readonly #maximize: readonly boolean[];
  readonly #rungs: Rung[] = [];

  constructor(ladder: Ladder, history: History) {
    this.#ladder = ladder;
    this.#maximize = history.directions.map((direction) => direction === "maximize");
  }

  add(history: History, row: number): void {
    const reports = history.reports(row);
    const width = 1 + this.#maximize.length;
    const steps = Array.from({ length: Math.floor(reports.length / width) }, (_, i) => reports[i * width] ?? 0);
    reportsAtRungs(steps, this.#ladder).forEach((place, rung) => {
      const value = reports[place * width + 1] ?? Number.NaN;
      this.#rungs[rung] ??= new Rung(this.#ladder.factor);
      this.#rungs[rung].add(this.#maximize[0] === true ? -value : value);
    });
  }

  snapshot(bootstrapCount: number): HalvingSnapshot {
    const cuts = this.#rungs.map((rung) => rung.cut());
    return { kind: "halving", ...this.#ladder, maximize: this.#maximize, bootstrapCount, cuts };
  }
}
