import { MisuseError } from "../../study/errors.ts";
import { shown } from "../../study/option-checks.ts";
import type { CategoricalChoice } from "../../study/space/distribution.ts";
import type { BatchParams, TrialConfig } from "./trial-lines.ts";

/**
 * A trial whose values stand already: an objective asks for them by name, and its ranges are not looked at. What else it says of itself
 * has no place in a `TrialResult`, and goes.
 */
export class ReplayTrial {
  readonly number: number;
  readonly params: BatchParams;

  constructor({ number, params }: Pick<TrialConfig, "number" | "params">) {
    this.number = number;
    this.params = params;
  }

  /** Throws `MisuseError` where it is no number. */
  suggestFloat(name: string, ..._range: readonly unknown[]): number {
    const value = this.get(name);
    if (typeof value === "number") return value;
    throw new MisuseError(
      `"${name}" is ${shown(value)} in trial ${this.number}, and no number; ask for it as a choice.`,
    );
  }

  /** Throws `MisuseError` where it is no whole number. */
  suggestInt(name: string, ..._range: readonly unknown[]): number {
    const value = this.suggestFloat(name);
    if (Number.isInteger(value)) return value;
    throw new MisuseError(`"${name}" is ${value} in trial ${this.number}, and no whole number; use suggestFloat.`);
  }

  suggestCategorical(name: string, ..._choices: readonly unknown[]): CategoricalChoice {
    return this.get(name);
  }

  /** The value by its name. Throws `MisuseError` that names those there are. */
  get(name: string): CategoricalChoice {
    const value = Object.hasOwn(this.params, name) ? this.params[name] : undefined;
    if (value !== undefined) return value;
    throw new MisuseError(unknownName(name, Object.keys(this.params)));
  }

  report(_value: unknown, _step: number): void {}

  /** Never: all of a batch was chosen before, and nobody compares. */
  shouldPrune(): boolean {
    return false;
  }

  setUserAttr(_key: string, _value: unknown): void {}

  setConstraint(_key: string, _value: number): void {}
}

const MAX_NAMED = 20;

/** What to say of a name that a trial of a batch does not have. */
export function unknownName(name: string, names: readonly string[]): string {
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : "";
  const there = names.length === 0 ? "there are none" : `there are ${names.slice(0, MAX_NAMED).join(", ")}${more}`;
  return `The batch has no parameter "${name}"; ${there}. Use one name in the space and in the objective.`;
}
