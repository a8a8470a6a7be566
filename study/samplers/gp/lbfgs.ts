/**
 * Limited-memory BFGS inside a box, by projection: Nocedal and Wright, Numerical Optimization, algorithm 7.4, on the
 * variables no bound holds, with a backtracking search along the projected path. Invariant: the value never rises.
 */

/** Writes the gradient at `x` and returns the value; a value that is not finite is never stepped to. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Ends when no free component of the gradient is larger. */
  readonly gradientTolerance?: number;
  /** Ends when a step lowers the value by less. */
  readonly valueTolerance?: number;
}

/** Pairs of steps and changes of the gradient remembered; more hardly help in a few dozen iterations. */
const MEMORY = 8;
/** Armijo's constant: the share of the promised descent a step must keep. */
const SUFFICIENT = 1e-4;
/** Halvings and more of a step until it counts as useless. */
const MAX_BACKTRACKS = 12;

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

const product = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
};

/** Moves `x` in place to a lower value within the box, and returns the value there. */
export function minimise(f: Differentiable, x: Float64Array, box: Box, options: LbfgsOptions): number {
  const { maxIterations, gradientTolerance = 1e-6, valueTolerance = 0 } = options;
  project(x, box);
  const gradient = new Float64Array(x.length);
  let value = f(x, gradient);
  const pairs: Pair[] = [];
  const next = { x: new Float64Array(x.length), gradient: new Float64Array(x.length), value };
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const isFree = freeVariables(x, gradient, box);
    if (!(largest(gradient, isFree) > gradientTolerance)) break;
    const direction = descent(gradient, isFree, pairs);
    const isFirst = pairs.length === 0;
    if (!search(f, { x, gradient, value }, direction, box, isFirst, next)) {
      if (isFirst) break;
      pairs.length = 0;
      continue;
    }
    remember(pairs, x, gradient, next);
    const gain = value - next.value;
    x.set(next.x);
    gradient.set(next.gradient);
    value = next.value;
    if (gain < valueTolerance) break;
  }
  return value;
}

function project(x: Float64Array, { lower, upper }: Box): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.min(upper[i] as number, Math.max(lower[i] as number, x[i] as number));
}

function freeVariables(x: Float64Array, gradient: Float64Array, { lower, upper }: Box): Uint8Array {
  const isFree = new Uint8Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const [at, g] = [x[i] as number, gradient[i] as number];
    const isHeld = (at <= (lower[i] as number) && g > 0) || (at >= (upper[i] as number) && g < 0);
    isFree[i] = isHeld ? 0 : 1;
  }
  return isFree;
}

function largest(gradient: Float64Array, isFree: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < gradient.length; i++) if (isFree[i] === 1) most = Math.max(most, Math.abs(gradient[i] as number));
  return most;
}

/** The two-loop recursion on the free variables; the steepest descent where that is no descent. */
function descent(gradient: Float64Array, isFree: Uint8Array, pairs: readonly Pair[]): Float64Array {
  const masked = gradient.map((g, i) => (isFree[i] === 1 ? g : 0));
  const q = masked.slice();
  const alphas = new Float64Array(pairs.length);
  for (let p = pairs.length - 1; p >= 0; p--) {
    const { s, y, rho } = pairs[p] as Pair;
    const alpha = rho * product(s, q);
    alphas[p] = alpha;
    for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) - alpha * (y[i] as number);
  }
  const last = pairs.at(-1);
  const scale = last === undefined ? 1 : 1 / (last.rho * product(last.y, last.y));
  for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) * scale;
  pairs.forEach(({ s, y, rho }, p) => {
    const beta = rho * product(y, q);
    for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) + ((alphas[p] as number) - beta) * (s[i] as number);
  });
  for (let i = 0; i < q.length; i++) q[i] = isFree[i] === 1 ? -(q[i] as number) : 0;
  return product(q, masked) < 0 ? q : masked.map((g) => -g);
}

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  value: number;
}

/** Shortens the step until it keeps enough of what the slope promises; false if none does. */
function search(
  f: Differentiable,
  from: Point,
  direction: Float64Array,
  box: Box,
  isFirst: boolean,
  to: Point,
): boolean {
  // Without curvature yet, a step of about a tenth of the box.
  let step = isFirst ? Math.min(1, 0.1 * smallestSide(box)) / Math.sqrt(product(direction, direction)) : 1;
  for (let round = 0; round < MAX_BACKTRACKS; round++) {
    for (let i = 0; i < direction.length; i++) to.x[i] = (from.x[i] as number) + step * (direction[i] as number);
    project(to.x, box);
    let promised = 0;
    for (let i = 0; i < direction.length; i++) {
      promised += (from.gradient[i] as number) * ((to.x[i] as number) - (from.x[i] as number));
    }
    if (promised >= 0) return false;
    to.value = f(to.x, to.gradient);
    if (to.value <= from.value + SUFFICIENT * promised) return true;
    const curvature = to.value - from.value - promised;
    // The minimum of the parabola through both ends, kept between a tenth and a half.
    const shrink = Number.isFinite(curvature) && curvature > 0 ? -promised / (2 * curvature) : 0.1;
    step *= Math.min(0.5, Math.max(0.1, shrink));
  }
  return false;
}

function smallestSide({ lower, upper }: Box): number {
  let side = Number.POSITIVE_INFINITY;
  for (let i = 0; i < lower.length; i++) {
    const width = (upper[i] as number) - (lower[i] as number);
    if (width > 0) side = Math.min(side, width);
  }
  return side;
}

function remember(pairs: Pair[], x: Float64Array, gradient: Float64Array, next: Point): void {
  const s = x.map((value, i) => (next.x[i] as number) - value);
  const y = gradient.map((value, i) => (next.gradient[i] as number) - value);
  const curvature = product(s, y);
  if (!(curvature > 1e-12 * product(y, y)) || !Number.isFinite(curvature)) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > MEMORY) pairs.shift();
}
