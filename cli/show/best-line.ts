import type { AgentSnapshot, FrontPoint, FrontSummary } from "../../agent/view/snapshot.ts";
import type { ParamValue } from "../../study/space/distribution.ts";
import { plainText } from "../words/plain-text.ts";

/** The last line of a run: `Best: {"x":0.1,"y":-1} -> -0.99`; of several objectives with how many trade-offs there are. */
export function bestLine({ best, spec, front }: AgentSnapshot): string {
  const tradeOffs = front === null ? "" : `; ${frontText(front)}`;
  if (best === null) return `Best: none yet${tradeOffs}`;
  const value = best.values.length > 1 ? `[${best.values.join(", ")}]` : String(best.value);
  const unit = spec.objectives[0]?.unit ?? "";
  return `Best: ${paramsText(best.params)} -> ${value}${unit === "" ? "" : ` ${plainText(unit)}`}${tradeOffs}`;
}

/** "12 trade-offs, all verified or own, 3 more claimed" */
function frontText({ points, size, claims }: FrontSummary): string {
  const isClaimed = points.some(({ state }) => state === "claimed");
  const sure = size === 0 ? "" : isClaimed ? ", claimed where they are not yours" : ", all verified or own";
  const more = claims.length === 0 ? "" : `, ${claims.length} more claimed`;
  return `${size} ${size === 1 ? "trade-off" : "trade-offs"}${sure}${more}`;
}

export function paramsText(params: Readonly<Record<string, ParamValue>>): string {
  return plainText(JSON.stringify(params), 2_000);
}

/** What `--json` prints. */
export function summaryJson(snapshot: AgentSnapshot, link: string | null): Record<string, unknown> {
  const { best, trialCount, ownTrialCount, failedCount, prunedCount, studyId, state, peerCount, verifiedBy } = snapshot;
  const { front } = snapshot;
  return {
    study: studyId,
    link,
    state,
    best:
      best === null
        ? null
        : { value: best.value, values: best.values, params: best.params, trial: best.trial, verifiedBy },
    ...(front === null ? {} : { front: [...front.points, ...front.claims].map(memberOf) }),
    trials: trialCount,
    ownTrials: ownTrialCount,
    failed: failedCount,
    pruned: prunedCount,
    peers: peerCount,
  };
}

/** `state`: "verified", "own" or "claimed". */
const memberOf = ({ trial, values, state }: FrontPoint): Record<string, unknown> => ({ trial, values, state });
