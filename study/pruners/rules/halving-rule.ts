import type { HalvingSnapshot } from "../../trial/proposal.ts";
import type { Reports } from "../reports.ts";
import { goesOnBefore } from "./front-rung.ts";
import { lastStepOf } from "./interval.ts";
import { reportsAtRungs, rungsUpTo } from "./ladder.ts";

/** Judges a trial at every rung it has reached since its first `judged` reports; in hindsight, at all it has reached. */
export function shouldPruneByHalving(snapshot: HalvingSnapshot, reports: Reports, judged: number): boolean {
  const passed = snapshot.hindsight === true ? 0 : rungsUpTo(lastStepOf(reports, judged), snapshot);
  if (rungsUpTo(lastStepOf(reports), snapshot) === passed) return false;
  const steps = reports.map(([step]) => step);
  const places = reportsAtRungs(steps, snapshot);
  for (let rung = passed; rung < places.length; rung++) {
    const [, ...values] = reports[places[rung] ?? 0] ?? [0];
    const losses = values.map((value, i) => (snapshot.maximize[i] === true ? -value : value));
    if (losses.every(Number.isNaN)) return true;
    const cut = snapshot.cuts[rung];
    if ((cut?.count ?? 0) + 1 <= snapshot.bootstrapCount) return true;
    if (cut === undefined) continue;
    const [loss = Number.NaN] = losses;
    const goesOn = cut.kind === "front" ? goesOnBefore(cut, losses) : cut.most === null || loss <= cut.most;
    if (!goesOn) return true;
  }
  return false;
}
