// Deep neuroevolution's genomes (Such et al. 2017): a network is the list of the seeds that made it. The first draws all
// weights, every further one adds sigma * N(0, 1) to each.
import { drawn, threefry } from "./counter-random.js";
import { layersOf, weightCountOf } from "./network.js";
import { openKernels } from "./wasm-kernels.js";

/** What a seed is used for: the stream of the first, and that of all others. */
const FIRST = 0;
const FURTHER = 1;
const MAX_SEEDS = 1000;
/** Some twenty parents of a million weights, or all of a generation's of thousands. */
const MAX_CACHED_BYTES = 96 * 1024 * 1024;
const MAX_CACHED = 512;

/** Weights by genome, shape and sigma, the least recently used first. */
const cache = new Map();
let cachedBytes = 0;
const work = { plain: null, wasm: null };

/**
 * The weights that a genome stands for: of each layer those of all outputs for its first input, then for the second and so on,
 * then the biases. Its ancestors are remembered: a child of a parent seen lately costs one addition.
 */
export function weightsOf(genome, shape, sigma, { plain = false } = {}) {
  if (!(genome.length >= 1 && genome.length <= MAX_SEEDS && genome.every((seed) => seed >>> 0 === seed))) {
    throw new RangeError(`A genome is a list of 1 to ${MAX_SEEDS} whole numbers from 0 to 4294967295.`);
  }
  const layers = layersOf(shape);
  const family = `${JSON.stringify(shape)} ${sigma} ${plain}`;
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
    // Children are many and parents few: what is remembered is what a child is made of.
    if (length === genome.length - 1 && (length > known || weights === null)) {
      remember(keys[length - 1], { genome: genome.slice(0, length), family, weights: floats.slice(0, count) });
    }
  }
  return floats.slice(0, count);
}

/** How many numbers a network of this shape has. */
export const weightCount = (shape) => weightCountOf(layersOf(shape));

/** What a genome weighs when it travels, beside the weights it stands for. */
export function bytesOf(genome, shape) {
  return { genome: 4 * genome.length, weights: 4 * weightCount(shape) };
}

/** Each output's weights have length 1; biases are zero. */
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

/** A number for each beginning of a genome, from that of the one before and the next seed. */
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

/** Room to add in, as large as the largest network so far. */
function kernelsFor(count, plain) {
  const name = plain ? "plain" : "wasm";
  const bytes = 4 * ((count + 7) & ~7);
  if (work[name] === null || work[name].buffer.byteLength < bytes) work[name] = openKernels(bytes, plain);
  return work[name];
}
