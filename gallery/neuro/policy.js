import { four, layersOf } from "./network.js";
import { openKernels } from "./wasm-kernels.js";

/** Words of a record of kernels.wat. */
const RECORD = 16;
/** A tab runs a worker on each lent core, and has to share a machine. */
const MAX_BYTES = 256 * 1024 * 1024;
const KINDS = { linear: 0, tanh: 1, relu: 2 };

/**
 * A network that acts. `lanes` of them step at once, for as many episodes side by side: all by the same weights, or, with
 * `ownWeights`, each by its own. Make it once, outside of the objective.
 */
export function newPolicy(shape, { lanes = 1, ownWeights = false, plain = false } = {}) {
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
    /** Takes the weights of `weightsOf`, for one lane where each has its own. */
    load(weights, lane = 0) {
      if (weights.length !== places.length || lane >= (ownWeights ? lanes : 1)) {
        throw new RangeError(
          `This network has ${places.length} weights in ${ownWeights ? lanes : 1} sets, but here are ${weights.length} for ` +
            `set ${lane}; make them by weightsOf with the shape that newPolicy had.`,
        );
      }
      const from = (weightsAt + lane * step) >> 2;
      for (let i = 0; i < places.length; i++) floats[from + places[i]] = weights[i];
    },
    /** What the first lane does: the number of an action, or the list of outputs, which is written over by the next call. */
    act(observation) {
      for (let i = 0; i < inputs; i++) observations[i] = observation[i];
      run(0, count, weightsAt, 0, 1);
      return isChoice ? choices[0] : first;
    },
    /** What a lane sees before the next `decide`. */
    see(lane, observation) {
      const from = lane * inputStride;
      for (let i = 0; i < inputs; i++) observations[from + i] = observation[i];
    },
    /** All of the first `busy` lanes at once: fills their `values`, and `choices` where the output is argmax. */
    decide(busy = lanes) {
      if (busy >= 1 && busy <= lanes) run(0, count, weightsAt, step, busy);
    },
  };
}

/** Where everything stands in memory: records for the kernels, observations, what each layer makes, weights. */
function planOf(layers, shape, lanes, sets) {
  const isChoice = (shape.output ?? "argmax") === "argmax";
  const recordCount = layers.length + (isChoice ? 1 : 0);
  const records = [];
  let end = four(RECORD * recordCount) * 4;
  const place = (floatCount) => {
    const at = end;
    // Kernels read and write 16 bytes at a time, up to 12 past the end.
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
      `${lanes} lanes of this network need ${end} bytes; there is room for ${MAX_BYTES}. Use fewer lanes.`,
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

/** A layer's outputs: how many blocks of sixteen, of four, and of two for the last one or two. */
function blocksOf(columns) {
  const rest = (four(columns) & 15) >> 2;
  const slim = rest > 0 && ((columns & 3) === 1 || (columns & 3) === 2) ? 1 : 0;
  return [four(columns) >> 4, rest - slim, slim];
}

/** Room for weights and biases of all blocks. */
function floatsOf(columns, rows) {
  const [wides, narrows, slim] = blocksOf(columns);
  return four((16 * wides + 4 * narrows + 2 * slim) * (rows + 1));
}

/** Where each weight goes among those of its lane: block after block, in each the biases, then row after row. */
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
