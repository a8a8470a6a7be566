// Logarithms and their like to 300 binary places, by series in whole numbers: what computed ones are judged by.
const PLACES = 300n;
const ONE = 1n << PLACES;

/** A double times 2^shift, in units of 2^-300; what is smaller is cut off. */
export function fixed(x: number, shift = 0): bigint {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0] ?? 0n;
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  const places = BigInt(Math.max(exponent, 1) - 1075 + shift) + PLACES;
  const size = places >= 0n ? mantissa << places : mantissa >> -places;
  return bits < 0n ? -size : size;
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> PLACES;
const over = (a: bigint, b: bigint): bigint => (a << PLACES) / b;

/** x + x^3 / 3 + x^5 / 5 + ..., or with signs that alternate. */
function inverseTangent(x: bigint, sign: 1n | -1n): bigint {
  let [sum, power] = [0n, x];
  const square = times(x, x) * sign;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return sum;
}

/** x^first / first! + x^(first + step) / (first + step)! + ..., each times sign^k. */
function powerSeries(x: bigint, first: number, step: number, sign: 1n | -1n): bigint {
  let [sum, term] = [0n, first === 0 ? ONE : x];
  for (let n = first; term !== 0n && term !== -1n; ) {
    sum += term;
    for (let k = 0; k < step; k++) {
      n += 1;
      term = times(term, x) / BigInt(n);
    }
    term *= sign;
  }
  return sum;
}

const LN2 = 2n * inverseTangent(ONE / 3n, 1n);
const PI = 16n * inverseTangent(ONE / 5n, -1n) - 4n * inverseTangent(ONE / 239n, -1n);

function nearest(a: bigint, b: bigint): bigint {
  const twice = 2n * a + b;
  const floor = twice / (2n * b);
  return twice < 0n && floor * 2n * b !== twice ? floor - 1n : floor;
}

/** e^x as r and k of r 2^k, so that even e^-700 has all its places. */
export function exactExp(x: number): { readonly value: bigint; readonly power: number } {
  const at = fixed(x);
  const k = nearest(at, LN2);
  return { value: powerSeries(at - k * LN2, 0, 1, 1n), power: Number(k) };
}

export function exactLog(x: number): bigint {
  const k = Math.floor(Math.log2(x));
  const m = fixed(x, -k);
  return BigInt(k) * LN2 + 2n * inverseTangent(over(m - ONE, m + ONE), 1n);
}

/** sin(x + quarters * pi / 2). */
export function exactSin(x: number, quarters: number): bigint {
  const at = fixed(x);
  const k = nearest(2n * at, PI);
  const rest = at - (k * PI) / 2n;
  const quarter = ((Number(k % 4n) + 4 + quarters) % 4) as 0 | 1 | 2 | 3;
  const value = quarter % 2 === 0 ? powerSeries(rest, 1, 2, -1n) : powerSeries(rest, 0, 2, -1n);
  return quarter >= 2 ? -value : value;
}

export function exactTanh(x: number): bigint {
  const { value, power } = exactExp(2 * Math.abs(x));
  const grown = value << BigInt(power);
  const size = over(grown - ONE, grown + ONE);
  return x < 0 ? -size : size;
}

/** By how many units in the last place of the exact value, of `digits` binary digits, a number is off. */
export function ulps(computed: bigint, exact: bigint, digits = 53): number {
  const size = exact < 0n ? -exact : exact;
  const places = size.toString(2).length - digits;
  const off = computed - exact;
  return Number(((off < 0n ? -off : off) * 1000n) >> BigInt(Math.max(places, 0))) / 1000;
}
