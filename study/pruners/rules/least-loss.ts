/** The least of one objective's values times `sign` (-1 where it is maximised); NaN if every one is NaN. */
import type { Reports } from "../reports.ts";
export function leastLoss(reports: Reports, objective: number, sign: number): number {
  let least = Number.NaN;
  for (const report of reports) {
    const loss = sign * (report[1 + objective] ?? Number.NaN);
    if (!Number.isNaN(loss) && !(loss >= least)) least = loss;
  }
  return least;
}
