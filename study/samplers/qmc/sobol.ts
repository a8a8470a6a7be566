import { hash128, mix32 } from "../../bytes/hash.ts";
import { directionsOf, SOBOL_BITS, SOBOL_DIMENSIONS } from "./joe-kuo.ts";
import type { QmcSequence } from "./sequence.ts";

/** Points of one run: more than a tab ever asks for; then the run goes on in another block. */
const BLOCK_BITS = 20;
const BLOCK = 2 ** BLOCK_BITS;

interface Scramble {
  readonly high: number;
  readonly low: number;
  readonly order: number;
}

/**
 * The Sobol sequence (Joe and Kuo's directions), each run in its own aligned block of 2^20 indices, which is a digital
 * net like any other. A coordinate is a one-to-one image of the 52-bit index, so runs in different blocks have no
 * coordinate in common. Scrambled as in Burley 2020, "Practical Hash-based Owen Scrambling"; beyond the table's
 * dimensions the first ones come again in another order (section 5, padding).
 */
export function sobolSequence(scramble: boolean, seed: number | string): QmcSequence {
  const scrambles: Scramble[] = [];
  const scrambleOf = (d: number): Scramble => {
    for (let next = scrambles.length; next <= d; next++) {
      const [high, low, order] = hash128([seed, "sobol", next]);
      scrambles.push({ high, low, order });
    }
    return scrambles[d] as Scramble;
  };
  return {
    point(start, number, dimensions) {
      const block = blockOf(start, number);
      const point = new Float64Array(dimensions);
      for (let d = 0; d < dimensions; d++) {
        const dimension = d % SOBOL_DIMENSIONS;
        const scrambling = scrambleOf(d);
        // All dimensions of one round share an order, else they would lose what they have in common.
        const order = d < SOBOL_DIMENSIONS ? null : scrambleOf(d - dimension).order;
        const within = number % BLOCK;
        const index = order === null ? within : owenScramble(within, order);
        const digits = sobolDigits(dimension, index, order === null ? block : mix32(block ^ order));
        if (scramble) {
          digits.low ^= mix32(digits.high ^ scrambling.low) >>> (32 - BLOCK_BITS);
          digits.high = owenScramble(digits.high, scrambling.high);
        }
        point[d] = (digits.high * BLOCK + digits.low + 0.5) / 2 ** SOBOL_BITS;
      }
      return point;
    },
  };
}

function blockOf(start: number, number: number): number {
  const first = Math.floor(start * 2 ** 32) >>> 0;
  const next = Math.floor(number / BLOCK);
  return next === 0 ? first : mix32(first ^ mix32(next));
}

/** The coordinate of index `block * 2^20 + index`, as 32 digits and 20 more. */
function sobolDigits(dimension: number, index: number, block: number): { high: number; low: number } {
  const directions = directionsOf(dimension);
  let [high, low] = [0, 0];
  const addBits = (bits: number, offset: number): void => {
    for (let left = bits, k = offset; left !== 0 && k < SOBOL_BITS; left >>>= 1, k++) {
      if ((left & 1) === 0) continue;
      high ^= directions.high[k] as number;
      low ^= directions.low[k] as number;
    }
  };
  addBits(index, 0);
  addBits(block, BLOCK_BITS);
  return { high: high >>> 0, low };
}

/** Laine and Karras 2011, with Burley's constants: every digit is flipped or not by a hash of the digits before it. */
function owenScramble(digits: number, seed: number): number {
  let x = reverse32(digits);
  x = (x + seed) | 0;
  x ^= Math.imul(x, 0x6c50b47c);
  x ^= Math.imul(x, 0xb82f1e52);
  x ^= Math.imul(x, 0xc7afe638);
  x ^= Math.imul(x, 0x8d22f6e6);
  return reverse32(x);
}

function reverse32(word: number): number {
  let x = word;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return ((x >>> 16) | (x << 16)) >>> 0;
}
