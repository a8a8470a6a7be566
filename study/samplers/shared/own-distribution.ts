import type { SampleRequest } from "../../sampler.ts";
import type { Distribution } from "../../space/distribution.ts";

/** Own trials looked at: as many as the parameters of a proposal come from. */
const OWN_TRIALS = 200;

/** What the last own trials asked for under this name, the latest first: a stranger's trials prove nothing. Null if never. */
export function ownDistribution({ history, log, number }: SampleRequest, name: string): Distribution | null {
  for (let own = number - 1; own >= Math.max(0, number - OWN_TRIALS); own--) {
    const row = history.rowOf({ log, number: own });
    if (row < 0) continue;
    const { names, distributions } = history.space(row);
    const distribution = distributions[names.indexOf(name)];
    if (distribution !== undefined) return distribution;
  }
  return null;
}
