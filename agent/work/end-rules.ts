import { firstObjective, type MetricRule, type StopRuleChoice, type StudySpec } from "../../study/spec/spec.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { type TriedLog, VainCount } from "./vain-count.ts";

/**
 * The study's stop rules, told of every trial as it is heard of, before any round takes it in: so that all tabs end within
 * the second or two that news takes. None of them looks at a clock.
 */
export class EndRules {
  readonly #rules: readonly StopRuleChoice[];
  readonly #spec: StudySpec;
  #vain = new VainCount();
  /** The fewest trials in vain that end the study; endless without such a rule. */
  readonly #mostInVain: number;
  #reason: string | null = null;

  constructor(spec: StudySpec) {
    this.#spec = spec;
    this.#rules = spec.stopRules;
    const limits = this.#rules.map((rule) => (rule.kind === "no-improvement" ? rule.trials : Number.POSITIVE_INFINITY));
    this.#mostInVain = Math.min(...limits, Number.POSITIVE_INFINITY);
  }

  /** Why the study has ended, in words; null while it goes on. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Whether trials in vain can end the study. */
  get countsVain(): boolean {
    return this.#reason === null && Number.isFinite(this.#mostInVain);
  }

  /**
   * `improves`: it is the best now, or one of the best trade-offs. `best`: the best value of the first objective, verified or
   * own where claims can be verified. `isSure`: not a stranger's word alone, by which no metric ends anything.
   */
  note(trial: FinishedTrial, improves: boolean, best: number | null, isSure = true): void {
    if (improves) this.#vain.improved();
    for (const rule of this.#rules) {
      if (this.#reason !== null) return;
      if (rule.kind === "target") this.#reason = this.#targetReason(rule.value, best);
      else if (isSure) this.#reason = this.#reasonOf(rule, trial);
    }
  }

  /** Whether a metric of the trial ends the study, if it is as told. */
  wouldEnd(trial: FinishedTrial): boolean {
    return this.#reason === null && this.#rules.some((rule) => this.#reasonOf(rule, trial) !== null);
  }

  /** Something better was found, though no trial says so by itself. */
  improved(): void {
    this.#vain.improved();
  }

  /** The best value that counts is another one, though no trial has ended. */
  noteBest(best: number | null): void {
    for (const rule of this.#rules) {
      if (this.#reason === null && rule.kind === "target") this.#reason = this.#targetReason(rule.value, best);
    }
  }

  /** Other trials have taken the place of some: all are noted anew. */
  restart(): void {
    this.#reason = null;
    this.#vain = new VainCount();
  }

  /** How far all logs are; call several times a second. `held`: trials in vain among those held here, by their agreed order. */
  look(logs: Iterable<TriedLog>, held: number): void {
    this.#vain.look(logs);
    const inVain = Math.max(this.#vain.value, held);
    if (this.countsVain && inVain >= this.#mostInVain)
      this.#reason = `${inVain} trials in a row brought nothing better`;
  }

  #targetReason(target: number, best: number | null): string | null {
    const { direction } = firstObjective(this.#spec);
    const isReached = best !== null && (direction === "maximize" ? best >= target : best <= target);
    return isReached ? `the best value ${best} has reached the target ${target}` : null;
  }

  #reasonOf(rule: StopRuleChoice, trial: FinishedTrial): string | null {
    return rule.kind === "metric" && rule.ends === "study" ? this.#metricReason(rule, trial) : null;
  }

  #metricReason(rule: MetricRule, trial: FinishedTrial): string | null {
    const { metric, bound, value } = rule;
    const reached = this.#valuesOf(metric, trial).find((it) => (bound === "at-least" ? it >= value : it <= value));
    if (reached === undefined) return null;
    return `a trial had ${metric} ${reached}, ${bound === "at-least" ? "at least" : "at most"} ${value}`;
  }

  /** All that the trial said of a metric; of an objective its value in the end and what it reported on the way. */
  #valuesOf(metric: string, trial: FinishedTrial): readonly number[] {
    const at = this.#spec.objectives.findIndex(({ name }) => name === metric);
    if (at < 0) {
      const points = Object.hasOwn(trial.metrics, metric) ? trial.metrics[metric] : undefined;
      return (points ?? []).map(([, value]) => value);
    }
    const reported = trial.intermediate.map((report) => report[at + 1] ?? Number.NaN);
    return trial.state === "complete" ? [...reported, trial.values[at] ?? Number.NaN] : reported;
  }
}
