import { MAX_REPEATS } from "../../../../study/spec/spec-limits.ts";
import type { Repeatability } from "../../../../study/spec/spec.ts";
import { readNumber } from "./numbers-as-typed.ts";

interface RepeatsForm {
  readonly repeats: string;
  readonly objectives: readonly unknown[];
  readonly pruner: string;
  readonly sampler: string;
}

/** How often each point that looks best is repeated; what is set of it is not shown where generations are bred, and is none. */
export function readRepeats(form: RepeatsForm, errors: { repeats?: string }): Repeatability {
  const typed = form.repeats.trim();
  if (typed === "" || form.sampler === "deepga") return { kind: "repeatable" };
  const repeats = readNumber(typed, 2, MAX_REPEATS);
  if (repeats === null || !Number.isInteger(repeats))
    errors.repeats = `Give a whole number from 2 to ${MAX_REPEATS.toLocaleString("en")}, or nothing where the objective is not noisy.`;
  else if (form.objectives.length > 1)
    errors.repeats = "The mean of one objective counts: remove the other objectives, or leave this empty.";
  else if (form.pruner !== "none")
    errors.repeats =
      "Choose no pruner: it would end the repeats that come out badly, and the mean of the others is no mean.";
  return repeats === null || errors.repeats !== undefined ? { kind: "repeatable" } : { kind: "noisy", repeats };
}
