import { exactText } from "../../parts/exact.ts";
import { isolated } from "../../parts/isolated.ts";
import { formatCount, formatValue, plural } from "../../parts/numbers.ts";
import type { HeldCurve } from "./held-curves.ts";
import type { Pick } from "./picks.ts";
import type { FoundCurves } from "./use-curves.ts";

/** As the table of trials calls it: its variant's name, or a little of its log and its number there. */
export function curveName({ name, trial }: { readonly name: string | null; readonly trial: string }): string {
  if (name !== null) return name;
  const cut = trial.lastIndexOf(":");
  return `${trial.slice(0, Math.min(4, cut))}${trial.slice(cut)}`;
}

/** Which of many curves are shown; empty where all are. */
export function whichWords({ curves, total }: FoundCurves): string {
  if (total <= curves.length) return "";
  return `${formatCount(curves.length)} of ${formatCount(total)} curves: of the ${formatCount(Math.ceil(curves.length / 2))} best trials, then of your newest, then of other tabs' newest.`;
}

/** What is thinned among the curves, as a sentence; empty where nothing is. */
export function thinnedWords(curves: readonly HeldCurve[]): string {
  const thinned = curves.filter(({ thinnedFrom }) => thinnedFrom !== null);
  if (thinned.length === 0) return "";
  const [held, had] = [
    Math.max(...thinned.map(({ points }) => points.x.length)),
    Math.max(...thinned.map(({ thinnedFrom }) => thinnedFrom ?? 0)),
  ];
  const which =
    thinned.length === curves.length ? "All are" : thinned.length === 1 ? "1 is" : `${formatCount(thinned.length)} are`;
  return `${which} thinned: of up to ${plural(had, "step")} this tab holds ${formatCount(held)}, evenly spaced, the last included.`;
}

/** "200 of 1,000", or how many there are. */
export const stepsWords = ({ points, thinnedFrom }: HeldCurve): string =>
  thinnedFrom === null
    ? formatCount(points.x.length)
    : `${formatCount(points.x.length)} of ${formatCount(thinnedFrom)}`;

const STATES = { complete: "", pruned: "pruned", failed: "failed", running: "running" } as const;

/** Whose it is and what became of it. */
export const whoWords = ({ own, by, state }: HeldCurve): string =>
  [own ? "yours" : `by ${isolated(by.slice(0, 40))}`, STATES[state]].filter((word) => word !== "").join(", ");

/** "step 81", "at 12.3 s". */
export function placeWords({ points }: HeldCurve, at: number, across: FoundCurves["across"]): string {
  const x = points.x[at] ?? 0;
  return across === "step" ? `step ${formatCount(x)}` : `${formatValue(x, 4)} s`;
}

/** What is under the pointer or the keys, for who hears it. */
export function pickWords(page: FoundCurves, pick: Pick): string {
  const rank = page.curves.findIndex(({ trial }) => trial === pick.trial);
  const curve = page.curves[rank];
  if (curve === undefined) return "";
  const value = exactText(curve.points.y[pick.at] ?? Number.NaN);
  return `${isolated(curveName(curve))}, ${whoWords(curve)}: ${isolated(page.metric ?? "")} ${value} at ${placeWords(curve, pick.at, page.across)}. Curve ${rank + 1} of ${page.curves.length}.`;
}

/** What the chart shows, for who does not see it. */
export function curvesLabel({ curves, metric, across }: FoundCurves, best: string | null): string {
  const what = `${isolated(metric ?? "")} over ${across === "step" ? "the steps" : "the seconds"} of ${plural(curves.length, "trial")}`;
  const led = curves.find(({ trial }) => trial === best);
  const end = led === undefined || led.last < 0 ? null : led.points.y[led.last];
  const ends =
    end === null || end === undefined || led === undefined
      ? ""
      : ` The best trial, ${isolated(curveName(led))}, ends at ${formatValue(end)}.`;
  return `Curves of ${what}.${ends}`;
}
