import { binary } from "./arithmetic.ts";
import { absolute } from "./builtin-functions.ts";
import { type Callable, callable } from "./callable.ts";
import { refuseValue } from "./fault.ts";
import { floatPower } from "./float-arithmetic.ts";
import { floatArgument, numberArgument, type Value, whole } from "./value.ts";

/** Functions of one float that Python's math and numpy have alike. */
const SMOOTH: readonly (readonly [string, (x: number) => number])[] = [
  ["exp", Math.exp],
  ["expm1", Math.expm1],
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["tan", Math.tan],
  ["tanh", Math.tanh],
];

/** Functions with a least argument: below it, and at it where it is open, they have no finite value. */
const BOUNDED: readonly (readonly [string, (x: number) => number, least: number, isOpen: boolean])[] = [
  ["log", Math.log, 0, true],
  ["log2", Math.log2, 0, true],
  ["log10", Math.log10, 0, true],
  ["log1p", Math.log1p, -1, true],
  ["sqrt", Math.sqrt, 0, false],
];

const ROUNDED: readonly (readonly [string, (x: number) => number])[] = [
  ["floor", Math.floor],
  ["ceil", Math.ceil],
  ["trunc", Math.trunc],
];

export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["math.pi", Math.PI],
  ["math.e", Math.E],
  ["math.tau", 2 * Math.PI],
  ["math.inf", Number.POSITIVE_INFINITY],
  ["np.pi", Math.PI],
  ["np.e", Math.E],
  ["np.inf", Number.POSITIVE_INFINITY],
]);

const inBoth = (name: string, of: Callable): readonly (readonly [string, Callable])[] => [
  [`math.${name}`, of],
  [`np.${name}`, of],
];

export const MATH_FUNCTIONS: readonly (readonly [string, Callable])[] = [
  ...SMOOTH.flatMap(([name, of]) =>
    inBoth(
      name,
      callable("x", ([x = null]) => finite(name, floatArgument(x), of)),
    ),
  ),
  ...BOUNDED.filter(([name]) => name !== "log").flatMap(([name, of, least, isOpen]) =>
    inBoth(
      name,
      callable("x", ([x = null]) => above(name, floatArgument(x), of, least, isOpen)),
    ),
  ),
  ["np.log", callable("x", ([x = null]) => logarithm(x, undefined))],
  ["math.log", callable("x base?", ([x = null, base]) => logarithm(x, base))],
  // numpy leaves them floats.
  ...ROUNDED.map(([name, of]) => [`np.${name}`, callable("x", ([x = null]) => of(floatArgument(x)))] as const),
  ...ROUNDED.map(
    ([name, of]) => [`math.${name}`, callable("x", ([x = null]) => wholeBy(of, numberArgument(x)))] as const,
  ),
  ["math.fabs", callable("x", ([x = null]) => Math.abs(floatArgument(x)))],
  ["np.abs", callable("x", ([x = null]) => absolute(numberArgument(x)))],
  ["math.pow", callable("x y", ([x = null, y = null]) => floatPower(floatArgument(x), floatArgument(y)))],
  [
    "np.power",
    callable("x1 x2", ([x = null, y = null], { budget }) => npPower(x, y, (a, b) => binary("**", a, b, budget))),
  ],
];

function finite(name: string, x: number, of: (x: number) => number): number {
  const value = of(x);
  return Number.isFinite(x) && !Number.isFinite(value)
    ? refuseValue(`${name} of ${x} is too large for a float`)
    : value;
}

function above(name: string, x: number, of: (x: number) => number, least: number, isOpen: boolean): number {
  if (x < least || (isOpen && x === least))
    return refuseValue(
      `${name} takes a number ${isOpen ? "above" : "from"} ${least}${isOpen ? "" : " on"}, and this is ${x}`,
    );
  return of(x);
}

function logarithm(x: Value, base: Value | undefined): number {
  const log = above("log", floatArgument(x), Math.log, 0, true);
  if (base === undefined) return log;
  const divisor = above("log's base", floatArgument(base), Math.log, 0, true);
  return divisor === 0 ? refuseValue("log's base is not 1") : log / divisor;
}

function wholeBy(of: (x: number) => number, number: bigint | number): bigint {
  if (typeof number === "bigint") return number;
  return Number.isFinite(number) ? whole(BigInt(of(number))) : refuseValue("what is not finite is no whole number");
}

function npPower(x: Value, y: Value, power: (x: Value, y: Value) => Value): Value {
  const [base, exponent] = [numberArgument(x), numberArgument(y)];
  if (typeof base === "bigint" && typeof exponent === "bigint" && exponent < 0n)
    return refuseValue("np.power takes no whole number to a negative power: write 10.0 for 10");
  return power(base, exponent);
}
