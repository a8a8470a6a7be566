/** The middle thousand values of a step are kept: more would make insertion dear and move the median by nothing. */
export const MAX_VALUES_PER_STEP = 1_024;
/** 8 MB a thousand full steps; a trial cannot report more steps than this either. */
export const MAX_STEPS = 10_000;

interface StepColumn {
  /** Sorted, without NaN. */
  values: Float64Array;
  size: number;
  /** Values seen, NaN and dropped ones included. */
  seen: number;
}

/** What complete trials reported, by step, ready for a median. */
export class StepValues {
  readonly #columns = new Map<number, StepColumn>();
  #sortedSteps: number[] = [];
  #isSorted = true;

  /** Takes in one trial's step, value, step, value, ... */
  add(reports: Float64Array): void {
    for (let i = 0; i + 1 < reports.length; i += 2) this.#addValue(reports[i] ?? 0, reports[i + 1] ?? 0);
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
    return this.#columns.get(step)?.seen ?? 0;
  }

  /** numpy's nanpercentile 50; NaN if every value is. */
  median(step: number): number {
    const column = this.#columns.get(step);
    if (column === undefined || column.size === 0) return Number.NaN;
    const middle = (column.size - 1) / 2;
    const below = column.values[Math.floor(middle)] ?? Number.NaN;
    const above = column.values[Math.ceil(middle)] ?? Number.NaN;
    return below === above ? below : above - (above - below) / 2;
  }

  #addValue(step: number, value: number): void {
    let column = this.#columns.get(step);
    if (column === undefined) {
      if (this.#columns.size >= MAX_STEPS) return;
      column = { values: new Float64Array(4), size: 0, seen: 0 };
      this.#columns.set(step, column);
      this.#isSorted = false;
    }
    column.seen += 1;
    if (!Number.isNaN(value)) insert(column, value);
  }
}

/** Past the bound every insertion drops one value from alternating ends, so the middle stays. */
function insert(column: StepColumn, value: number): void {
  if (column.size === column.values.length) {
    const larger = new Float64Array(column.size * 2);
    larger.set(column.values);
    column.values = larger;
  }
  let [low, high] = [0, column.size];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column.values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  column.values.copyWithin(low + 1, low, column.size);
  column.values[low] = value;
  column.size += 1;
  if (column.size < MAX_VALUES_PER_STEP) return;
  if (column.seen % 2 === 0) column.values.copyWithin(0, 1, column.size);
  column.size -= 1;
}
