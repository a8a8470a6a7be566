// The chance of the 2009 BBOB functions, as COCO keeps it: a Lehmer generator behind a shuffle table of 32 (Bays and
// Durham), so that an instance is the same function in every program.

/** 2^31 - 1, the modulus; 16807 is the multiplier, split by Schrage's method. */
const MODULUS = 2_147_483_647;
const WARM_UP = 40;
const TABLE = 32;
/** Width of one place of the table. */
const PLACE = 67_108_865;
/** COCO's stand-in for a zero, whose logarithm is taken. */
const TINY = 1e-99;

function following(state: number): number {
  const high = Math.floor(state / 127_773);
  const next = 16_807 * (state - high * 127_773) - 2_836 * high;
  return next < 0 ? next + MODULUS : next;
}

/** `count` uniform numbers in (0, 1) that `seed` stands for. */
export function uniforms(count: number, seed: number): Float64Array {
  let state = Math.max(1, Math.abs(seed));
  const table = new Float64Array(TABLE);
  for (let i = WARM_UP - 1; i >= 0; i--) {
    state = following(state);
    if (i < TABLE) table[i] = state;
  }
  let drawn = table[0] ?? 0;
  const numbers = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    state = following(state);
    const at = Math.floor(drawn / PLACE);
    drawn = table[at] ?? 0;
    table[at] = state;
    numbers[i] = drawn === 0 ? TINY : drawn / MODULUS;
  }
  return numbers;
}

/** `count` standard normal numbers that `seed` stands for (Box and Muller). */
export function normals(count: number, seed: number): Float64Array {
  const r = uniforms(2 * count, seed);
  return Float64Array.from({ length: count }, (_, i) => {
    const z = Math.sqrt(-2 * Math.log(r[i] ?? 1)) * Math.cos(2 * Math.PI * (r[count + i] ?? 0));
    return z === 0 ? TINY : z;
  });
}

/** A random rotation, `dim` x `dim` by rows: normal columns made orthonormal one after the other (Gram and Schmidt). */
export function rotation(dim: number, seed: number): Float64Array {
  const columns = normals(dim * dim, seed);
  for (let i = 0; i < dim; i++) {
    const column = columns.subarray(i * dim, (i + 1) * dim);
    for (let j = 0; j < i; j++) {
      const before = columns.subarray(j * dim, (j + 1) * dim);
      const along = dot(column, before);
      for (let k = 0; k < dim; k++) column[k] = (column[k] ?? 0) - along * (before[k] ?? 0);
    }
    const length = Math.sqrt(dot(column, column));
    for (let k = 0; k < dim; k++) column[k] = (column[k] ?? 0) / length;
  }
  return Float64Array.from({ length: dim * dim }, (_, at) => columns[(at % dim) * dim + Math.floor(at / dim)] ?? 0);
}

/** Where the optimum is: uniform in [-4, 4], rounded, and zero in no coordinate. */
export function optimum(dim: number, seed: number): Float64Array {
  return uniforms(dim, seed).map((u) => (8 * Math.floor(1e4 * u)) / 1e4 - 4 || -1e-5);
}

/** The value at the optimum: a Cauchy number, rounded to two digits, in [-1000, 1000]. */
export function optimalValue(seed: number): number {
  const [a = 0] = normals(1, seed);
  const [b = 1] = normals(1, seed + 1);
  return Math.min(1000, Math.max(-1000, Math.floor((100 * 100 * a) / b + 0.5) / 100));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
