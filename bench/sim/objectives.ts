import { fail } from "../../scripts/prepare.mjs";
import type { ParamValue } from "../../study/space/distribution.ts";

/** What a swarm minimizes: floats `x0`, `x1`, ... of one range; the least value is 0. */
export interface SimObjective {
  readonly dims: number;
  readonly low: number;
  readonly high: number;
  /** Of several objectives, the sum of their values. */
  value(x: readonly number[]): number;
  /** Of several objectives; absent: `value` is all there is. */
  values?(x: readonly number[]): readonly number[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
/** Away from the middle, where some samplers begin. */
const shifted = (x: number): number => x - 1.3;

/** Two that cannot both be had: each a sphere about a point of its own. */
const tradeOffs = (x: readonly number[]): readonly number[] => [
  sum(x.map((xi) => shifted(xi) ** 2)),
  sum(x.map((xi) => (shifted(xi) + 2) ** 2)),
];

const OBJECTIVES: Readonly<Record<string, SimObjective>> = {
  sphere: { dims: 4, low: -5, high: 5, value: (x) => sum(x.map((xi) => shifted(xi) ** 2)) },
  rosenbrock: {
    dims: 2,
    low: -2,
    high: 2,
    value: ([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x ** 2) ** 2,
  },
  rastrigin: {
    dims: 4,
    low: -5.12,
    high: 5.12,
    value: (x) => sum(x.map((xi) => shifted(xi) ** 2 + 10 * (1 - Math.cos(2 * Math.PI * shifted(xi))))),
  },
  "trade-offs": { dims: 4, low: -5, high: 5, value: (x) => sum(tradeOffs(x)), values: tradeOffs },
};

/** The objective of that name. An unknown one ends the bench with a sentence. */
export function objectiveOf(name: string): SimObjective {
  const objective = Object.hasOwn(OBJECTIVES, name) ? OBJECTIVES[name] : undefined;
  if (objective !== undefined) return objective;
  return fail(`There is no objective "${name}"; choose ${Object.keys(OBJECTIVES).join(", ")}.`);
}

/** All that a trial there comes to. */
export const valuesAt = (objective: SimObjective, x: readonly number[]): readonly number[] =>
  objective.values?.(x) ?? [objective.value(x)];

export const namesOf = ({ dims }: SimObjective): string[] => Array.from({ length: dims }, (_, i) => `x${i}`);

/** What these parameters come to; null where the objective cannot have been run at them. */
export function trueValue(objective: SimObjective, params: Readonly<Record<string, ParamValue>>): number | null {
  const x: number[] = [];
  for (const name of namesOf(objective)) {
    const value = params[name];
    if (typeof value !== "number" || !(value >= objective.low && value <= objective.high)) return null;
    x.push(value);
  }
  return Object.keys(params).length === x.length ? objective.value(x) : null;
}

/** Of the two outermost corners the worse. */
export function worstValue(objective: SimObjective): number {
  const at = (x: number): number => objective.value(namesOf(objective).map(() => x));
  return Math.max(at(objective.low), at(objective.high));
}
