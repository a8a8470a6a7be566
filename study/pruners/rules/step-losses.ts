import { KeptValues } from "./kept-values.ts";

/** 8 MB a thousand full steps; a trial cannot report more steps than this either. */
export const MAX_STEPS = 10_000;

interface StepColumn {
  /** Trials that reported here, NaN included. */
  reported: number;
  readonly objectives: readonly KeptValues[];
}

/** What complete trials reported, by step and objective, ready for a percentile. */
export class StepLosses {
  /** 1 or -1 for each objective: a value times it is a loss. */
  readonly #signs: readonly number[];
  readonly #share: number;
  readonly #columns = new Map<number, StepColumn>();
  #sortedSteps: number[] = [];
  #isSorted = true;

  /** `share` (0..1) is the percentile to be read. */
  constructor(directions: readonly ("minimize" | "maximize")[], share: number) {
    this.#signs = directions.map((direction) => (direction === "maximize" ? -1 : 1));
    this.#share = share;
  }

  /** Takes in one trial's step, its values, step, its values, ... */
  add(reports: Float64Array): void {
    const width = 1 + this.#signs.length;
    for (let at = 0; at + width <= reports.length; at += width) {
      const column = this.#column(reports[at] ?? 0);
      if (column === null) continue;
      column.reported += 1;
      this.#signs.forEach((sign, objective) => {
        const loss = sign * (reports[at + 1 + objective] ?? Number.NaN);
        if (!Number.isNaN(loss)) column.objectives[objective]?.add(loss);
      });
    }
  }

  /** Ascending. */
  steps(): readonly number[] {
    if (!this.#isSorted) {
      this.#sortedSteps = [...this.#columns.keys()].sort((a, b) => a - b);
      this.#isSorted = true;
    }
    return this.#sortedSteps;
  }

  /** Trials that reported at the step, NaN included. */
  count(step: number): number {
    return this.#columns.get(step)?.reported ?? 0;
  }

  /** numpy's nanpercentile of the losses; NaN if every one is. */
  percentile(step: number, objective: number): number {
    return this.#columns.get(step)?.objectives[objective]?.percentile() ?? Number.NaN;
  }

  /** Null for a step too many. */
  #column(step: number): StepColumn | null {
    const known = this.#columns.get(step);
    if (known !== undefined) return known;
    if (this.#columns.size >= MAX_STEPS) return null;
    const column = { reported: 0, objectives: this.#signs.map(() => new KeptValues(this.#share)) };
    this.#columns.set(step, column);
    this.#isSorted = false;
    return column;
  }
}
