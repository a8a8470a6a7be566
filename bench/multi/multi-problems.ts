// Standard problems of several objectives, all minimised. ZDT: Zitzler, Deb and Thiele 2000; DTLZ: Deb et al. 2002.
import type { TrialContext } from "../../study/trial/suggest.ts";

export interface MultiProblem {
  /** Worse than all that matters in each objective: hypervolumes are measured from it. */
  readonly reference: readonly number[];
  /** In this order, x0, x1, ... */
  readonly ranges: readonly (readonly [low: number, high: number])[];
  /** Values of a point. */
  readonly evaluate: (x: readonly number[]) => number[];
}

const sumOf = (x: readonly number[], term: (value: number) => number): number =>
  x.reduce((sum, value) => sum + term(value), 0);

/** The unit cube; of ZDT4 all sides but the first are wider. */
const cube = (dimensions: number, side: readonly [number, number] = [0, 1]) =>
  Array.from({ length: dimensions }, (_, d) => (d === 0 ? ([0, 1] as const) : side));

const FROM_ELEVEN = [11, 11] as const;

/** A ZDT problem of ten parameters: `g` of all but the first, `h` of the first objective and g. */
const zdt = (
  g: (rest: readonly number[]) => number,
  h: (first: number, g: number) => number,
  first: (x: number) => number = (x) => x,
): MultiProblem => ({
  reference: FROM_ELEVEN,
  ranges: cube(10),
  evaluate([x0 = 0, ...rest]) {
    const [f, distance] = [first(x0), g(rest)];
    return [f, distance * h(f, distance)];
  },
});

const linear = (rest: readonly number[]): number => 1 + (9 * sumOf(rest, (v) => v)) / rest.length;
const rippled = (rest: readonly number[]): number =>
  1 + 10 * rest.length + sumOf(rest, (v) => v * v - 10 * Math.cos(4 * Math.PI * v));

/** On a sphere whose radius is 1 at best: three objectives, eight parameters, of which two say where. */
function dtlz2([a = 0, b = 0, ...rest]: readonly number[]): number[] {
  const radius = 1 + sumOf(rest, (v) => (v - 0.5) ** 2);
  const [alpha, beta] = [(a * Math.PI) / 2, (b * Math.PI) / 2];
  return [
    radius * Math.cos(alpha) * Math.cos(beta),
    radius * Math.cos(alpha) * Math.sin(beta),
    radius * Math.sin(alpha),
  ];
}

/** Four separate fronts, of three objectives and eight parameters. */
function dtlz7([a = 0, b = 0, ...rest]: readonly number[]): number[] {
  const g = 1 + (9 * sumOf(rest, (v) => v)) / rest.length;
  return [a, b, (1 + g) * (3 - sumOf([a, b], (f) => (f / (1 + g)) * (1 + Math.sin(3 * Math.PI * f))))];
}

export const MULTI_PROBLEMS: Readonly<Record<string, MultiProblem>> = {
  zdt1: zdt(linear, (f, g) => 1 - Math.sqrt(f / g)),
  zdt2: zdt(linear, (f, g) => 1 - (f / g) ** 2),
  zdt3: zdt(linear, (f, g) => 1 - Math.sqrt(f / g) - (f / g) * Math.sin(10 * Math.PI * f)),
  zdt4: { ...zdt(rippled, (f, g) => 1 - Math.sqrt(f / g)), reference: [11, 200], ranges: cube(10, [-5, 5]) },
  zdt6: zdt(
    (rest) => 1 + 9 * (sumOf(rest, (v) => v) / rest.length) ** 0.25,
    (f, g) => 1 - (f / g) ** 2,
    (x) => 1 - Math.exp(-4 * x) * Math.sin(6 * Math.PI * x) ** 6,
  ),
  dtlz2: { reference: [2.5, 2.5, 2.5], ranges: cube(8), evaluate: dtlz2 },
  dtlz7: { reference: [1.1, 1.1, 25], ranges: cube(8), evaluate: dtlz7 },
};

/** The problem of that name. Throws one sentence with the names there are. */
export function multiProblem(name: string): MultiProblem {
  const problem = Object.hasOwn(MULTI_PROBLEMS, name) ? MULTI_PROBLEMS[name] : undefined;
  if (problem !== undefined) return problem;
  throw new Error(`There is no problem "${name}"; choose among ${Object.keys(MULTI_PROBLEMS).join(", ")}.`);
}

/** Suggests all parameters and evaluates them. */
export const multiObjective =
  ({ ranges, evaluate }: MultiProblem) =>
  (trial: TrialContext): number[] =>
    evaluate(ranges.map(([low, high], d) => trial.suggestFloat(`x${d}`, low, high)));
