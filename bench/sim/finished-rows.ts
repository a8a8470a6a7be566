import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { fail } from "../../scripts/prepare.mjs";
import type { SimResult, SimRun } from "./run.ts";

const nameOf = (run: SimRun): string =>
  [
    run.attack,
    run.honest,
    run.liars,
    run.trials,
    run.budget,
    run.objective,
    run.loss,
    run.seed,
    run.trusting === true,
  ].join(" ");

/** Runs that an earlier, interrupted bench has done, one a line of a file: a table takes hours. Good for one state of the code. */
export class FinishedRows {
  readonly #path: string | null;
  readonly #results = new Map<string, SimResult>();

  /** `path`: the empty text keeps nothing. A file that is none of these ends the bench with a sentence. */
  constructor(path: string) {
    this.#path = path === "" ? null : path;
    if (this.#path === null || !existsSync(this.#path)) return;
    for (const line of readFileSync(this.#path, "utf8").split("\n")) {
      if (line === "") continue;
      try {
        const { run, result } = JSON.parse(line) as { run: SimRun; result: SimResult };
        this.#results.set(nameOf(run), result);
      } catch {
        // The last line of a bench that was killed may be half a line.
        if (!line.startsWith('{"run":')) fail(`"${path}" holds no finished runs; name another file for --resume.`);
      }
    }
  }

  resultOf(run: SimRun): SimResult | undefined {
    return this.#results.get(nameOf(run));
  }

  add(run: SimRun, result: SimResult): void {
    if (this.#path !== null) appendFileSync(this.#path, `${JSON.stringify({ run, result })}\n`);
  }
}
