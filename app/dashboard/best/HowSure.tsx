import type { AgentSnapshot } from "../../../agent/view/snapshot.ts";
import { firstObjective, isToldByHttp } from "../../../study/spec/spec.ts";
import { exactTitle } from "../../parts/exact.ts";
import { Name } from "../../parts/Name.tsx";
import { formatValue, plural } from "../../parts/numbers.ts";
import { HTTP_WORDS } from "../../parts/study/http-words.ts";

type Sureness = Pick<AgentSnapshot, "bestState" | "claim" | "isUnrepeatable" | "verifiedBy" | "spec" | "state"> &
  Partial<Pick<AgentSnapshot, "best">>;

/** Whether the best has been run again, and by how many; and the better value that somebody claims, if there is one. */
export function HowSure({ snapshot }: { readonly snapshot: Sureness }) {
  const { bestState, verifiedBy, claim, spec, state } = snapshot;
  const isChecking = state === "running" || state === "finished";
  const { unit } = firstObjective(spec);
  const mean = snapshot.best?.mean;
  return (
    <>
      {mean === undefined ? null : (
        <p className="sm sure" data-testid="best-mean" data-runs={mean.runs} data-half-width={mean.halfWidth}>
          Mean of {plural(mean.runs, "run")},{" "}
          <b title={exactTitle(mean.halfWidth)}>&plusmn;{formatValue(mean.halfWidth, 2)}</b>
          {unit === "" ? "" : ` ${unit}`} with 95 % confidence.
        </p>
      )}
      {bestState === null ? null : (
        <p className="sm q sure" data-testid="best-state" data-value={bestState}>
          <span data-testid="verified-by" data-value={verifiedBy}>
            {sureWords(snapshot)}
          </span>
        </p>
      )}
      {claim === null ? null : (
        <p className="sm q sure" data-testid="claimed-value" data-value={String(claim.value)}>
          A better value, <b title={exactTitle(claim.value)}>{formatValue(claim.value)}</b>
          {unit === "" ? "" : ` ${unit}`}, is claimed by <Name>{claim.by}</Name>; it is{" "}
          {isChecking ? "being checked" : "not verified yet"}.
        </p>
      )}
    </>
  );
}

/** "Verified by 3 volunteers, who ran it again and found the same." */
function sureWords({ best, bestState, isUnrepeatable, verifiedBy, spec }: Sureness): string {
  if (isToldByHttp(spec)) return HTTP_WORDS.sure;
  if (best?.mean !== undefined && !isUnrepeatable) return measuredWords(bestState, verifiedBy);
  if (isUnrepeatable)
    return bestState === "own" ? "Computed by you; it cannot be verified." : "Claimed; it cannot be verified.";
  if (bestState === "verified")
    return `Verified by ${plural(verifiedBy, "volunteer")}, who ran it again and found the same.`;
  if (bestState === "own") return "Computed by you; nobody else has run it again yet.";
  return "Claimed: this tab has not run it again.";
}

/** Of a noisy study: a mean is verified run by run. */
function measuredWords(bestState: Sureness["bestState"], runners: number): string {
  if (bestState === "verified")
    return `Verified: run by ${plural(runners, "volunteer")} with fresh chance, and what others ran was run again.`;
  return bestState === "own" ? "Computed by you." : "Claimed: this tab has not run it again.";
}
