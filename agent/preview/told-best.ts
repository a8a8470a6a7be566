import type { FinishedTrial, LogId } from "../../study/trial/trial.ts";
import { violationOf } from "../../study/trial/trial-notes.ts";
import type { PreviewTrial } from "./preview-codec.ts";

/** Twice what is told: when logs turn out to be a liar's there are others. */
const MAX_KEPT = 400;

interface Ranked {
  readonly loss: number;
  readonly trial: PreviewTrial;
}

/** The best trials that signed segments told here, and which segments: what a newcomer is shown first. */
export class ToldBest {
  readonly #sign: 1 | -1;
  #best: Ranked[] = [];

  /** `direction` of the first objective, which ranks them. */
  constructor(direction: "minimize" | "maximize") {
    this.#sign = direction === "maximize" ? -1 : 1;
  }

  /** Segment `index` of its log carries the trial; once each. */
  note(trial: FinishedTrial, index: number): void {
    const loss = this.#sign * (trial.values[0] ?? Number.NaN);
    const last = this.#best.length < MAX_KEPT ? Number.POSITIVE_INFINITY : (this.#best.at(-1)?.loss ?? 0);
    if (trial.state !== "complete" || !(loss < last)) return;
    if (!trial.values.every(Number.isFinite) || violationOf(trial.constraints) > 0) return;
    let [low, high] = [0, this.#best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#best[middle]?.loss ?? 0) <= loss) low = middle + 1;
      else high = middle;
    }
    const { log, number, values, space, params } = trial;
    this.#best.splice(low, 0, { loss, trial: { log, index, number, values, space, params } });
    if (this.#best.length > MAX_KEPT) this.#best.pop();
  }

  /** These logs' word counts for nothing any more. */
  forget(logs: ReadonlySet<LogId>): void {
    this.#best = this.#best.filter(({ trial }) => !logs.has(trial.log));
  }

  /** The best first. */
  get all(): readonly PreviewTrial[] {
    return this.#best.map(({ trial }) => trial);
  }
}
