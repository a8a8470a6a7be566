/** How long generations took here. Bounded by how many there can be. */
export class ClosingTimes {
  readonly #tookMs = new Map<number, number>();
  #openedMs: number | null = null;

  /** When the open generation began here; null: before this tab was there. */
  opened(nowMs: number | null): void {
    this.#openedMs = nowMs;
  }

  /** A generation has closed: the next one is open. Returns how long it took; null where this tab was not there. */
  closed(generation: number, nowMs: number): number | null {
    const tookMs = this.#openedMs === null ? null : Math.max(0, nowMs - this.#openedMs);
    if (tookMs === null) this.#tookMs.delete(generation);
    else this.#tookMs.set(generation, tookMs);
    this.#openedMs = nowMs;
    return tookMs;
  }

  tookMs(generation: number): number | null {
    return this.#tookMs.get(generation) ?? null;
  }

  /** Those from `from` on are others' now. */
  forget(from: number): void {
    for (const generation of this.#tookMs.keys()) if (generation >= from) this.#tookMs.delete(generation);
  }
}
