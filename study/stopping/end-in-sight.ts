/** Whether an optimization without a number of trials will ever end. */
import type { History } from "../history/history.ts";
import type { EndProgress } from "../sampler.ts";
import { type EndWatch, watchCount } from "./end-watch.ts";
import { type StopRule, soonestEnd } from "./stop-rule.ts";

/** Trials in a row that brought no end nearer, before it is plain that none is near. */
const MAX_IN_VAIN = 1_000;
/** As many more for each point tried: drawn by chance, the last point of n takes n trials, and 20 n once in 10^8 times. */
const IN_VAIN_PER_POINT = 20;

/** What is known once a trial has ended. */
export interface Seen {
  readonly history: History;
  readonly elapsedSeconds: number | null;
  /** Parameter sets waiting to be tried. */
  readonly enqueued: number;
  /** How far the sampler of a finite space has come; null if that is not known. */
  readonly progress: EndProgress | null;
}

/** Whether one of `rules` is sure to stop at some time, if only trials end as it counts them. */
export const mayEnd = (rules: readonly StopRule[], history: History, elapsedSeconds: number | null): boolean =>
  soonestEnd(rules)(history, elapsedSeconds, 0) < Number.POSITIVE_INFINITY;

/** Watches one optimization. */
export class EndInSight {
  readonly #rules: readonly StopRule[];
  readonly #byRules: EndWatch;
  readonly #isFinite: boolean;
  #tried = 0;
  readonly #bySampler = watchCount(() => this.#tried)();
  #trials = 0;
  #fewestEnqueued: number;

  /** `isFinite`: whether the sampler will have tried out a finite space at some time. */
  constructor(rules: readonly StopRule[], isFinite: boolean, start: Omit<Seen, "progress">) {
    const { history, elapsedSeconds, enqueued } = start;
    this.#rules = rules;
    this.#byRules = soonestEnd(rules);
    this.#isFinite = isFinite;
    this.#fewestEnqueued = enqueued;
    this.#byRules(history, elapsedSeconds, 0);
    this.#bySampler(history, elapsedSeconds, 0);
  }

  /** Why there is no end in sight, with the fix; null while there may be one. To be asked after every trial. */
  faultIn({ history, elapsedSeconds, enqueued, progress }: Seen): string | null {
    // What was enqueued is wanted, and comes to an end, unless each trial enqueues the next.
    if (enqueued < this.#fewestEnqueued) {
      this.#fewestEnqueued = enqueued;
      return null;
    }
    this.#trials += 1;
    const byRules = this.#byRules(history, elapsedSeconds, this.#trials);
    if (byRules === Number.POSITIVE_INFINITY && progress !== null && progress.fault !== null) return progress.fault;
    const bySampler = this.#inVainBySampler(progress, history);
    if (byRules <= MAX_IN_VAIN || bySampler <= MAX_IN_VAIN + IN_VAIN_PER_POINT * this.#tried) return null;
    return this.#rules.length === 0 ? sentenceOfSpace(bySampler) : sentenceOfRules(byRules, this.#rules);
  }

  #inVainBySampler(progress: EndProgress | null, history: History): number {
    if (!this.#isFinite) return Number.POSITIVE_INFINITY;
    if (progress === null) return 0;
    this.#tried = Math.max(this.#tried, progress.tried);
    return this.#bySampler(history, null, this.#trials);
  }
}

function sentenceOfSpace(inVain: number): string {
  const fix = "let the objective ask for parameters before it ends or fails, or give trials or a stop rule";
  return `In ${inVain} trials nothing new was tried, so there is no end in sight; ${fix}.`;
}

function sentenceOfRules(inVain: number, rules: readonly StopRule[]): string {
  const names = rules.map(({ name }) => `"${name}"`).join(", ");
  const many = inVain < Number.POSITIVE_INFINITY ? `Of ${inVain} trials in a row none` : "Nothing that was tried";
  return `${many} brought a stop (${names}) nearer, so there is no end in sight; look why trials fail or are pruned, or give trials or a time limit.`;
}
