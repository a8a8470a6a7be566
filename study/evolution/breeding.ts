import type { Proposal } from "../trial/proposal.ts";
import type { FinishedTrial, LogId } from "../trial/trial.ts";
import { championTrial, proposalOf } from "./bred.ts";
import type { Evolution } from "./evolution.ts";
import type { Cell, ClosedGeneration } from "./settings.ts";

/** Cells looked up at once: with many running, looking past all of them for each one would take longer than short trials. */
const LOOKED_UP = 1_000;

/** Generations whose cells one program runs: which of them run, and what their results come to. */
export class Breeding {
  readonly evolution: Evolution;
  readonly #log: LogId;
  /** By trial: its cell, and the generation that was the last to have closed then. */
  readonly #cells = new Map<number, { readonly after: ClosedGeneration | undefined; readonly cell: Cell }>();
  /** What runs, and what follows, is for the generation after this one. */
  #after: ClosedGeneration | undefined;
  readonly #running = new Set<Cell>();
  /** Cells that were needed and free when they were looked up, the next one last. */
  #next: Cell[] = [];
  /** Of the open generation's trials: when the first began and the last ended, and how long all took. */
  #span = NO_SPAN;

  constructor(evolution: Evolution, log: LogId) {
    this.evolution = evolution;
    this.#after = evolution.closed.at(-1);
    this.#log = log;
  }

  /** A cell that is needed and does not run, as trial `number`; null if there is none. */
  next(number: number): Proposal | null {
    if (!this.hasNext) return null;
    const cell = this.#next.pop();
    if (cell === undefined) return null;
    this.#cells.set(number, { after: this.#after, cell });
    this.#running.add(cell);
    return proposalOf(this.evolution.taskOf(cell), number, this.evolution.settings.sigma);
  }

  /** Whether a cell is needed that does not run. */
  get hasNext(): boolean {
    this.#follow();
    for (let cell = this.#next.at(-1); cell !== undefined; cell = this.#next.at(-1)) {
      if (this.#isFree(cell) && this.evolution.resultOf(cell) === undefined) return true;
      this.#next.pop();
    }
    this.#next = this.evolution.nextCells(LOOKED_UP, this.#isFree).reverse();
    return this.#next.length > 0;
  }

  /** Takes a trial's result in. Returns the champion of the generation that it closes; null as a rule. */
  tell(trial: FinishedTrial): FinishedTrial | null {
    const asked = this.#release(trial.number);
    if (asked === null) return null;
    const [value = Number.NaN] = trial.state === "complete" ? trial.values : [];
    this.evolution.note(asked.cell, value);
    this.#span = spanWith(this.#span, trial);
    const closed = this.evolution.close();
    if (closed === null) return null;
    const { startMs, endMs, durationMs } = this.#span;
    this.#follow();
    const start = Number.isFinite(startMs) ? startMs : null;
    const took = start === null ? durationMs : endMs - start;
    return championTrial(this.evolution, closed, this.#log, start, took);
  }

  /** Has trial `number`'s cell run again. */
  forget(number: number): void {
    this.#release(number);
  }

  /** Begins anew where another generation is open than before: whoever has the evolution may close or replace some, too. */
  #follow(): void {
    const last = this.evolution.closed.at(-1);
    if (last === this.#after) return;
    this.#after = last;
    this.#span = NO_SPAN;
    this.#running.clear();
    this.#next = [];
  }

  /** Null if its generation has closed in the meantime: then it changes nothing any more. */
  #release(number: number): { readonly cell: Cell } | null {
    this.#follow();
    const asked = this.#cells.get(number);
    this.#cells.delete(number);
    if (asked === undefined || asked.after !== this.#after) return null;
    this.#running.delete(asked.cell);
    return asked;
  }

  readonly #isFree = (cell: Cell): boolean => !this.#running.has(cell);
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly durationMs: number;
}

const NO_SPAN: Span = { startMs: Number.POSITIVE_INFINITY, endMs: Number.NEGATIVE_INFINITY, durationMs: 0 };

function spanWith(span: Span, { startMs, durationMs }: FinishedTrial): Span {
  return {
    startMs: Math.min(span.startMs, startMs ?? Number.POSITIVE_INFINITY),
    endMs: Math.max(span.endMs, (startMs ?? Number.NEGATIVE_INFINITY) + durationMs),
    durationMs: span.durationMs + durationMs,
  };
}
