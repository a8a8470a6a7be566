import type { HyperbandSnapshot } from "../../trial/proposal.ts";
import type { Asking, Reports } from "../reports.ts";
import { bracketOf } from "./brackets.ts";
import { shouldPruneByHalving } from "./halving-rule.ts";

/** Successive halving within the trial's own bracket. */
export function shouldPruneByHyperband(snapshot: HyperbandSnapshot, reports: Reports, asking: Asking): boolean {
  const bracket = snapshot.brackets[bracketOf(asking.seed, snapshot.budgets)];
  return bracket !== undefined && shouldPruneByHalving(bracket, reports, asking.judged);
}
