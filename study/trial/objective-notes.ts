import { shown } from "../option-checks.ts";

/** What an objective did in a trial that is allowed, but often not meant. */
export type ObjectiveNote =
  | { readonly kind: "step-back"; readonly step: number; readonly before: number }
  | { readonly kind: "name-again"; readonly name: string };

/** Notes of each kind that a trial keeps: the first say all. */
const MAX_NAMES = 5;

/** Gathers them while a trial runs: the first step that went back, and the first names asked for again. */
export class ObjectiveNotes {
  readonly all: ObjectiveNote[] = [];
  #lastStep = -1;
  #hasStepBack = false;

  /** A report was kept at `step`. */
  reported(step: number): void {
    if (step < this.#lastStep && !this.#hasStepBack) {
      this.#hasStepBack = true;
      this.all.push({ kind: "step-back", step, before: this.#lastStep });
    }
    this.#lastStep = step;
  }

  /** A parameter was asked for that the trial had already. */
  askedAgain(name: string): void {
    const names = this.all.flatMap((note) => (note.kind === "name-again" ? [note.name] : []));
    if (names.length < MAX_NAMES && !names.includes(name)) this.all.push({ kind: "name-again", name });
  }
}

/** The note as one sentence for the objective's author. */
export function noteText(note: ObjectiveNote): string {
  if (note.kind === "step-back") {
    return `Step ${note.step} was reported after step ${note.before}. Pruners expect steps that rise; else they compare the wrong values and may give up far fewer trials, patient, successive halving and Hyperband most of all. Count the steps up over the whole trial.`;
  }
  return `${shown(note.name)} was asked for more than once in a trial, which gives the same value each time. If two parameters are meant, as in a loop, give each a name of its own.`;
}
