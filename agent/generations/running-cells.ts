import type { Cell } from "../../study/evolution/settings.ts";

/** The cells of the open generation that run here, or wait to, by the number of their run. */
export class RunningCells {
  readonly #cellOf = new Map<number, Cell>();
  readonly #cells = new Set<Cell>();

  get count(): number {
    return this.#cellOf.size;
  }

  readonly has = (cell: Cell): boolean => this.#cells.has(cell);

  begin(number: number, cell: Cell): void {
    this.#cellOf.set(number, cell);
    this.#cells.add(cell);
  }

  /** What ran there, which runs no more; null if that was of a generation that has closed. */
  end(number: number): Cell | null {
    const cell = this.#cellOf.get(number);
    if (cell === undefined) return null;
    this.#cellOf.delete(number);
    this.#cells.delete(cell);
    return cell;
  }

  isRunning(number: number): boolean {
    return this.#cellOf.has(number);
  }

  cellOf(number: number): Cell | null {
    return this.#cellOf.get(number) ?? null;
  }

  /** Whatever still runs is of no use to anybody. */
  forget(): void {
    this.#cellOf.clear();
    this.#cells.clear();
  }
}
