import { MisuseError } from "../errors.ts";
import { checkOptionNames, checkPruner } from "../option-checks.ts";
import type { Pruner } from "../pruner.ts";
import type { PrunerSnapshot } from "../trial/proposal.ts";
import { wholeOption } from "./options.ts";

export interface PatientOptions {
  /** Steps without improvement a trial is granted. */
  readonly patience: number;
  /** An improvement by no more than this is none. */
  readonly minDelta?: number;
}

/**
 * Optuna's PatientPruner: asks `wrapped` (null: stops at once) only about a trial that has not improved for `patience` steps;
 * with several objectives, in none of them. Successive halving is then asked about every rung the trial has reached.
 */
export function patientPruner(wrapped: Pruner | null, options: PatientOptions): Pruner {
  checkOptionNames("patientPruner", options, ["patience", "minDelta"]);
  if (wrapped !== null) checkPruner(wrapped, "pruner that patientPruner wraps");
  const { minDelta = 0 } = options;
  const patience = wholeOption("patience", options.patience, 0);
  if (!(minDelta >= 0 && Number.isFinite(minDelta))) {
    throw new MisuseError(`The pruner's minDelta must be a number from 0, not ${minDelta}; change it.`);
  }
  return {
    name: "patient",
    snapshot(history): PrunerSnapshot {
      const inner = wrapped?.snapshot(history) ?? null;
      if (inner?.kind === "nop") return inner;
      const maximize = history.directions.map((direction) => direction === "maximize");
      return { kind: "patient", maximize, patience, minDelta, wrapped: inner };
    },
  };
}
