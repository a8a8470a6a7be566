import type { ReferenceCurve, WilcoxonSnapshot } from "../../trial/proposal.ts";
import type { Reports } from "../reports.ts";
import { signedRankPValue } from "./signed-rank.ts";

/** Optuna's `WilcoxonPruner.prune` from the trial's side; with several objectives one reference must be better in each. */
export function shouldPruneByWilcoxon(snapshot: WilcoxonSnapshot, reports: Reports): boolean {
  if (!reports.every((report) => report.every(Number.isFinite))) return false;
  return snapshot.references.some((reference) => isBeaten(snapshot, reference, reports));
}

function isBeaten(snapshot: WilcoxonSnapshot, reference: ReferenceCurve, reports: Reports): boolean {
  const places = new Map(reference.steps.map((step, place) => [step, place]));
  const shared = reports.filter(([step]) => places.has(step));
  if (shared.length < Math.max(2, snapshot.startupSteps)) return false;
  return snapshot.maximize.every((isMaximized, objective) => {
    const sign = isMaximized ? -1 : 1;
    const valueOf = (report: Reports[number]): number => report[1 + objective] ?? Number.NaN;
    const mean = reports.reduce((sum, report) => sum + valueOf(report), 0) / reports.length;
    // A trial that is better on average than the one to beat is kept, whatever the test says.
    if (!(sign * mean > sign * (reference.means[objective] ?? Number.NaN))) return false;
    const values = reference.values[objective] ?? [];
    const differences = shared.map(
      (report) => sign * (valueOf(report) - (values[places.get(report[0]) ?? -1] ?? Number.NaN)),
    );
    return differences.every(Number.isFinite) && signedRankPValue(differences) < snapshot.pThreshold;
  });
}
