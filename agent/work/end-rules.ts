import { firstObjective, type MetricRule, type StopRuleChoice, type StudySpec } from "../../study/spec/spec.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";

/**
 * The study's stop rules, told of every trial as it is heard of, before any round takes it in: so that all tabs end within
 * the second or two that news takes. None of them looks at a clock.
 */
export class EndRules {
  readonly #rules: readonly StopRuleChoice[];
  readonly #spec: StudySpec;
  /** Complete and pruned trials since the last one that brought something better. */
  #inVain = 0;
  #reason: string | null = null;
  /** What ended the study is trials in vain. */
  #isVain = false;

  constructor(spec: StudySpec) {
    this.#spec = spec;
    this.#rules = spec.stopRules;
  }

  /** Why the study has ended, in words; null while it goes on. */
  get reason(): string | null {
    return this.#reason;
  }

  /** So many trials have brought nothing better, whatever was noted of them one by one: only a rule on that may change its mind. */
  restored(inVain: number): void {
    this.#inVain = inVain;
    if (this.#isVain) this.#reason = null;
    this.#isVain = false;
    this.#judgeVain();
  }

  /** `improves`: it is the best now, or one of the best trade-offs. `best`: the best value of the first objective. */
  note(trial: FinishedTrial, improves: boolean, best: number | null): void {
    if (this.#rules.length === 0) return;
    if (improves) this.#inVain = 0;
    else if (trial.state !== "failed") this.#inVain++;
    this.#judgeVain();
    for (const rule of this.#rules) {
      if (this.#reason !== null) return;
      this.#reason = this.#reasonOf(rule, trial, best);
    }
  }

  #judgeVain(): void {
    if (this.#reason !== null) return;
    const rule = this.#rules.find((it) => it.kind === "no-improvement" && this.#inVain >= it.trials);
    if (rule === undefined) return;
    this.#isVain = true;
    this.#reason = `${this.#inVain} trials in a row brought nothing better`;
  }

  #reasonOf(rule: StopRuleChoice, trial: FinishedTrial, best: number | null): string | null {
    switch (rule.kind) {
      case "target": {
        const { direction } = firstObjective(this.#spec);
        const isReached = best !== null && (direction === "maximize" ? best >= rule.value : best <= rule.value);
        return isReached ? `the best value ${best} has reached the target ${rule.value}` : null;
      }
      case "no-improvement":
        return null;
      case "metric":
        return rule.ends === "study" ? this.#metricReason(rule, trial) : null;
    }
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
    if (at < 0) return (trial.metrics[metric] ?? []).map(([, value]) => value);
    const reported = trial.intermediate.map((report) => report[at + 1] ?? Number.NaN);
    return trial.state === "complete" ? [...reported, trial.values[at] ?? Number.NaN] : reported;
  }
}
