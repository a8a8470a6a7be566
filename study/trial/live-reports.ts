/** More than a chart has pixels across, and few enough to be handed over every second. */
export const MAX_LIVE_REPORTS = 2_000;

/** What a trial that runs has reported of its first objective, in the order it came: of many reports evenly spaced ones, and the last. */
export class LiveReports {
  #steps: number[] = [];
  #values: number[] = [];
  /** Of so many, one is kept. */
  #every = 1;
  #count = 0;
  #last: readonly [step: number, value: number] | null = null;

  add(step: number, value: number): void {
    if (this.#count % this.#every === 0) {
      // One less than all, so that the last one has room.
      if (this.#steps.length >= MAX_LIVE_REPORTS - 1) this.#thin();
      if (this.#count % this.#every === 0) {
        this.#steps.push(step);
        this.#values.push(value);
      }
    }
    this.#count += 1;
    this.#last = [step, value];
  }

  /** All there were, those that are not kept included. */
  get count(): number {
    return this.#count;
  }

  get last(): readonly [step: number, value: number] | null {
    return this.#last;
  }

  /** Whether some were not kept. */
  get isThinned(): boolean {
    return this.#every > 1;
  }

  /** Step and value in turn. */
  flat(): Float64Array {
    const kept = this.#steps.length;
    const hasLast = this.#last !== null && (this.#count - 1) % this.#every !== 0;
    const flat = new Float64Array(2 * (kept + Number(hasLast)));
    for (let i = 0; i < kept; i++) {
      flat[2 * i] = this.#steps[i] ?? 0;
      flat[2 * i + 1] = this.#values[i] ?? Number.NaN;
    }
    if (hasLast && this.#last !== null) flat.set(this.#last, 2 * kept);
    return flat;
  }

  #thin(): void {
    const isKept = (_: number, i: number): boolean => i % 2 === 0;
    this.#steps = this.#steps.filter(isKept);
    this.#values = this.#values.filter(isKept);
    this.#every *= 2;
  }
}
