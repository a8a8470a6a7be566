import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import { plainText } from "../words/plain-text.ts";

/** The last line of a run: `Best: {"x":0.1,"y":-1} -> -0.99`. */
export function bestLine({ best, spec }: AgentSnapshot): string {
  if (best === null) return "Best: none yet";
  const value = best.values.length > 1 ? `[${best.values.join(", ")}]` : String(best.value);
  const unit = spec.objectives[0]?.unit ?? "";
  return `Best: ${paramsText(best.params)} -> ${value}${unit === "" ? "" : ` ${plainText(unit)}`}`;
}

export function paramsText(params: Readonly<Record<string, ParamValue>>): string {
  return plainText(JSON.stringify(params), 2_000);
}

/** What `--json` prints. */
export function summaryJson(snapshot: AgentSnapshot, link: string | null): Record<string, unknown> {
  const { best, trialCount, ownTrialCount, failedCount, prunedCount, studyId, state, peerCount, verifiedBy } = snapshot;
  return {
    study: studyId,
    link,
    state,
    best:
      best === null
        ? null
        : { value: best.value, values: best.values, params: best.params, trial: best.trial, verifiedBy },
    trials: trialCount,
    ownTrials: ownTrialCount,
    failed: failedCount,
    pruned: prunedCount,
    peers: peerCount,
  };
}
