/** A finite number as the decimal people wrote: `digits * 10^exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

function decimalOf(value: number): Decimal {
  const [mantissa = "0", power = "0"] = value.toString().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

const scaledTo = (value: Decimal, exponent: number): bigint => value.digits * 10n ** BigInt(value.exponent - exponent);

/**
 * The greatest low + k*step that is not above high, in decimal arithmetic: 0..1 by 0.3 ends at 0.9. As a double it may lie
 * a little below the decimal, so what comes to high as a double counts: the last point of a grid is its own last point.
 */
export function lastGridPoint(low: number, high: number, step: number): number {
  const [l, h, s] = [decimalOf(low), decimalOf(high), decimalOf(step)];
  const exponent = Math.min(l.exponent, h.exponent, s.exponent);
  const [lowDigits, highDigits, stepDigits] = [scaledTo(l, exponent), scaledTo(h, exponent), scaledTo(s, exponent)];
  const last = lowDigits + ((highDigits - lowDigits) / stepDigits) * stepDigits;
  const next = Number(`${last + stepDigits}e${exponent}`);
  return next <= high ? next : Number(`${last}e${exponent}`);
}

/** 0 for -0, which equals it and yet is another number: 1/-0 is -Infinity. */
export const unsignedZero = (value: number): number => value + 0;

/** Decimals worth tidying: with more, 10^decimals times the value is no longer an exact integer in a double. */
const MAX_TIDY_DECIMALS = 15;

function decimalsOf(value: number): number {
  const { exponent } = decimalOf(value);
  return Math.max(0, -exponent);
}

const tidyScales = new Map<number, Map<number, number>>();
/** A study has a handful of grids; more distinct ones than this come only from ranges computed anew in each trial. */
const MAX_TIDY_SCALES = 1_000;
let knownScales = 0;

function tidyScale(low: number, step: number): number {
  const known = tidyScales.get(low)?.get(step);
  if (known !== undefined) return known;
  const decimals = Math.max(decimalsOf(low), decimalsOf(step));
  const scale = decimals <= MAX_TIDY_DECIMALS ? 10 ** decimals : 0;
  if (knownScales >= MAX_TIDY_SCALES) {
    tidyScales.clear();
    knownScales = 0;
  }
  const scales = tidyScales.get(low) ?? new Map<number, number>();
  scales.set(step, scale);
  tidyScales.set(low, scales);
  knownScales += 1;
  return scale;
}

/** low + k*step as the nearest double to the decimal people expect: 0.1 + 2 * 0.1 is 0.3, and -0.3 + 0.3 is 0, never -0. */
export function gridPoint(low: number, step: number, k: number): number {
  const point = low + k * step;
  const scale = tidyScale(low, step);
  const scaled = point * scale;
  return unsignedZero(scale > 1 && Math.abs(scaled) < 2 ** 52 ? Math.round(scaled) / scale : point);
}
