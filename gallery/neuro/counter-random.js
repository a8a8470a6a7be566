// Threefry2x32-20 (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC 2011): 64 bits for each
// key and counter, of 32-bit additions, rotations and exclusive ors. And normal variates of it (Box and Muller 1958).
import { cosNear, log, sinNear } from "./exact-math.js";

/** What one call of `threefry` leaves behind. */
export const drawn = new Uint32Array(2);

const PARITY = 0x1bd11bda;
const TWO_TO_MINUS_32 = 2.3283064365386963e-10;
/** A turn has 2^32 angles. */
const RADIANS = 1.4629180792671596e-9;

/** Two words for the counter, in `drawn`. Streams of other keys have nothing to do with this one. */
export function threefry(key0, key1, counter0, counter1) {
  const key2 = key0 ^ key1 ^ PARITY;
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  for (let four = 1; four <= 5; four++) {
    const odd = (four & 1) === 1;
    a = (a + b) | 0;
    b = odd ? (b << 13) | (b >>> 19) : (b << 17) | (b >>> 15);
    b ^= a;
    a = (a + b) | 0;
    b = odd ? (b << 15) | (b >>> 17) : (b << 29) | (b >>> 3);
    b ^= a;
    a = (a + b) | 0;
    b = odd ? (b << 26) | (b >>> 6) : (b << 16) | (b >>> 16);
    b ^= a;
    a = (a + b) | 0;
    b = odd ? (b << 6) | (b >>> 26) : (b << 24) | (b >>> 8);
    b ^= a;
    const turn = four % 3;
    a = (a + (turn === 0 ? key0 : turn === 1 ? key1 : key2)) | 0;
    b = (b + (turn === 0 ? key1 : turn === 1 ? key2 : key0) + four) | 0;
  }
  drawn[0] = a;
  drawn[1] = b;
}

/** Two independent normal variates of two words, in `pair`; none is beyond 6.77. */
export const pair = new Float64Array(2);

export function normalPair(word0, word1) {
  const radius = Math.sqrt(-2 * log((word0 + 0.5) * TWO_TO_MINUS_32));
  const shifted = (word1 + 0x20000000) >>> 0;
  const quarter = shifted >>> 30;
  const a = ((shifted & 0x3fffffff) - 0x20000000) * RADIANS;
  const sine = sinNear(a, 0);
  const cosine = cosNear(a, 0);
  const x = (quarter & 1) === 0 ? cosine : sine;
  const y = (quarter & 1) === 0 ? sine : cosine;
  pair[0] = radius * (((quarter + 1) & 2) === 0 ? x : -x);
  pair[1] = radius * ((quarter & 2) === 0 ? y : -y);
}

/** Chance for a task, the same wherever it runs: `stream` tells apart what one seed is used for. */
export function newRandom(seed, stream = 0) {
  let counter = 0;
  let spare = NaN;
  const next = () => {
    threefry(seed, stream, counter >>> 0, Math.floor(counter / 4294967296));
    counter += 1;
  };
  const uniform = () => {
    next();
    return ((drawn[0] >>> 5) * 67108864 + (drawn[1] >>> 6)) / 9007199254740992;
  };
  return {
    /** In [0, 1), of 53 bits. */
    uniform,
    /** A whole number from 0 to n - 1, n at most 2^32. */
    below: (n) => Math.floor(uniform() * n),
    /** N(0, 1). */
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare;
        spare = NaN;
        return kept;
      }
      next();
      normalPair(drawn[0], drawn[1]);
      spare = pair[1];
      return pair[0];
    },
  };
}
