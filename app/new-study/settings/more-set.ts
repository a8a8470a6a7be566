import { plural } from "../../parts/numbers.ts";
import type { DraftForm } from "../draft.ts";
import { namesIn } from "./objectives-form.ts";
import { readStartPoints } from "./typed/start-points.ts";

/** What is set among the settings that are folded away, in words for their line. */
export function moreSet(form: DraftForm): readonly string[] {
  const points = readStartPoints(form.startPoints);
  const rules = form.rules.length + [form.target, form.noImprovement].filter((text) => text.trim() !== "").length;
  const searches = form.experiment === null;
  const hasPoints = searches && form.sampler !== "deepga";
  const words: readonly (readonly [isSet: boolean, words: string])[] = [
    [form.description.trim() !== "", "description"],
    [form.metrics.trim() !== "", plural(namesIn(form.metrics).length, "metric")],
    [form.constraints.trim() !== "", plural(namesIn(form.constraints).length, "constraint")],
    [hasPoints && form.wrapper === "distinct", "no point twice"],
    [hasPoints && form.wrapper === "partial-fixed", "fixed parameters"],
    [
      hasPoints && form.startPoints.trim() !== "",
      points.ok ? plural(points.value.length, "start point") : "start points",
    ],
    [searches && form.sampler !== "deepga" && form.repeats.trim() !== "", "noisy"],
    [searches && form.seed.trim() !== "", "seed"],
    [rules > 0, plural(rules, "stop rule")],
  ];
  return words.flatMap(([isSet, text]) => (isSet ? [text] : []));
}
