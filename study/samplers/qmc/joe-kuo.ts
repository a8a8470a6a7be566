/**
 * Direction numbers of the Sobol sequence: Joe and Kuo 2008, "Constructing Sobol sequences with better two-dimensional
 * projections", their table `new-joe-kuo-6.21201` (web.maths.unsw.edu.au/~fkuo/sobol), dimensions 2 to 257. Dimension 1,
 * the van der Corput sequence, is left out: there the high bits of an index reach only the last digits, so that peers
 * with their own high bits would all try the same values.
 */

export const SOBOL_DIMENSIONS = 256;
/** Digits of a coordinate, and bits of an index that make a difference. */
export const SOBOL_BITS = 52;

/** What every bit of an index adds (by xor) to a coordinate: its leading 32 digits, and the 20 after them. */
export interface Directions {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

/** For each dimension the odd numbers m_2, m_3, ... up to the degree of its polynomial, as (m_i - 1) / 2 in i - 1 bits. */
const TABLE =
  "wE7JQkTsoACuX2HgelTbgcxTsxKfe2fP5jxHHF_QGNTJHWLfHqzR7ETRPAkDpkumY5TawN8t0iEtRJXAZsPeuN5iodoT-Zj1v_X2" +
  "Eqlm-S7WMI_RaC3OPgTwSUHMpKjp3oQsuUuSdH68-xpCvw4A3Vyx3CEkcW_91FLVqFlyF63faINghEFEywVXFhz2fyKqH2i2qjsO" +
  "dqvNlAd_36aYjcDZ995St52xigdl01cALWvvkk6o3E9ClBqAKC9Y4PvbglQZQKd5hv_nQX7Fp-SCfX7snb0vMgrGurfqEBhtFYeH" +
  "OQYhKdaM6vA7X_4xjvtKswiAXPiUUXBwyeKZdIzhVvfGUPouGTpyxdvkeiVYtGxK-ZYXnFyhjxvBPM01gOAEJJF7O9Tg3izLaoOv" +
  "SUS8NdWjUzsoYqBvCd_nELzUwm5FLZdLS3D5jdQf3ekolnTZX0kHqTOQkuLe5Wim__Q3nGg6_jZKzkuHwtT39JhEIJcMp6GUn6kj" +
  "_xyrPinGmCX-CpHSMBOfxOBfG3Uh-qHqXbLp7k8SwFwi27n1-g6pMJGcamBt98jgmqif59Wtonw3IZ3DYQ6Nos1vEpGVnacRu2ta" +
  "EQLlxfIYyXHTYvc1uydUqlTKpyUX3kh45xoCzi9ZKeywdNoZNWVPz0FZu4X0hQPwcsys56mDODeXcxJIDuhW4gZqn9p27SzH-Vgx" +
  "gvlhk1HxIk3H4e0WC9_cX0HiRbgL4wCz82IybZfGaWfuImac2QlqACNiIC3ezm9xjQarXhYlSj7rK18mrv9Cewzgf5zeCevO3n0W" +
  "FRJJzLriB3p4_oUyQfJLpewTb8spMIDNsUWzZ747DXxKvyk_1-rqps9LY_VsntYyMAJdZU0mvTbI-d9cFXKn6Kiee89F_Mu2gzCO" +
  "xzLPfuOHpwITq9FddQ7eIxrmjbksmpcllQZDyYtZkAeh1r3Ym16ICbtY2aOboR1xdsIM7ynhG6XuC2LFbM8AQHYxyHYGvOFhWg45" +
  "yt7a6_HBf0Xe_vAxNsGiLwIcEZxRD0bYuZj3YccYa2bOrCbFG4RLafe91jrU83Su1rvD2LrNpcKMba_ITUgFtV3cJWPknS_lbsAE" +
  "N61cH4FyE3Q3A0on3MiZuKex0WyCfbT78YCK43aYuYsstWHRkUwuUZaM1jagBTO7yRRO_3HuDCFO4wHVyrxr_U79_QRSMe8EsbPx" +
  "Bdy7Ebx4r_fISxDA9jKxkqSyX55lSiC5E_7ZslkVA1j_ltWXcGHZw8wqaCl8YmtLQy5KjpcWCgwCkbYaJT8Js2txWYuu6o2lD-AW" +
  "fEVSVqU-ojIMUKLYoKryEOOKoTKM6xJ7rO2RVOZ_KZZ83u2N5YKr5RmixnfStSzBDqPOF2GGyLAwvF5d0FRvQGILmtQZX0zlqNjc" +
  "EjbxRU2CND2PTW8gMB5_Gk9YyO1Vq2gI0aRCSBy-2K9yUev1MRi7U2tpPCr_ZSQi1JG8mjthot376wxPZL2aw0wvKvO91Ra799H7" +
  "WgkE_hlpi87-BAW_flfE58zTE59uSwur-c34lKb5vQhWriSJ1Yz9-tomWAslW2C6Qy6l0iaASHxk36m7MMGQ5su_pj-rO-Iz9Orf" +
  "P5vsr3CpSn7BR531bqZTTJSIeoMhEUEAIFUiFoyYgrevIv9mJVJ9MTG0BZSgMKU3s-eO2uOufxxpIJFEXhkn9ZILykSGvKeBSuad" +
  "n8z3IHl3_3GhqWD4zASrmzSbv_czwaGZLgh57QsnpROpCQjsfAmmdT1PwSM6psVd64UhahGGveuZKWtFYYJw";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

interface Polynomial {
  readonly degree: number;
  /** The coefficients between the first and the last, which are 1. */
  readonly inner: number;
}

let tables: readonly Directions[] | null = null;

/** The directions of a dimension, 0 to `SOBOL_DIMENSIONS` - 1. */
export function directionsOf(dimension: number): Directions {
  tables ??= readTable();
  const directions = tables[dimension];
  if (directions === undefined) throw new RangeError(`There are no directions for dimension ${dimension}.`);
  return directions;
}

function readTable(): Directions[] {
  let bit = 0;
  const read = (bits: number): number => {
    let value = 0;
    for (const end = bit + bits; bit < end; bit++) {
      const digit = DIGITS.indexOf(TABLE.charAt(Math.floor(bit / 6)));
      value = value * 2 + ((digit >> (5 - (bit % 6))) & 1);
    }
    return value;
  };
  return primitivePolynomials(SOBOL_DIMENSIONS).map((polynomial) => {
    const initial = Array.from({ length: polynomial.degree }, (_, i) => 2 * read(i) + 1);
    return extend(polynomial, initial);
  });
}

/** Joe and Kuo's equation for m_k, kept as fractions v_k = m_k / 2^k. */
function extend({ degree, inner }: Polynomial, initial: readonly number[]): Directions {
  const [high, low] = [new Uint32Array(SOBOL_BITS), new Uint32Array(SOBOL_BITS)];
  initial.forEach((m, k) => {
    high[k] = m << (31 - k);
  });
  for (let k = degree; k < SOBOL_BITS; k++) {
    const [before, beforeLow] = [high[k - degree] as number, low[k - degree] as number];
    // The lower word has 20 digits; those that leave the upper one enter it on the left.
    let a = before ^ (before >>> degree);
    let b = beforeLow ^ (((before << (20 - degree)) & 0xfffff) | (beforeLow >>> degree));
    for (let j = 1; j < degree; j++) {
      if (((inner >>> (degree - 1 - j)) & 1) === 0) continue;
      a ^= high[k - j] as number;
      b ^= low[k - j] as number;
    }
    high[k] = a;
    low[k] = b;
  }
  return { high, low };
}

/** The first `count` primitive polynomials over GF(2) of degree 1 and up, by degree and coefficients. */
function primitivePolynomials(count: number): Polynomial[] {
  const found: Polynomial[] = [];
  for (let degree = 1; found.length < count; degree++) {
    for (let inner = 0; inner < 1 << (degree - 1) && found.length < count; inner++) {
      if (isPrimitive(degree, (1 << degree) | (inner << 1) | 1)) found.push({ degree, inner });
    }
  }
  return found;
}

/** Whether the powers of x modulo the polynomial are all there are. */
function isPrimitive(degree: number, polynomial: number): boolean {
  const all = (1 << degree) - 1;
  let power = 1;
  for (let k = 1; k <= all; k++) {
    power <<= 1;
    if (power > all) power ^= polynomial;
    if (power === 1) return k === all;
  }
  return false;
}
