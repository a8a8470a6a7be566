import type { FrontPoint } from "../../../agent/view/snapshot.ts";
import type { ObjectiveSpec } from "../../../study/spec/spec.ts";

/** By one objective, the best or the worst first. */
export interface FrontOrder {
  readonly objective: number;
  readonly first: "best" | "worst";
}

export const BEST_FIRST: FrontOrder = { objective: 0, first: "best" };

/** Another objective begins with its best; the same one turns round. */
export const turned = (order: FrontOrder, objective: number): FrontOrder =>
  order.objective === objective
    ? { objective, first: order.first === "best" ? "worst" : "best" }
    : { objective, first: "best" };

export function inOrder(
  points: readonly FrontPoint[],
  objectives: readonly ObjectiveSpec[],
  { objective, first }: FrontOrder,
): readonly FrontPoint[] {
  const rises = isRising(objectives, { objective, first });
  const valueOf = ({ values }: FrontPoint): number => values[objective] ?? Number.NaN;
  return points.toSorted((a, b) => (rises ? valueOf(a) - valueOf(b) : valueOf(b) - valueOf(a)));
}

/** Whether the values grow from row to row. */
export const isRising = (objectives: readonly ObjectiveSpec[], { objective, first }: FrontOrder): boolean =>
  (objectives[objective]?.direction === "maximize") === (first === "worst");
