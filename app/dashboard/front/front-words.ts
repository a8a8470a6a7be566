import type { FrontPoint, FrontSummary } from "../../../agent/view/snapshot.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";
import { isolated } from "../../parts/isolated.ts";
import { formatCount, formatValue, plural } from "../../parts/numbers.ts";
import { withUnit } from "../../parts/study/study-words.ts";

/** The point that is best in one objective alone; null where there is none. */
export function extremeOf(points: readonly FrontPoint[], { direction }: ObjectiveSpec, at: number): FrontPoint | null {
  const sign = direction === "maximize" ? -1 : 1;
  let best: FrontPoint | null = null;
  for (const point of points) {
    const value = sign * (point.values[at] ?? Number.NaN);
    if (!Number.isNaN(value) && (best === null || value < sign * (best.values[at] ?? Number.NaN))) best = point;
  }
  return best;
}

/** "loss 0.12, size 34 kB" */
export const valuesWords = (values: readonly number[], objectives: readonly ObjectiveSpec[]): string =>
  objectives
    .flatMap((objective, i) => {
      const value = values[i];
      return value === undefined ? [] : [`${isolated(objective.name)} ${withUnit(formatValue(value), objective)}`];
    })
    .join(", ");

/** "12 best trade-offs" */
export const countWords = ({ size }: Pick<FrontSummary, "size">): string => plural(size, "best trade-off");

/** "All of others' were run again and found the same." Null before there is anything to say. */
export function sureWords({ points }: FrontSummary, isUnrepeatable: boolean): string | null {
  if (points.length === 0) return null;
  if (isUnrepeatable) return "Claimed where they are not yours; they cannot be verified.";
  if (points.some(({ state }) => state === "claimed"))
    return "Claimed where they are not yours: this tab has not run them again.";
  if (points.some(({ state }) => state === "verified")) return "Each is yours, or was run again and found the same.";
  return "All of them computed by you.";
}

/** "3 more are claimed and being checked" */
export function claimsWords({ claims }: FrontSummary, isChecking: boolean): string {
  const more = claims.length === 1 ? "One more is" : `${formatCount(claims.length)} more are`;
  return `${more} claimed; ${claims.length === 1 ? "it is" : "they are"} ${isChecking ? "being checked" : "not verified yet"}.`;
}

/** What the chart shows, for who does not see it. */
export function frontLabel({ points, size, claims }: FrontSummary, objectives: readonly ObjectiveSpec[]): string {
  const beside = claims.length === 0 ? "" : ` Beside them ${plural(claims.length, "claim")}.`;
  if (points.length === 0) return `No trade-off yet.${beside}`;
  const ranges = objectives.map((objective, i) => {
    const values = points.map((point) => point.values[i] ?? Number.NaN).filter(Number.isFinite);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return `${isolated(objective.name)} from ${formatValue(low)} to ${withUnit(formatValue(high), objective)}`;
  });
  const own = points.filter((point) => point.own).length;
  const yours = own === 0 ? "none of them yours" : `${formatCount(own)} of them yours`;
  return `${countWords({ size })}, ${yours}: ${ranges.join(", ")}. The table below lists them.${beside}`;
}

/** "Rose from 0.1 to 0.5 over 400 trials." */
export function hypervolumeLabel(curve: FrontSummary["hypervolume"]): string {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return "No hypervolume yet.";
  return `Rose from ${formatValue(first.value)} to ${formatValue(last.value)} over ${plural(last.trials, "trial")}.`;
}
