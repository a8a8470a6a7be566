import type { History } from "../../history/history.ts";
import type { HalvingSnapshot } from "../../trial/proposal.ts";
import { FrontRung } from "./front-rung.ts";
import { type Ladder, reportsAtRungs } from "./ladder.ts";
import { LossRung, placesAmong, type Rung } from "./rung.ts";

/** Rungs whose cuts may take all the room they want: as many as successive halving has in a million steps. */
const FULL_RUNGS = 10;

/** What finished trials (complete, pruned and failed) had come to at each rung of one ladder. */
export class Rungs {
  readonly #ladder: Ladder;
  readonly #hindsight: boolean;
  readonly #maximize: readonly boolean[];
  readonly #rungs: Rung[] = [];

  /**
   * `hindsight`: a rung has as many places as if all had come to the first rung at once. Else it has them for those who came
   * to it, of whom early ones passed the rungs before it nearly unjudged.
   */
  constructor(ladder: Ladder, history: History, hindsight = false) {
    this.#ladder = ladder;
    this.#hindsight = hindsight;
    this.#maximize = history.directions.map((direction) => direction === "maximize");
  }

  /** A trial that said nothing but NaN at a rung never came there. */
  add(history: History, row: number): void {
    const reports = history.reports(row);
    if (reports.length === 0) return;
    const width = 1 + this.#maximize.length;
    const steps = Array.from({ length: Math.floor(reports.length / width) }, (_, i) => reports[i * width] ?? 0);
    reportsAtRungs(steps, this.#ladder).forEach((place, rung) => {
      const at = place * width + 1;
      const losses = this.#maximize.map((isMaximized, i) => (isMaximized ? -1 : 1) * (reports[at + i] ?? Number.NaN));
      this.#rungs[rung] ??= width > 2 ? new FrontRung(this.#ladder.factor) : new LossRung(this.#ladder.factor);
      if (!losses.every(Number.isNaN)) this.#rungs[rung].add(losses, history.seed(row));
    });
  }

  /** Rungs anybody reached. */
  get count(): number {
    return this.#rungs.length;
  }

  /** `all` rungs travel together, and share the room. */
  snapshot(bootstrapCount: number, all = this.count): HalvingSnapshot {
    const share = Math.min(1, FULL_RUNGS / all);
    const began = 1 + (this.#rungs[0]?.count ?? 0);
    const places = (rung: number) => placesAmong(began, this.#ladder.factor ** (rung + 1));
    const cuts = this.#rungs.map((rung, k) => rung.cut(share, this.#hindsight ? places(k) : undefined));
    const snapshot = { kind: "halving" as const, ...this.#ladder, maximize: this.#maximize, bootstrapCount, cuts };
    return this.#hindsight ? { ...snapshot, hindsight: true } : snapshot;
  }
}
