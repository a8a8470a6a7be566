import { isQuality } from "../../../formats/experiment/aim.ts";
import type { ParamValue } from "../../../study/space/distribution.ts";
import type { Trainable } from "../../../study/spec/spec.ts";
import { VARIANT_PARAM, variantAt, variedOf } from "../../../study/trainable/variants.ts";
import type { TestRun } from "../../../worker/engine/engine-api.ts";

type Trial = TestRun["trials"][number];

/** A trial as it is shown: of a trainable by its variant's name, and by what differs between the variants. */
export interface ShownTrial {
  readonly name: string | null;
  readonly params: Readonly<Record<string, ParamValue>>;
}

export function shownTrials(trials: TestRun["trials"], trainable: Trainable | null): readonly ShownTrial[] {
  if (trainable === null) return trials.map(({ params }) => ({ name: null, params }));
  const varied = variedOf(trainable.variants);
  return trials.map(({ params }) => {
    const index = params[VARIANT_PARAM];
    if (typeof index !== "number") return { name: "", params: {} };
    const { length } = trainable.variants;
    return { name: variantAt(trainable, index)?.name ?? "", params: varied[index % length] ?? {} };
  });
}

/** Enough to choose from. */
const MAX_OFFERED = 6;

/** What a trial reported that may be optimized, where it failed for want of what the study is about; else none. */
export function offeredMetrics(
  { state, error, metrics = {} }: Trial,
  objectives: readonly string[],
): readonly string[] {
  if (state !== "failed" || (error?.kind !== "misuse" && error?.kind !== "wrong-values")) return [];
  return Object.keys(metrics)
    .filter((name) => isQuality(name) && !name.startsWith("neg_") && !objectives.includes(name))
    .slice(0, MAX_OFFERED);
}
