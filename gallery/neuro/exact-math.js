// log, exp, sin, cos and tanh of +, -, *, /, comparisons and integer operations alone. IEEE 754 says what each of those
// gives to the last bit, so every engine gives the same; of Math.log and its like it says nothing, and engines differ.
// Errors are measured against exact values in exact-math.test.ts and stand there.

const double = new Float64Array(1);
/** Low word first: wherever WebAssembly and typed arrays of browsers run, memory is little-endian. */
const words = new Int32Array(double.buffer);

/** ln 2 and pi / 2 in parts: the first ones have few enough bits that a product with a whole number is exact. */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
const TWO_OVER_PI = 0.6366197723675814;
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];

/** High word of sqrt(1/2): mantissas are brought into sqrt(1/2)..sqrt(2), where their logarithms are smallest. */
export const SQRT_HALF_HIGH = 0x3fe6a09e;

/** Of x > 0. 2 atanh(s) = 2 s + 2 s^3 / 3 + 2 s^5 / 5 + ... with s = f / (2 + f), where x = 2^k (1 + f). */
export function log(x) {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (x < 2.2250738585072014e-308) return log(x * 18014398509481984) - 54 * Math.LN2;
  double[0] = x;
  const k = (words[1] - SQRT_HALF_HIGH) >> 20;
  words[1] -= k << 20;
  const f = double[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  let r = 2 / 21;
  r = 2 / 19 + z * r;
  r = 2 / 17 + z * r;
  r = 2 / 15 + z * r;
  r = 2 / 13 + z * r;
  r = 2 / 11 + z * r;
  r = 2 / 9 + z * r;
  r = 2 / 7 + z * r;
  r = 2 / 5 + z * r;
  r = 2 / 3 + z * r;
  // 2 s = f - s f, and f / 2 taken out of s f: what is rounded stays small beside f.
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + z * r) + k * LN2_LOW) - f);
}

/** Infinity from 709.79 on; 0 below -745.14. */
export function exp(x) {
  if (!(x > -746)) return x < 0 ? 0 : NaN;
  if (x > 710) return Infinity;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // 2^k may be no number of its own where the result is one.
  const half = k >> 1;
  return (1 + (r + (high - r - low + r * r * expTail(r)))) * powerOfTwo(half) * powerOfTwo(k - half);
}

/** (e^r - 1 - r) / r^2 of |r| <= ln(2) / 2. */
function expTail(r) {
  let p = 1 / 87178291200;
  p = 1 / 6227020800 + r * p;
  p = 1 / 479001600 + r * p;
  p = 1 / 39916800 + r * p;
  p = 1 / 3628800 + r * p;
  p = 1 / 362880 + r * p;
  p = 1 / 40320 + r * p;
  p = 1 / 5040 + r * p;
  p = 1 / 720 + r * p;
  p = 1 / 120 + r * p;
  p = 1 / 24 + r * p;
  p = 1 / 6 + r * p;
  return 0.5 + r * p;
}

function powerOfTwo(k) {
  words[0] = 0;
  words[1] = (1023 + k) << 20;
  return double[0];
}

/** Of |x| <= 0.55 as Lambert's continued fraction, beyond by exp. */
export function tanh(x) {
  const size = x < 0 ? -x : x;
  if (size > 0.55) {
    const t = size > 22 ? 1 : 1 - 2 / (exp(2 * size) + 1);
    return x < 0 ? -t : t;
  }
  const z = x * x;
  return x / (1 + z / (3 + z / (5 + z / (7 + z / (9 + z / (11 + z / (13 + z / 15)))))));
}

/** sin a of |a| <= pi / 4 plus a rest that is small beside a. */
export function sinNear(a, rest) {
  const z = a * a;
  let p = 1 / 355687428096000;
  p = -1 / 1307674368000 + z * p;
  p = 1 / 6227020800 + z * p;
  p = -1 / 39916800 + z * p;
  p = 1 / 362880 + z * p;
  p = -1 / 5040 + z * p;
  p = 1 / 120 + z * p;
  p = -1 / 6 + z * p;
  return a + (z * a * p + rest * (1 - 0.5 * z));
}

/** cos a, likewise. */
export function cosNear(a, rest) {
  const z = a * a;
  let p = 1 / 20922789888000;
  p = -1 / 87178291200 + z * p;
  p = 1 / 479001600 + z * p;
  p = -1 / 3628800 + z * p;
  p = 1 / 40320 + z * p;
  p = -1 / 720 + z * p;
  p = 1 / 24 + z * p;
  const half = 0.5 * z;
  const one = 1 - half;
  return one + (1 - one - half + (z * z * p - a * rest));
}

/** Exact to a unit in the last place of |x| <= 1,000,000; beyond, the same everywhere still, but less and less exact. */
export function sin(x) {
  return atQuarter(x, 0);
}

export function cos(x) {
  return atQuarter(x, 1);
}

/** sin(x + turn * pi / 2). */
function atQuarter(x, turn) {
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  const first = x - n * HALF_PI[0];
  const second = -n * HALF_PI[1];
  const a = first + second;
  const part = a - first;
  const more = first - (a - part) + (second - part) - n * HALF_PI[2];
  const near = a + more;
  const rest = more - (near - a);
  const quarter = (((n % 4) + 4 + turn) % 4) | 0;
  const value = (quarter & 1) === 0 ? sinNear(near, rest) : cosNear(near, rest);
  return (quarter & 2) === 0 ? value : -value;
}
