import { trialSeed } from "../bytes/hash.ts";
import { History } from "../history/history.ts";
import { type Pruner, shouldPrune } from "../pruner.ts";
import type { Asking, Reports } from "../pruners/reports.ts";
import type { FinishedTrial, Report } from "../trial/trial.ts";
import { finished } from "./run-trials.ts";

export type Directions = History["directions"];

/**
 * Runs trials one after the other whose reports are known beforehand; each asks the pruner after every report and ends
 * when told to. The step at which each was pruned, -1 if it was not.
 */
export function prunedSteps(pruner: Pruner, directions: Directions, curves: readonly Reports[]): number[] {
  const history = new History({ directions });
  return curves.map((curve, number) => {
    const snapshot = pruner.snapshot(history);
    const seed = trialSeed("log", number);
    const stop = curve.findIndex((_, i) => shouldPrune(snapshot, curve.slice(0, i + 1), { seed, judged: i }));
    history.add(endedAt(number, stop < 0 ? curve : curve.slice(0, stop + 1), stop < 0));
    return stop < 0 ? -1 : (curve[stop]?.[0] ?? -1);
  });
}

function endedAt(number: number, intermediate: Reports, isComplete: boolean): FinishedTrial {
  const [, ...values] = intermediate.at(-1) ?? [0, 0];
  return finished({ number, intermediate, values, state: isComplete ? "complete" : "pruned" });
}

/** A history of the given trials. */
export function historyFor(directions: Directions, trials: readonly FinishedTrial[]): History {
  const history = new History({ directions });
  for (const trial of trials) history.add(trial);
  return history;
}

/** Whether `pruner` stops the trial `log:number` after the last of `reports`, when it was asked after each. */
export function isPruned(pruner: Pruner, history: History, reports: Reports, asking: Partial<Asking> = {}): boolean {
  const judged = reports.length - 1;
  return shouldPrune(pruner.snapshot(history), reports, { seed: trialSeed("log", 0), judged, ...asking });
}

/** The reports with every value times -1. */
export const mirrored = (reports: Reports): Report[] =>
  reports.map(([step, value, ...more]): Report => [step, -value, ...more.map((it) => -it)]);
