// The files of gallery/neuro as one text without imports. Written by neuro-source.test.ts.

export const neuroSource = `// Deep neuroevolution: weights from seeds, networks, chance and functions that give the same bits everywhere.
const neuro = (() => {
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TWO_OVER_PI = 0.6366197723675814;
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];
const SQRT_HALF_HIGH = 0x3fe6a09e;
function log(x) {
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
 const half = 0.5 * f * f;
 return k * LN2_HIGH - (half - (s * (half + z * r) + k * LN2_LOW) - f);
}
function exp(x) {
 if (!(x > -746)) return x < 0 ? 0 : NaN;
 if (x > 710) return Infinity;
 const k = Math.floor(x * Math.LOG2E + 0.5);
 const high = x - k * LN2_HIGH;
 const low = k * LN2_LOW;
 const r = high - low;
 const half = k >> 1;
 return (1 + (r + (high - r - low + r * r * expTail(r)))) * powerOfTwo(half) * powerOfTwo(k - half);
}
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
function tanh(x) {
 const size = x < 0 ? -x : x;
 if (size > 0.55) {
  const t = size > 22 ? 1 : 1 - 2 / (exp(2 * size) + 1);
  return x < 0 ? -t : t;
 }
 const z = x * x;
 return x / (1 + z / (3 + z / (5 + z / (7 + z / (9 + z / (11 + z / (13 + z / 15)))))));
}
function sinNear(a, rest) {
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
function cosNear(a, rest) {
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
function sin(x) {
 return atQuarter(x, 0);
}
function cos(x) {
 return atQuarter(x, 1);
}
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
const drawn = new Uint32Array(2);
const PARITY = 0x1bd11bda;
const TWO_TO_MINUS_32 = 2.3283064365386963e-10;
const RADIANS = 1.4629180792671596e-9;
function threefry(key0, key1, counter0, counter1) {
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
const pair = new Float64Array(2);
function normalPair(word0, word1) {
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
function newRandom(seed, stream = 0) {
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
  uniform,
  below: (n) => Math.floor(uniform() * n),
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
const fround = Math.fround;
const TANH_LIMIT = 7.900000095367432;
const [P0, P1, P2, P3] = [4011950.75, 518922.65625, 11877.283203125, 46.26520919799805];
const [Q0, Q1, Q2, Q3] = [4011951.25, 1856235.75, 95701.453125, 962.9174194335938];
function plainKernels(bytes) {
 const buffer = new ArrayBuffer(bytes);
 const floats = new Float32Array(buffer);
 const words = new Int32Array(buffer);
 function addNormals(at, count, key0, key1, sigma) {
  const from = at >> 2;
  for (let i = 0; i < count; i += 2) {
   threefry(key0, key1, i >> 1, 0);
   normalPair(drawn[0], drawn[1]);
   floats[from + i] += sigma * pair[0];
   floats[from + i + 1] += sigma * pair[1];
  }
 }
 function run(layer, layerCount, weights, weightsStride, lanes) {
  for (let i = 0; i < layerCount; i++) {
   const record = words.subarray((layer >> 2) + 16 * i, (layer >> 2) + 16 * (i + 1));
   if (record[0] === 0) runDense(record, weights, weightsStride, lanes);
   else if (record[0] === 1) runConvolution(record, weights, weightsStride, lanes);
   else choose(record, lanes);
  }
 }
 function runDense(record, weights, weightsStride, lanes) {
  const [, input, inBytes, offset, output, , , stride, vectors, kind] = record;
  const out = output >> 2;
  dense(record, input >> 2, inBytes >> 2, (weights + offset) >> 2, weightsStride >> 2, out, lanes, stride >> 2);
  activate(out, 4 * vectors * lanes, kind);
 }
 function dense(record, input, inputs, weights, weightsStride, output, lanes, stride) {
  const [wides, narrows, slim] = [record[5], record[6], record[15]];
  let out = output;
  for (let lane = 0; lane < lanes; lane++) {
   const x = input + lane * stride;
   let w = weights + lane * weightsStride;
   for (let block = 0; block < wides + narrows + slim; block++) {
    const width = block < wides ? 16 : block < wides + narrows ? 4 : 2;
    const sum = block < wides ? sumInTurn : sumOfFour;
    for (let o = 0; o < width; o++) floats[out + o] = sum(x, inputs, w + o, width);
    w += width * (inputs + 1);
    out += width === 2 ? 4 : width;
   }
  }
 }
 function sumInTurn(x, inputs, bias, width) {
  let sum = floats[bias];
  for (let i = 0; i < inputs; i++) sum = fround(sum + fround(floats[x + i] * floats[bias + width * (i + 1)]));
  return sum;
 }
 function sumOfFour(x, inputs, bias, width) {
  let [s0, s1, s2, s3] = [floats[bias], 0, 0, 0];
  let w = bias + width;
  for (let i = 0; i < inputs; i += 4) {
   s0 = fround(s0 + fround(floats[x + i] * floats[w]));
   s1 = fround(s1 + fround(floats[x + i + 1] * floats[w + width]));
   s2 = fround(s2 + fround(floats[x + i + 2] * floats[w + 2 * width]));
   s3 = fround(s3 + fround(floats[x + i + 3] * floats[w + 3 * width]));
   w += 4 * width;
  }
  return fround(s0 + s1) + fround(s2 + s3);
 }
 function activate(from, count, kind) {
  const end = from + count;
  if (kind === 1) for (let i = from; i < end; i++) floats[i] = tanh32(floats[i]);
  if (kind === 2) for (let i = from; i < end; i++) floats[i] = 0 < floats[i] ? floats[i] : 0;
 }
 function runConvolution(record, weights, weightsStride, lanes) {
  const [, input, patchBytes, offset, output, , , stride, vectors, kind, height, width] = record;
  const [patch, inputs] = [record[14] >> 2, patchBytes >> 2];
  for (let lane = 0; lane < lanes; lane++) {
   gather(record, (input + lane * stride) >> 2);
   const out = (output >> 2) + 4 * vectors * lane;
   const w = (weights + offset + lane * weightsStride) >> 2;
   dense(record, patch, inputs, w, 0, out, height * width, inputs);
   activate(out, 4 * vectors, kind);
  }
 }
 function gather(record, input) {
  const [height, width, row, pixel, patch] = [
   record[10],
   record[11],
   record[12] >> 2,
   record[13] >> 2,
   record[14] >> 2,
  ];
  let to = patch;
  for (let y = 0; y < height; y++) {
   for (let x = 0; x < width; x++) {
    const from = input + y * row + x * pixel;
    for (let k = 0; k < 3; k++) floats.copyWithin(to + 3 * k * pixel, from + k * row, from + k * row + 3 * pixel);
    floats.fill(0, to + 9 * pixel, to + (record[2] >> 2));
    to += record[2] >> 2;
   }
  }
 }
 function choose([, at, stride, count, out], lanes) {
  for (let lane = 0; lane < lanes; lane++) {
   const from = (at + lane * stride) >> 2;
   let best = 0;
   for (let i = 1; i < count; i++) if (floats[from + i] > floats[from + best]) best = i;
   words[(out >> 2) + lane] = best;
  }
 }
 return { buffer, addNormals, run };
}
function tanh32(value) {
 let x = value < TANH_LIMIT ? value : TANH_LIMIT;
 x = -TANH_LIMIT < x ? x : -TANH_LIMIT;
 const z = fround(x * x);
 const p = fround(P0 + fround(z * fround(P1 + fround(z * fround(P2 + fround(z * P3))))));
 const q = fround(Q0 + fround(z * fround(Q1 + fround(z * fround(Q2 + fround(z * fround(Q3 + z)))))));
 return fround(fround(x * p) / q);
}
const WASM_BASE64 =
 "AGFzbQEAAAABWwxgBX9/f398AGACe38Be2AEf3t7ewBgA3t7ewF7YAF7AXtgBX9/f39/AGAKf39/f39/f39/fwBgAn9/AX9gCX9/f39/f39/fwBgBH9/f38AYAN/f38AYAJ/fwACEQEFbmV1cm8GbWVtb3J5AgABAxYVAAECAwQEBAQFBgcGCAkKCwsJCwoFBxQCCmFkZE5vcm1hbHMAAANydW4ACAq9NRXuBQIBfwd7IAAgAUECdGohBSAE/RQhBv0MAAAAAAEAAAACAAAAAwAAACEHIAL9ESEIIAP9ESEJIAggCf1R/QzaG9Eb2hvRG9ob0RvaG9Eb/VEhCgJAA0AgACAFTw0BIAcgCP2uASELIAkhDCALIAz9rgEhCyALIAxBDRAB/VEhDCALIAz9rgEhCyALIAxBDxAB/VEhDCALIAz9rgEhCyALIAxBGhAB/VEhDCALIAz9rgEhCyALIAxBBhAB/VEhDCALIAn9rgEhCyAMIAr9rgFBAf0R/a4BIQwgCyAM/a4BIQsgCyAMQREQAf1RIQwgCyAM/a4BIQsgCyAMQR0QAf1RIQwgCyAM/a4BIQsgCyAMQRAQAf1RIQwgCyAM/a4BIQsgCyAMQRgQAf1RIQwgCyAK/a4BIQsgDCAI/a4BQQL9Ef2uASEMIAsgDP2uASELIAsgDEENEAH9USEMIAsgDP2uASELIAsgDEEPEAH9USEMIAsgDP2uASELIAsgDEEaEAH9USEMIAsgDP2uASELIAsgDEEGEAH9USEMIAsgCP2uASELIAwgCf2uAUED/RH9rgEhDCALIAz9rgEhCyALIAxBERAB/VEhDCALIAz9rgEhCyALIAxBHRAB/VEhDCALIAz9rgEhCyALIAxBEBAB/VEhDCALIAz9rgEhCyALIAxBGBAB/VEhDCALIAn9rgEhCyAMIAr9rgFBBP0R/a4BIQwgCyAM/a4BIQsgCyAMQQ0QAf1RIQwgCyAM/a4BIQsgCyAMQQ8QAf1RIQwgCyAM/a4BIQsgCyAMQRoQAf1RIQwgCyAM/a4BIQsgCyAMQQYQAf1RIQwgCyAK/a4BIQsgDCAI/a4BQQX9Ef2uASEMIAAgCyAMIAYQAiAAQRBqIAsgC/0NCAkKCwwNDg8AAQIDBAUGByAMIAz9DQgJCgsMDQ4PAAECAwQFBgcgBhACIAf9DAQAAAAEAAAABAAAAAQAAAD9rgEhByAAQSBqIQAMAAsLCxUAIAAgAf2rASAAQSAgAWv9rQH9UAulAwEJe/0MAAAAAAAAAMAAAAAAAAAAwCAB/f8B/QwAAAAAAADgPwAAAAAAAOA//fAB/QwAAAAAAADwPQAAAAAAAPA9/fIBEAX98gH97wEhBCAC/QwAAAAgAAAAIAAAACAAAAAg/a4BIQUgBf0M////P////z////8/////P/1O/QwAAAAgAAAAIAAAACAAAAAg/bEB/f4B/QwYLURU+yEZPhgtRFT7IRk+/fIBIQYgBhAGIQcgBhAHIQggBUEe/a0B/ckBIQUgBf0MAQAAAAAAAAABAAAAAAAAAP1O/QwAAAAAAAAAAAAAAAAAAAAA/dcBIQkgByAIIAn9UiAF/QwBAAAAAAAAAAEAAAAAAAAA/c4BEAT9USEKIAggByAJ/VIgBRAE/VEhCyAEIAr98gEhCiAEIAv98gEhCyAA/QAEACEMIAAgDCADIAogC/0NAAECAwQFBgcQERITFBUWFxADIAwgDP0NCAkKCwwNDg8AAQIDBAUGByADIAogC/0NCAkKCwwNDg8YGRobHB0eHxAD/Q0AAQIDBAUGBxAREhMUFRYX/QsEAAsSACAA/V8gASAC/fIB/fAB/V4LHQAgAP0MAgAAAAAAAAACAAAAAAAAAP1OQT79ywELqgQBBnsgAP0MAAAAAJ6g5j8AAAAAnqDmP/2xAUEU/awB/QwAAAAA/////wAAAAD//////U4hASAAIAFBFP2rAf2xAf0MAAAAAAAA8D8AAAAAAADwP/3xASECIAEgAf0NBAUGBwwNDg8AAQIDCAkKC/3+ASEBIAL9DAAAAAAAAABAAAAAAAAAAEAgAv3wAf3zASEDIAMgA/3yASEE/QwAAAAAAADgPwAAAAAAAOA/IAL98gEgAv3yASEF/QwYhmEYhmG4PxiGYRiGYbg/IQb9DCivobyG8ro/KK+hvIbyuj8gBCAG/fIB/fABIQb9DB4eHh4eHr4/Hh4eHh4evj8gBCAG/fIB/fABIQb9DBEREREREcE/ERERERERwT8gBCAG/fIB/fABIQb9DBQ7sRM7scM/FDuxEzuxwz8gBCAG/fIB/fABIQb9DEYXXXTRRcc/RhdddNFFxz8gBCAG/fIB/fABIQb9DBzHcRzHccw/HMdxHMdxzD8gBCAG/fIB/fABIQb9DJIkSZIkSdI/kiRJkiRJ0j8gBCAG/fIB/fABIQb9DJqZmZmZmdk/mpmZmZmZ2T8gBCAG/fIB/fABIQb9DFVVVVVVVeU/VVVVVVVV5T8gBCAG/fIB/fABIQYgAf0MAADg/kIu5j8AAOD+Qi7mP/3yASAFIAMgBSAEIAb98gH98AH98gEgAf0Mdjx5Ne856j12PHk17znqPf3yAf3wAf3xASAC/fEB/fEBC4QCAQJ7IAAgAP3yASEB/QxKrTBwx1LpPEqtMHDHUuk8IQL9DB+4M+fz52q9H7gz5/Pnar0gASAC/fIB/fABIQL9DAltqBNGEuY9CW2oE0YS5j0gASAC/fIB/fABIQL9DORE9WdF5lq+5ET1Z0XmWr4gASAC/fIB/fABIQL9DDTHVqXjHcc+NMdWpeMdxz4gASAC/fIB/fABIQL9DBqgARqgASq/GqABGqABKr8gASAC/fIB/fABIQL9DBEREREREYE/ERERERERgT8gASAC/fIB/fABIQL9DFVVVVVVVcW/VVVVVVVVxb8gASAC/fIB/fABIQIgACABIAD98gEgAv3yAf3wAQu3AgEEeyAAIAD98gEhAf0MH7gz5/PnKj0fuDPn8+cqPSEC/QydfMCodDmpvZ18wKh0Oam9IAEgAv3yAf3wASEC/QyY2Pjv2O4hPpjY+O/Y7iE+IAEgAv3yAf3wASEC/Qxcn3i3T36SvlyfeLdPfpK+IAEgAv3yAf3wASEC/QwaoAEaoAH6PhqgARqgAfo+IAEgAv3yAf3wASEC/QwXbMEWbMFWvxdswRZswVa/IAEgAv3yAf3wASEC/QxVVVVVVVWlP1VVVVVVVaU/IAEgAv3yAf3wASEC/QwAAAAAAADgPwAAAAAAAOA/IAH98gEhA/0MAAAAAAAA8D8AAAAAAADwPyAD/fEBIQQgBP0MAAAAAAAA8D8AAAAAAADwPyAE/fEBIAP98QEgASAB/fIBIAL98gH98AH98AELnAEBAX8DQCAAKAIAIQUgBUUEQCAAKAIEIAAoAgggAiAAKAIMaiADIAAoAhAgBCAAKAIUIAAoAhggACgCPCAAKAIcEAkgACgCECAAKAIgIARsIAAoAiQQDgsgBUEBRgRAIAAgAiADIAQQEQsgBUECRgRAIAAoAgQgACgCCCAAKAIMIAAoAhAgBBAUCyAAQcAAaiEAIAFBAWsiAQ0ACwtuAQF/IANFBEAgBUEBdiEKCyAKBEAgACABIAIgBCAKIAYgByAIIAkQDCAKQQF0IQogBSAKayEFIAAgCiAJbGohACAEIAogBiAHIAhqEApsaiEECyAFBEAgACABIAIgAyAEIAUgBiAHIAggCRALCwsNACAAQQZ0IAFBBHRqC94MAwR/C3sCfyABQQR0QcAAaiEaA0AgAiEMIAAgAWohCyAGQQF2IQ0CQCANRQ0AA0AgACEKIAwgGmohGSAM/QAEACEPIAz9AAQQIRAgDP0ABCAhESAM/QAEMCESIBn9AAQAIRMgGf0ABBAhFCAZ/QAEICEVIBn9AAQwIRYgDEHAAGohDCAZQcAAaiEZA0AgCv0JAgAhDiAPIA4gDP0ABAD95gH95AEhDyAQIA4gDP0ABBD95gH95AEhECARIA4gDP0ABCD95gH95AEhESASIA4gDP0ABDD95gH95AEhEiATIA4gGf0ABAD95gH95AEhEyAUIA4gGf0ABBD95gH95AEhFCAVIA4gGf0ABCD95gH95AEhFSAWIA4gGf0ABDD95gH95AEhFiAK/QkCBCEOIA8gDiAM/QAEQP3mAf3kASEPIBAgDiAM/QAEUP3mAf3kASEQIBEgDiAM/QAEYP3mAf3kASERIBIgDiAM/QAEcP3mAf3kASESIBMgDiAZ/QAEQP3mAf3kASETIBQgDiAZ/QAEUP3mAf3kASEUIBUgDiAZ/QAEYP3mAf3kASEVIBYgDiAZ/QAEcP3mAf3kASEWIAr9CQIIIQ4gDyAOIAz9AASAAf3mAf3kASEPIBAgDiAM/QAEkAH95gH95AEhECARIA4gDP0ABKAB/eYB/eQBIREgEiAOIAz9AASwAf3mAf3kASESIBMgDiAZ/QAEgAH95gH95AEhEyAUIA4gGf0ABJAB/eYB/eQBIRQgFSAOIBn9AASgAf3mAf3kASEVIBYgDiAZ/QAEsAH95gH95AEhFiAK/QkCDCEOIA8gDiAM/QAEwAH95gH95AEhDyAQIA4gDP0ABNAB/eYB/eQBIRAgESAOIAz9AATgAf3mAf3kASERIBIgDiAM/QAE8AH95gH95AEhEiATIA4gGf0ABMAB/eYB/eQBIRMgFCAOIBn9AATQAf3mAf3kASEUIBUgDiAZ/QAE4AH95gH95AEhFSAWIA4gGf0ABPAB/eYB/eQBIRYgDEGAAmohDCAZQYACaiEZIApBEGoiCiALRw0ACyAEIA/9CwQAIAQgEP0LBBAgBCAR/QsEICAEIBL9CwQwIAQgE/0LBEAgBCAU/QsEUCAEIBX9CwRgIAQgFv0LBHAgGSEMIARBgAFqIQQgDUEBayINDQALCyAGQQFxBEAgACEKIAz9AAQAIQ8gDP0ABBAhECAM/QAEICERIAz9AAQwIRIgDEHAAGohDANAIAr9CQIAIQ4gDyAOIAz9AAQA/eYB/eQBIQ8gECAOIAz9AAQQ/eYB/eQBIRAgESAOIAz9AAQg/eYB/eQBIREgEiAOIAz9AAQw/eYB/eQBIRIgCv0JAgQhDiAPIA4gDP0ABED95gH95AEhDyAQIA4gDP0ABFD95gH95AEhECARIA4gDP0ABGD95gH95AEhESASIA4gDP0ABHD95gH95AEhEiAK/QkCCCEOIA8gDiAM/QAEgAH95gH95AEhDyAQIA4gDP0ABJAB/eYB/eQBIRAgESAOIAz9AASgAf3mAf3kASERIBIgDiAM/QAEsAH95gH95AEhEiAK/QkCDCEOIA8gDiAM/QAEwAH95gH95AEhDyAQIA4gDP0ABNAB/eYB/eQBIRAgESAOIAz9AATgAf3mAf3kASERIBIgDiAM/QAE8AH95gH95AEhEiAMQYACaiEMIApBEGoiCiALRw0ACyAEIA/9CwQAIAQgEP0LBBAgBCAR/QsEICAEIBL9CwQwIARBwABqIQQLIAchDQJAIA1FDQADQCAAIQogDP0ABAAhD/0MAAAAAAAAAAAAAAAAAAAAACET/QwAAAAAAAAAAAAAAAAAAAAAIRf9DAAAAAAAAAAAAAAAAAAAAAAhGCAMQRBqIQwDQCAK/QkCACEOIA8gDiAM/QAEAP3mAf3kASEPIAr9CQIEIQ4gEyAOIAz9AAQQ/eYB/eQBIRMgCv0JAgghDiAXIA4gDP0ABCD95gH95AEhFyAK/QkCDCEOIBggDiAM/QAEMP3mAf3kASEYIAxBwABqIQwgCkEQaiIKIAtHDQALIAQgDyAT/eQBIBcgGP3kAf3kAf0LBAAgBEEQaiEEIA1BAWsiDQ0ACwsgCARAIAAgCyAMIAQQDSAEQRBqIQQLIAAgCWohACACIANqIQIgBUEBayIFDQALC5wLAgZ/EXsDQCACIQwgACABaiELIAMgBSAGIAdqEApqIQ4gBSENAkAgDUUNAANAIAAhCSAAIAhqIQogDP0ABAAhEiAM/QAEECETIAz9AAQgIRQgDP0ABDAhFSAM/QAEACEZIAz9AAQQIRogDP0ABCAhGyAM/QAEMCEcIAxBwABqIQwDQCAJ/QkCACEPIAr9CQIAIRAgDP0ABAAhESASIA8gEf3mAf3kASESIBkgECAR/eYB/eQBIRkgDP0ABBAhESATIA8gEf3mAf3kASETIBogECAR/eYB/eQBIRogDP0ABCAhESAUIA8gEf3mAf3kASEUIBsgECAR/eYB/eQBIRsgDP0ABDAhESAVIA8gEf3mAf3kASEVIBwgECAR/eYB/eQBIRwgCf0JAgQhDyAK/QkCBCEQIAz9AARAIREgEiAPIBH95gH95AEhEiAZIBAgEf3mAf3kASEZIAz9AARQIREgEyAPIBH95gH95AEhEyAaIBAgEf3mAf3kASEaIAz9AARgIREgFCAPIBH95gH95AEhFCAbIBAgEf3mAf3kASEbIAz9AARwIREgFSAPIBH95gH95AEhFSAcIBAgEf3mAf3kASEcIAn9CQIIIQ8gCv0JAgghECAM/QAEgAEhESASIA8gEf3mAf3kASESIBkgECAR/eYB/eQBIRkgDP0ABJABIREgEyAPIBH95gH95AEhEyAaIBAgEf3mAf3kASEaIAz9AASgASERIBQgDyAR/eYB/eQBIRQgGyAQIBH95gH95AEhGyAM/QAEsAEhESAVIA8gEf3mAf3kASEVIBwgECAR/eYB/eQBIRwgCf0JAgwhDyAK/QkCDCEQIAz9AATAASERIBIgDyAR/eYB/eQBIRIgGSAQIBH95gH95AEhGSAM/QAE0AEhESATIA8gEf3mAf3kASETIBogECAR/eYB/eQBIRogDP0ABOABIREgFCAPIBH95gH95AEhFCAbIBAgEf3mAf3kASEbIAz9AATwASERIBUgDyAR/eYB/eQBIRUgHCAQIBH95gH95AEhHCAMQYACaiEMIApBEGohCiAJQRBqIgkgC0cNAAsgAyAS/QsEACADIBP9CwQQIAMgFP0LBCAgAyAV/QsEMCAOIBn9CwQAIA4gGv0LBBAgDiAb/QsEICAOIBz9CwQwIANBwABqIQMgDkHAAGohDiANQQFrIg0NAAsLIAYhDQJAIA1FDQADQCAAIQkgACAIaiEKIAz9AAQAIRL9DAAAAAAAAAAAAAAAAAAAAAAhFv0MAAAAAAAAAAAAAAAAAAAAACEX/QwAAAAAAAAAAAAAAAAAAAAAIRggDP0ABAAhGf0MAAAAAAAAAAAAAAAAAAAAACEd/QwAAAAAAAAAAAAAAAAAAAAAIR79DAAAAAAAAAAAAAAAAAAAAAAhHyAMQRBqIQwDQCAJ/QkCACEPIAr9CQIAIRAgDP0ABAAhESASIA8gEf3mAf3kASESIBkgECAR/eYB/eQBIRkgCf0JAgQhDyAK/QkCBCEQIAz9AAQQIREgFiAPIBH95gH95AEhFiAdIBAgEf3mAf3kASEdIAn9CQIIIQ8gCv0JAgghECAM/QAEICERIBcgDyAR/eYB/eQBIRcgHiAQIBH95gH95AEhHiAJ/QkCDCEPIAr9CQIMIRAgDP0ABDAhESAYIA8gEf3mAf3kASEYIB8gECAR/eYB/eQBIR8gDEHAAGohDCAKQRBqIQogCUEQaiIJIAtHDQALIAMgEiAW/eQBIBcgGP3kAf3kAf0LBAAgDiAZIB395AEgHiAf/eQB/eQB/QsEACADQRBqIQMgDkEQaiEOIA1BAWsiDQ0ACwsgBwRAIAAgCyAMIAMQDSAAIAhqIAsgCGogDCAOEA0gDkEQaiEOCyAAIAhBAXRqIQAgDiEDIARBAWsiBA0ACwvZAQEDeyAC/V0DACEEIAJBCGohAgNAIAQgAP1dAwAiBiAG/Q0AAQIDAAECAwQFBgcEBQYHIAL9AAQA/eYB/eQBIQQgBSAA/V0DCCIGIAb9DQABAgMAAQIDBAUGBwQFBgcgAv0ABBD95gH95AEhBSACQSBqIQIgAEEQaiIAIAFHDQALIAP9DAAAAAAAAAAAAAAAAAAAAAD9CwQAIAMgBCAEIAT9DQgJCgsMDQ4PAAECAwQFBgf95AEgBSAFIAX9DQgJCgsMDQ4PAAECAwQFBgf95AH95AH9WwMAAAsqAQF/IAAgAUEEdGohAyACQQFGBEAgACADEBALIAJBAkYEQCAAIAMQDwsLMgADQCAA/QwAAAAAAAAAAAAAAAAAAAAAIAD9AAQA/esB/QsEACAAQRBqIgAgAUcNAAsLuAIBC3v9DM3M/EDNzPxAzcz8QM3M/EAhBP0Mu950SrvedEq73nRKu950SiEF/QxVYf1IVWH9SFVh/UhVYf1IIQb9DCKVOUYilTlGIpU5RiKVOUYhB/0Mkw85QpMPOUKTDzlCkw85QiEI/Qy93nRKvd50Sr3edEq93nRKIQn9DF6X4klel+JJXpfiSV6X4kkhCv0Muuq6R7rquke66rpHuuq6RyEL/Qy3unBEt7pwRLe6cES3unBEIQwDQCAE/eEBIAQgAP0ABAD96gH96wEhAiACIAL95gEhAyAAIAIgBSADIAYgAyAHIAMgCP3mAf3kAf3mAf3kAf3mAf3kAf3mASAJIAMgCiADIAsgAyAMIAP95AH95gH95AH95gH95AH95gH95AH95wH9CwQAIABBEGoiACABRw0ACwuPAQEDfyAAKAIEIQQgACgCECEFIAAoAiggACgCLGwhBiABIAAoAgxqIQEDQCAAIAQQEiAAKAI4IAAoAgggAUEAIAUgBiAAKAIUIAAoAhggACgCPCAAKAIIEAkgBSAAKAIgIAAoAiQQDiAEIAAoAhxqIQQgBSAAKAIgQQR0aiEFIAEgAmohASADQQFrIgMNAAsLrgEBCH8gACgCOCECIAAoAgghBiAAKAIwIQQgACgCNCEFIAVBA2whAyAAKAIoIQcDQCABIQkgACgCLCEIA0AgAiAJIAMQEyACIANqIAkgBGogAxATIAIgA0EBdGogCSAEQQF0aiADEBMgAiADQQNsav0MAAAAAAAAAAAAAAAAAAAAAP0LBAAgAiAGaiECIAkgBWohCSAIQQFrIggNAAsgASAEaiEBIAdBAWsiBw0ACwstAQF/IAAgAmohAwNAIAAgAf0ABAD9CwQAIAFBEGohASAAQRBqIgAgA0kNAAsLdwMCfwJ9AX8DQCAAKgIAIQdBACEGQQEhBQJAIAUgAk8NAANAIAAgBUECdGoqAgAhCCAIIAdeIQkgBSAGIAkbIQYgCCAHIAkbIQcgBUEBaiIFIAJJDQALCyADIAY2AgAgA0EEaiEDIAAgAWohACAEQQFrIgQNAAsL";
const PAGE = 65536;
let compiled;
function compile() {
 try {
  return new WebAssembly.Module(Uint8Array.from(atob(WASM_BASE64), (char) => char.charCodeAt(0)));
 } catch {
  return null;
 }
}
function openKernels(bytes, plain = false) {
 if (compiled === undefined && !plain) compiled = compile();
 if (plain || compiled === null) return plainKernels(PAGE * Math.ceil(bytes / PAGE));
 const pages = Math.ceil(bytes / PAGE);
 const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
 const { addNormals, run } = new WebAssembly.Instance(compiled, { neuro: { memory } }).exports;
 return { buffer: memory.buffer, addNormals, run };
}
const MAX_WEIGHTS = 8_000_000;
const four = (n) => (n + 3) & ~3;
function layersOf(shape) {
 const { inputs, convolutions = [], hidden = [], outputs, activation = "tanh", output = "argmax" } = shape;
 let picture = Array.isArray(inputs) ? inputs : [1, 1, inputs];
 const sizes = [...picture, ...convolutions, ...hidden, outputs];
 if (picture.length !== 3 || !sizes.every((n) => Number.isInteger(n) && n >= 1 && n <= 100_000)) {
  throw new RangeError(
   "A network has \`inputs\` (a count, or [height, width, channels]), \`hidden\` and \`convolutions\` (lists of counts) and " +
    \`\\\`outputs\\\` (a count), all whole numbers from 1 to 100,000, but here is \${JSON.stringify(shape)}.\`,
  );
 }
 if (!["tanh", "relu"].includes(activation) || !["argmax", "linear", "tanh"].includes(output)) {
  throw new RangeError(
   'A network\\'s \`activation\` is "tanh" or "relu", its \`output\` "argmax", "linear" or "tanh", but here they are ' +
    \`"\${activation}" and "\${output}".\`,
  );
 }
 const layers = [];
 let channels = picture[2];
 for (const columns of convolutions) {
  const [height, width, stride] = picture;
  if (height < 3 || width < 3) {
   throw new RangeError(\`A convolution looks at 3 x 3 points, but its picture has \${height} x \${width}.\`);
  }
  layers.push({ picture, rows: 9 * channels, columns, channels, stride, groups: 9, activation });
  picture = [height - 2, width - 2, four(columns)];
  channels = columns;
 }
 let groups = picture[0] * picture[1];
 for (const columns of [...hidden, outputs]) {
  layers.push({ picture: null, rows: groups * channels, columns, channels, stride: picture[2], groups, activation });
  [groups, channels, picture] = [1, columns, [1, 1, four(columns)]];
 }
 layers.at(-1).activation = output === "tanh" ? "tanh" : "linear";
 if (weightCountOf(layers) > MAX_WEIGHTS) {
  throw new RangeError(\`A network has at most \${MAX_WEIGHTS} weights, but this one has \${weightCountOf(layers)}.\`);
 }
 return layers;
}
const weightCountOf = (layers) => layers.reduce((sum, { rows, columns }) => sum + (rows + 1) * columns, 0);
const RECORD = 16;
const MAX_BYTES = 256 * 1024 * 1024;
const KINDS = { linear: 0, tanh: 1, relu: 2 };
function newPolicy(shape, { lanes = 1, ownWeights = false, plain = false } = {}) {
 const layers = layersOf(shape);
 const plan = planOf(layers, shape, lanes, ownWeights ? lanes : 1);
 const { buffer, run } = openKernels(plan.bytes, plain);
 const floats = new Float32Array(buffer);
 new Int32Array(buffer, 0, plan.records.length).set(plan.records);
 const count = plan.records.length / RECORD;
 const choices = new Int32Array(buffer, plan.choicesAt, lanes);
 const observations = new Float32Array(buffer, plan.inputAt, lanes * plan.inputStride);
 const places = placesOf(layers);
 const step = ownWeights ? plan.weightsBytes : 0;
 const weightsAt = plan.weightsAt;
 const { inputs, inputStride } = plan;
 const values = Array.from(
  { length: lanes },
  (_, lane) => new Float32Array(buffer, plan.outputAt + 4 * lane * plan.outputStride, shape.outputs),
 );
 const [first] = values;
 const isChoice = (shape.output ?? "argmax") === "argmax";
 return {
  lanes,
  observations,
  stride: inputStride,
  choices,
  values,
  load(weights, lane = 0) {
   if (weights.length !== places.length || lane >= (ownWeights ? lanes : 1)) {
    throw new RangeError(
     \`This network has \${places.length} weights in \${ownWeights ? lanes : 1} sets, but here are \${weights.length} for \` +
      \`set \${lane}; make them by weightsOf with the shape that newPolicy had.\`,
    );
   }
   const from = (weightsAt + lane * step) >> 2;
   for (let i = 0; i < places.length; i++) floats[from + places[i]] = weights[i];
  },
  act(observation) {
   for (let i = 0; i < inputs; i++) observations[i] = observation[i];
   run(0, count, weightsAt, 0, 1);
   return isChoice ? choices[0] : first;
  },
  see(lane, observation) {
   const from = lane * inputStride;
   for (let i = 0; i < inputs; i++) observations[from + i] = observation[i];
  },
  decide(busy = lanes) {
   if (busy >= 1 && busy <= lanes) run(0, count, weightsAt, step, busy);
  },
 };
}
function planOf(layers, shape, lanes, sets) {
 const isChoice = (shape.output ?? "argmax") === "argmax";
 const recordCount = layers.length + (isChoice ? 1 : 0);
 const records = [];
 let end = four(RECORD * recordCount) * 4;
 const place = (floatCount) => {
  const at = end;
  end += 4 * four(floatCount) + 16;
  return at;
 };
 const choicesAt = place(lanes);
 const inputs = [shape.inputs].flat().reduce((all, n) => all * n, 1);
 const inputStride = four(inputs);
 const inputAt = place(lanes * inputStride);
 let [at, stride, weightsBytes] = [inputAt, inputStride, 0];
 for (const { picture, columns, stride: pixel, groups, activation } of layers) {
  const [height, width] = picture === null ? [1, 1] : [picture[0] - 2, picture[1] - 2];
  const rows = four(groups * pixel);
  const size = height * width * four(columns);
  const out = place(lanes * size);
  const [wides, narrows, slim] = blocksOf(columns);
  const shared = [4 * rows, weightsBytes, out, wides, narrows, 4 * stride, size >> 2];
  const patch = picture === null ? 0 : place(height * width * rows);
  const rowBytes = picture === null ? 0 : 4 * pixel * picture[1];
  records.push(
   picture === null ? 0 : 1,
   at,
   ...shared,
   KINDS[activation],
   height,
   width,
   rowBytes,
   4 * pixel,
   patch,
   slim,
  );
  weightsBytes += 4 * floatsOf(columns, rows);
  [at, stride] = [out, size];
 }
 if (isChoice) records.push(2, at, 4 * stride, shape.outputs, choicesAt, ...Array(RECORD - 5).fill(0));
 const weightsAt = place(sets * (weightsBytes >> 2));
 if (!(Number.isInteger(lanes) && lanes >= 1 && end <= MAX_BYTES)) {
  throw new RangeError(
   \`\${lanes} lanes of this network need \${end} bytes; there is room for \${MAX_BYTES}. Use fewer lanes.\`,
  );
 }
 return {
  records,
  bytes: end,
  choicesAt,
  inputs,
  inputStride,
  inputAt,
  outputAt: at,
  outputStride: stride,
  weightsAt,
  weightsBytes,
 };
}
function blocksOf(columns) {
 const rest = (four(columns) & 15) >> 2;
 const slim = rest > 0 && ((columns & 3) === 1 || (columns & 3) === 2) ? 1 : 0;
 return [four(columns) >> 4, rest - slim, slim];
}
function floatsOf(columns, rows) {
 const [wides, narrows, slim] = blocksOf(columns);
 return four((16 * wides + 4 * narrows + 2 * slim) * (rows + 1));
}
function placesOf(layers) {
 const places = [];
 let base = 0;
 for (const { rows, columns, channels, stride, groups } of layers) {
  const padded = four(groups * stride);
  const [wides, narrows] = blocksOf(columns);
  const placeOf = (row, column) => {
   const width = column < 16 * wides ? 16 : column < 16 * wides + 4 * narrows ? 4 : 2;
   const block = column & -(width === 2 ? 4 : width);
   return base + block * (padded + 1) + (row + 1) * width + (column - block);
  };
  for (let row = 0; row < rows; row++) {
   const to = Math.floor(row / channels) * stride + (row % channels);
   for (let column = 0; column < columns; column++) places.push(placeOf(to, column));
  }
  for (let column = 0; column < columns; column++) places.push(placeOf(-1, column));
  base += floatsOf(columns, padded);
 }
 return Int32Array.from(places);
}
const FIRST = 0;
const FURTHER = 1;
const MAX_SEEDS = 1000;
const MAX_CACHED_BYTES = 96 * 1024 * 1024;
const MAX_CACHED = 512;
const cache = new Map();
let cachedBytes = 0;
const work = { plain: null, wasm: null };
function weightsOf(genome, shape, sigma, { plain = false } = {}) {
 if (!(genome.length >= 1 && genome.length <= MAX_SEEDS && genome.every((seed) => seed >>> 0 === seed))) {
  throw new RangeError(\`A genome is a list of 1 to \${MAX_SEEDS} whole numbers from 0 to 4294967295.\`);
 }
 const layers = layersOf(shape);
 const family = \`\${JSON.stringify(shape)} \${sigma} \${plain}\`;
 const keys = keysOf(genome);
 let [known, weights] = [0, null];
 for (let length = genome.length; length >= 1 && weights === null; length--) {
  weights = remembered(keys[length - 1], genome, length, family);
  known = length;
 }
 const kernels = kernelsFor(weightCountOf(layers), plain);
 const floats = new Float32Array(kernels.buffer);
 const count = weightCountOf(layers);
 if (weights === null) {
  floats.fill(0, 0, count);
  kernels.addNormals(0, count, genome[0], FIRST, 1);
  normalise(floats, layers);
  known = 1;
 } else {
  floats.set(weights);
 }
 for (let length = known; length <= genome.length; length++) {
  if (length > known) kernels.addNormals(0, count, genome[length - 1], FURTHER, sigma);
  if (length === genome.length - 1 && (length > known || weights === null)) {
   remember(keys[length - 1], { genome: genome.slice(0, length), family, weights: floats.slice(0, count) });
  }
 }
 return floats.slice(0, count);
}
const weightCount = (shape) => weightCountOf(layersOf(shape));
function bytesOf(genome, shape) {
 return { genome: 4 * genome.length, weights: 4 * weightCount(shape) };
}
function normalise(floats, layers) {
 let at = 0;
 for (const { rows, columns } of layers) {
  for (let column = 0; column < columns; column++) {
   let squares = 0;
   for (let row = 0; row < rows; row++) {
    const weight = floats[at + row * columns + column];
    squares += weight * weight;
   }
   const length = Math.sqrt(squares);
   for (let row = 0; row < rows; row++) floats[at + row * columns + column] /= length;
  }
  floats.fill(0, at + rows * columns, at + (rows + 1) * columns);
  at += (rows + 1) * columns;
 }
}
function keysOf(genome) {
 drawn.fill(0);
 return Array.from(genome, (seed, i) => {
  threefry(drawn[0], drawn[1], seed, i);
  return drawn[0] * 1048576 + (drawn[1] >>> 12);
 });
}
function remembered(key, genome, length, family) {
 const entry = cache.get(key);
 if (entry === undefined || entry.family !== family || entry.genome.length !== length) return null;
 if (!entry.genome.every((seed, i) => seed === genome[i])) return null;
 cache.delete(key);
 cache.set(key, entry);
 return entry.weights;
}
function remember(key, entry) {
 forget(key);
 cache.set(key, entry);
 cachedBytes += entry.weights.byteLength;
 for (const oldest of cache.keys()) {
  if (cache.size <= MAX_CACHED && cachedBytes <= MAX_CACHED_BYTES) break;
  forget(oldest);
 }
}
function forget(key) {
 cachedBytes -= cache.get(key)?.weights.byteLength ?? 0;
 cache.delete(key);
}
function kernelsFor(count, plain) {
 const name = plain ? "plain" : "wasm";
 const bytes = 4 * ((count + 7) & ~7);
 if (work[name] === null || work[name].buffer.byteLength < bytes) work[name] = openKernels(bytes, plain);
 return work[name];
}
return { weightsOf, weightCount, bytesOf, newPolicy, newRandom, log, exp, sin, cos, tanh };
})();
`;
