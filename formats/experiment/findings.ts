import type { FileNote, Mistake } from "./experiment.ts";
import type { Place } from "./place.ts";

/** A person mends a few and reads the file again. */
export const MAX_MISTAKES = 20;
const MAX_NOTES = 50;

/** What a reader found in one file, in the order of the file; more than can be read is left out. */
export class Findings {
  readonly #mistakes: Mistake[] = [];
  readonly #notes: FileNote[] = [];

  /** Null, for what could not be read. */
  mistake({ line, column }: Place, message: string): null {
    if (this.#mistakes.length < MAX_MISTAKES) this.#mistakes.push({ line, column, message });
    return null;
  }

  note({ line, column }: Place, message: string): void {
    if (this.#notes.length < MAX_NOTES) this.#notes.push({ line, column, message });
  }

  get mistakes(): readonly Mistake[] {
    return this.#mistakes.toSorted(byPlace);
  }

  get notes(): readonly FileNote[] {
    return this.#notes.toSorted(byPlace);
  }
}

const byPlace = (a: Place, b: Place): number => a.line - b.line || a.column - b.column;
