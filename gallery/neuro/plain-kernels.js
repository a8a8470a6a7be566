// The kernels of kernels.wat in JavaScript, operation for operation, for where there is no WebAssembly. Every sum, product
// and quotient of 32-bit numbers is rounded by Math.fround as SIMD rounds it, so both give the same bits.
import { drawn, normalPair, pair, threefry } from "./counter-random.js";

const fround = Math.fround;

/** tanh x = x P(x^2) / Q(x^2) within the limit, where it is 1 but for a few units in the last place. */
const TANH_LIMIT = 7.900000095367432;
const [P0, P1, P2, P3] = [4011950.75, 518922.65625, 11877.283203125, 46.26520919799805];
const [Q0, Q1, Q2, Q3] = [4011951.25, 1856235.75, 95701.453125, 962.9174194335938];

/** Memory of `bytes` and what works on it; addresses and records are those of kernels.wat. */
export function plainKernels(bytes) {
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

  /** The bias and one input after the other. */
  function sumInTurn(x, inputs, bias, width) {
    let sum = floats[bias];
    for (let i = 0; i < inputs; i++) sum = fround(sum + fround(floats[x + i] * floats[bias + width * (i + 1)]));
    return sum;
  }

  /** The bias and every fourth input, and likewise three times more, apart. */
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

  /** Three rows of three pixels become one row of numbers, filled up with zeros to a multiple of four. */
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

/** tanh as networks have it: of a 32-bit number, to 8 units in the last place of one. */
function tanh32(value) {
  let x = value < TANH_LIMIT ? value : TANH_LIMIT;
  x = -TANH_LIMIT < x ? x : -TANH_LIMIT;
  const z = fround(x * x);
  const p = fround(P0 + fround(z * fround(P1 + fround(z * fround(P2 + fround(z * P3))))));
  const q = fround(Q0 + fround(z * fround(Q1 + fround(z * fround(Q2 + fround(z * fround(Q3 + z)))))));
  return fround(fround(x * p) / q);
}
