import type { Cell, CellTask } from "../../study/evolution/settings.ts";
import { isClose } from "../../study/repeats/repeat.ts";
import type { LogId } from "../../swarm/ids.ts";

/** Of the own runs; of those whom nobody here has found to be wrong. */
const CHECKED_SHARE = 1 / 20;
/** Of whom has been found: what it told of the best runs again, all of it, beside at least as much of one's own work. */
const CHECKED_SHARE_OF_LIARS = 1 / 2;
/** The best results of others that are looked at: more than a generation re-tests. */
const MAX_WATCHED = 64;
/** As many as a generation of a large swarm has tellers. */
const MAX_WRONG = 4_096;

interface Told {
  readonly cell: Cell;
  readonly score: number;
  readonly by: LogId;
}

/** A result of somebody else that runs again here. */
export interface EliteCheck extends Told {
  readonly task: CellTask;
  /** What the first run here came to; null before its end. */
  readonly found: number | null;
}

/** Two runs here came to the same, and to something else than was told. */
export interface FalseScore extends Omit<EliteCheck, "found"> {
  readonly found: number;
}

interface Options {
  /** Whether one score is better than another. */
  readonly isBetter: (score: number, than: number) => boolean;
  /** From 0 to below 1, this tab's own: each looks at others of the best. */
  readonly turnOf: (cell: Cell) => number;
  readonly taskOf: (cell: Cell) => CellTask;
}

/**
 * Runs some of the results again that would decide an open generation: the best that others told. A mismatch runs a second time: where
 * that does not come to the same, it is the objective that does not repeat. Pure.
 */
export class EliteChecks {
  readonly #options: Options;
  /** The best of others in the open generation that were not run here. */
  readonly #told = new Map<Cell, Told>();
  readonly #running = new Map<number, EliteCheck>();
  readonly #again: EliteCheck[] = [];
  readonly #wrong = new Set<LogId>();
  #own = 0;
  #begun = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Another generation is open. */
  opened(): void {
    this.#told.clear();
  }

  /** A result of somebody else that counts now. */
  heard(cell: Cell, score: number, by: LogId): void {
    if (Number.isNaN(score)) return;
    this.#told.set(cell, { cell, score, by });
    if (this.#told.size <= MAX_WATCHED) return;
    const { isBetter } = this.#options;
    const least = [...this.#told.values()].reduce((a, b) => (isBetter(a.score, b.score) ? b : a));
    this.#told.delete(least.cell);
  }

  /** A trial of one's own has ended. */
  ranOwn(): void {
    this.#own += 1;
  }

  /** What to run again now; null: nothing. `begin` or nothing follows. */
  next(): EliteCheck | null {
    const again = this.#again.shift();
    if (again !== undefined) return again;
    const told = [...this.#told.values()];
    const ofLiars = told.filter(({ by }) => this.#wrong.has(by));
    if (ofLiars.length > 0 && this.#begun + 1 <= CHECKED_SHARE_OF_LIARS * this.#own)
      return this.#take(this.#best(ofLiars));
    if (told.length === 0 || this.#begun + 1 > CHECKED_SHARE * this.#own) return null;
    const { turnOf } = this.#options;
    const elite = this.#elite(told);
    return this.#take(elite.reduce((a, b) => (turnOf(b.cell) < turnOf(a.cell) ? b : a)));
  }

  begin(number: number, check: EliteCheck): void {
    this.#begun += 1;
    this.#running.set(number, check);
  }

  isRunning(number: number): boolean {
    return this.#running.has(number);
  }

  cellOf(number: number): Cell | null {
    return this.#running.get(number)?.cell ?? null;
  }

  /** It was given up. */
  dropped(number: number): void {
    this.#running.delete(number);
  }

  /** `score`: NaN where the trial failed, which says nothing. Returns what was told falsely; null: nothing, as far as is known. */
  ended(number: number, score: number): FalseScore | null {
    const check = this.#running.get(number);
    this.#running.delete(number);
    if (check === undefined || Number.isNaN(score) || isClose(score, check.score)) return null;
    if (check.found === null) {
      this.#again.push({ ...check, found: score });
      return null;
    }
    if (!isClose(score, check.found)) return null;
    if (this.#wrong.size < MAX_WRONG) this.#wrong.add(check.by);
    return { ...check, found: score };
  }

  /** Whether a tab has told something else than runs here came to. */
  isWrong(log: LogId): boolean {
    return this.#wrong.has(log);
  }

  #take(told: Told): EliteCheck {
    this.#told.delete(told.cell);
    return { ...told, task: this.#options.taskOf(told.cell), found: null };
  }

  #best(told: readonly Told[]): Told {
    return told.reduce((a, b) => (this.#options.isBetter(b.score, a.score) ? b : a));
  }

  /** The better half: what is further behind decides nothing. */
  #elite(told: readonly Told[]): readonly Told[] {
    const { isBetter } = this.#options;
    const sorted = told.toSorted((a, b) =>
      isBetter(a.score, b.score) ? -1 : isBetter(b.score, a.score) ? 1 : a.cell - b.cell,
    );
    return sorted.slice(0, Math.ceil(sorted.length / 2));
  }
}
