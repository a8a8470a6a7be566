import type { Cell } from "../../study/evolution/settings.ts";
import type { LogId } from "../../swarm/ids.ts";

/** A tab that names more different cells of one generation than it can have run is not believed any more. */
const MAX_CLAIMS_PER_LOG = 256;
/** Whoever comes next is not believed: with ever new logs, somebody could keep everybody from a cell for good. */
const MAX_CLAIMS_PER_CELL = 3;

/** Cells of the open generation that tabs say they run, and since when they say so. */
export class Claims {
  #generation = -1;
  readonly #sinceMs = new Map<LogId, Map<Cell, number>>();
  /** How many logs are believed, or were. */
  readonly #claimants = new Map<Cell, number>();
  #running = new Map<Cell, number>();

  /** What all tabs that work say now. */
  look(generation: number, told: Iterable<readonly [LogId, readonly Cell[]]>, nowMs: number): void {
    if (generation !== this.#generation) {
      this.#sinceMs.clear();
      this.#claimants.clear();
    }
    this.#generation = generation;
    this.#running = new Map();
    for (const [log, cells] of told) for (const cell of cells) this.#note(log, cell, nowMs);
  }

  /** Whether a tab runs the cell and has not said so for `ms` yet. */
  holds(cell: Cell, nowMs: number, ms: number): boolean {
    const sinceMs = this.#running.get(cell);
    return sinceMs !== undefined && nowMs - sinceMs < ms;
  }

  #note(log: LogId, cell: Cell, nowMs: number): void {
    const sinceMs = this.#sinceMs.get(log)?.get(cell) ?? this.#begin(log, cell, nowMs);
    // Of several who say so, the one that said so last may be the one that does.
    if (sinceMs !== null) this.#running.set(cell, Math.max(sinceMs, this.#running.get(cell) ?? sinceMs));
  }

  /** Since when it is believed; null: it is not. */
  #begin(log: LogId, cell: Cell, nowMs: number): number | null {
    const held = this.#sinceMs.get(log) ?? new Map<Cell, number>();
    const claimants = this.#claimants.get(cell) ?? 0;
    if (held.size >= MAX_CLAIMS_PER_LOG || claimants >= MAX_CLAIMS_PER_CELL) return null;
    this.#sinceMs.set(log, held.set(cell, nowMs));
    this.#claimants.set(cell, claimants + 1);
    return nowMs;
  }
}
