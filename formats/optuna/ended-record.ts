import { toInternal } from "../../study/space/distribution.ts";
import type { PortableTrial } from "../portable/portable-study.ts";
import { writeDate } from "./dates.ts";
import { writeDistribution } from "./distributions.ts";
import { OP, STATES } from "./journal-words.ts";
import { pythonJson } from "./python-json.ts";
import { withoutVectors } from "./vectors.ts";

/** One record that adds a trial that has ended to the first study of a journal, all at once. */
export function endedRecord(trial: PortableTrial, worker_id: string): string {
  const { distributions, params, attrs } = withoutVectors(trial);
  const named = Object.entries(distributions);
  const isSingle = trial.values === null || trial.values.length === 1;
  return pythonJson({
    op_code: OP.createTrial,
    worker_id,
    study_id: 0,
    datetime_start: trial.startMs === null ? null : writeDate(trial.startMs),
    ...(trial.endMs === null ? {} : { datetime_complete: writeDate(trial.endMs) }),
    state: STATES.indexOf(trial.state),
    value: isSingle ? (trial.values?.[0] ?? null) : null,
    values: isSingle ? null : trial.values,
    distributions: Object.fromEntries(named.map(([name, it]) => [name, writeDistribution(it)])),
    params: Object.fromEntries(named.map(([name, it]) => [name, toInternal(it, params[name] ?? null)])),
    user_attrs: { ...trial.userAttrs, ...attrs },
    system_attrs: trial.systemAttrs,
    intermediate_values: Object.fromEntries(trial.intermediate.map(([step, value]) => [String(step), value])),
  });
}

/** What two trials have in common whose parameters have the same names and distributions: a text that is equal. */
export const spaceText = (trial: Pick<PortableTrial, "distributions" | "params">): string =>
  pythonJson(
    Object.entries(withoutVectors(trial).distributions)
      .map(([name, it]) => [name, writeDistribution(it)])
      .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
  );
