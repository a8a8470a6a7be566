import { MisuseError } from "../errors.ts";
import { shown } from "../option-checks.ts";
import type { Json } from "../spec/spec.ts";
import type { TrialContext } from "../trial/suggest.ts";
import { type Reporter, type ReporterWorld, reporterFor } from "./reporter.ts";
import { VARIANT_PARAM } from "./variants.ts";

/** An objective with two parameters: the trial's whole configuration, and what takes in its results. It may be asynchronous. */
export type Train = (config: Json, reporter: Reporter) => unknown;

export interface TrainableSetting {
  /** Trials in all. */
  readonly trials: number;
  /** A fresh configuration for trial `index`. */
  configOf(index: number): Json;
  /** Of the objectives, in order: what the last reports say of them is the trial's result. */
  readonly names: readonly string[];
  worldOf(trial: TrialContext): ReporterWorld;
}

/** The function as an objective of one parameter, `variant`. */
export function trainableObjective(
  train: Train,
  setting: TrainableSetting,
): (trial: TrialContext) => number[] | Promise<number[]> {
  return (trial) => {
    const index = trial.suggestInt(VARIANT_PARAM, 0, setting.trials - 1);
    let givenUp: { readonly error: unknown } | null = null;
    let giveUp: (error: unknown) => void = () => {};
    const reporter = reporterFor(trial, setting.worldOf(trial), (error) => {
      // Its first word counts: what is caught and reported on afterwards changes nothing.
      givenUp ??= { error };
      giveUp(error);
    });
    const returned = train(setting.configOf(index), reporter);
    const result = (): number[] => {
      if (givenUp !== null) throw givenUp.error;
      return resultOf(trial, setting.names);
    };
    if (!isThenable(returned)) return result();
    // A report from a timer throws where nobody hears it.
    const ended = new Promise<never>((_, reject) => {
      giveUp = reject;
      if (givenUp !== null) reject(givenUp.error);
    });
    return Promise.race([Promise.resolve(returned).then(result), ended]);
  };
}

function resultOf(trial: TrialContext, names: readonly string[]): number[] {
  return trial.lastReported.map((value, i) => value ?? refuse(trial, names[i] ?? "value"));
}

function refuse(trial: TrialContext, name: string): never {
  const told = Object.keys(trial.metrics);
  const others = told.length === 0 ? "It reported nothing." : `It reported ${told.slice(0, 10).join(", ")}.`;
  throw new MisuseError(
    `The function ended without a report of ${shown(name)}, which the study is about. ${others} Call reporter({ timesteps_total, ${name} }) before it ends.`,
  );
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, "then") === "function";
