import { refuseValue } from "./fault.ts";

/** Python's `//` of floats, and its `%`, whose sign is the divisor's (CPython's float_divmod). */
export function floatDivmod(left: number, right: number): readonly [quotient: number, rest: number] {
  if (right === 0) return refuseValue("division by zero");
  let rest = left % right;
  let quotient = (left - rest) / right;
  if (rest !== 0) {
    if (right < 0 !== rest < 0) {
      rest += right;
      quotient -= 1;
    }
  } else rest = right < 0 ? -0 : 0;
  if (quotient === 0) return [left / right < 0 || Object.is(left / right, -0) ? -0 : 0, rest];
  const floor = Math.floor(quotient);
  return [quotient - floor > 0.5 ? floor + 1 : floor, rest];
}

/** Python's `**` of floats: what is too large, or no real number, is refused. */
export function floatPower(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY) return 1;
  if (base === 0 && exponent < 0) return refuseValue("0 to a negative power is a division by zero");
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent))
    return refuseValue("a negative number to a broken power is a complex number, which is not known here");
  const power = base ** exponent;
  if (Number.isFinite(base) && Number.isFinite(exponent) && !Number.isFinite(power))
    return refuseValue("the power is too large for a float");
  return power;
}

/** The float nearest to the quotient of two whole numbers, as Python's `/` gives it. */
export function wholeQuotient(left: bigint, right: bigint): number {
  if (right === 0n) return refuseValue("division by zero");
  if (isExact(left) && isExact(right)) return Number(left) / Number(right);
  const isNegative = left < 0n !== right < 0n;
  const [above, below] = [magnitude(left), magnitude(right)];
  // 66 bits of the quotient and whether anything is left make it round once, as the whole quotient would.
  const shift = Math.max(0, 66 + bits(below) - bits(above));
  const scaled = above << BigInt(shift);
  const sticky = scaled % below === 0n ? 0n : 1n;
  const quotient =
    Number(((scaled / below) << 1n) | sticky) / 2 ** Math.ceil((shift + 1) / 2) / 2 ** Math.floor((shift + 1) / 2);
  return isNegative ? -quotient : quotient;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const bits = (value: bigint): number => value.toString(2).length;
const isExact = (value: bigint): boolean => magnitude(value) <= BigInt(Number.MAX_SAFE_INTEGER);

/** A finite float as numerator over denominator, exactly. */
export function exactRatio(value: number): readonly [bigint, bigint] {
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent++;
  }
  return [BigInt(scaled), 1n << BigInt(exponent)];
}

/** `numerator / denominator` (> 0) rounded to a whole number, a half to the even one. */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  let floor = numerator / denominator;
  if (numerator % denominator < 0n) floor -= 1n;
  const twice = (numerator - floor * denominator) * 2n;
  const isUp = twice > denominator || (twice === denominator && floor % 2n !== 0n);
  return isUp ? floor + 1n : floor;
}

/** Python's `round(value, digits)` of a float: rounds what the float is, not what it is written as. */
export function roundFloat(value: number, digits: number): number {
  // Past these, nothing changes and nothing is left.
  if (digits > 323 || value === 0) return value;
  if (digits < -308) return value < 0 ? -0 : 0;
  const [numerator, denominator] = exactRatio(value);
  const ten = 10n ** BigInt(Math.abs(digits));
  const rounded =
    digits >= 0 ? roundHalfEven(numerator * ten, denominator) : roundHalfEven(numerator, denominator * ten);
  const result = Number(`${rounded}e${-digits}`);
  if (!Number.isFinite(result)) return refuseValue("the rounded number is too large for a float");
  return value < 0 && result === 0 ? -0 : result;
}
