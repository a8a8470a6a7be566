// Dense layers and their gradient written out: what autograd would record and walk back (D. Rumelhart, G. Hinton and R. Williams,
// Learning representations by back-propagating errors, Nature 323, 1986). Numbers of 64 bits, added in one fixed order,
// so that a training is the same in every engine.
//
// A layer's weights stand input by input, all outputs of an input together, then its biases.

/** The most a training may hold: with the gradient and Adam's two averages four times as many numbers of 64 bits. */
const MAX_WEIGHTS = 1_000_000;

/**
 * A network of `sizes` [inputs, hidden..., outputs] whose hidden units are `activation`, "relu" or a function such as
 * `neuro.tanh`. It begins as PyTorch's Linear does: weights and biases uniform within 1 / sqrt(inputs of the layer); those of the last
 * layer may be made smaller, so that outputs are at first nearly alike.
 */
export function newNetwork(sizes, activation, random, lastScale = 1) {
  const layers = layersOf(sizes);
  const last = layers.at(-1);
  const weights = new Float64Array(last.biases + last.columns);
  const gradient = new Float64Array(weights.length);
  /** What each layer sees, and after all of them the outputs; and the loss's slope in each of these. */
  const seen = sizes.map((size) => new Float64Array(size));
  const slopes = sizes.map((size) => new Float64Array(size));
  const outputs = seen.at(-1);
  const outputSlopes = slopes.at(-1);

  for (const layer of layers) {
    const { from, rows, biases, columns } = layer;
    const bound = (layer === last ? lastScale : 1) / Math.sqrt(rows);
    for (let i = from; i < biases + columns; i++) weights[i] = bound * (2 * random.uniform() - 1);
  }

  return {
    weights,
    gradient,
    /** The outputs of the last `run`, and the loss's slopes in them, to be filled in before `back`. */
    outputs,
    outputSlopes,
    /** Fills `outputs`; the same array for ever. */
    run(observation) {
      const [inputs] = seen;
      for (let i = 0; i < inputs.length; i++) inputs[i] = observation[i];
      for (let k = 0; k < layers.length; k++) {
        runLayer(weights, layers[k], seen[k], seen[k + 1]);
        if (k + 1 < layers.length) activate(seen[k + 1], activation);
      }
      return outputs;
    },
    /** Adds the gradient of a loss with slopes `outputSlopes` in the outputs of the last `run` to `gradient`. */
    back() {
      for (let k = layers.length - 1; k >= 0; k--) {
        backLayer(weights, gradient, layers[k], seen[k], slopes[k + 1], slopes[k], activation === "relu");
      }
    },
  };
}

function runLayer(weights, { from, rows, columns, biases }, x, y) {
  for (let o = 0; o < columns; o++) y[o] = weights[biases + o];
  for (let i = 0; i < rows; i++) {
    const value = x[i];
    // Half of the units behind a ReLU say nothing.
    if (value === 0) continue;
    const row = from + i * columns;
    for (let o = 0; o < columns; o++) y[o] += value * weights[row + o];
  }
}

function activate(y, activation) {
  if (activation === "relu") {
    for (let o = 0; o < y.length; o++) y[o] = y[o] > 0 ? y[o] : 0;
  } else {
    for (let o = 0; o < y.length; o++) y[o] = activation(y[o]);
  }
}

/** Adds a layer's gradient up, and says what the slopes of its inputs are before they were activated. */
function backLayer(weights, gradient, { from, rows, columns, biases }, x, slopeY, slopeX, isRelu) {
  for (let o = 0; o < columns; o++) gradient[biases + o] += slopeY[o];
  for (let i = 0; i < rows; i++) {
    const value = x[i];
    slopeX[i] = 0;
    if (value === 0 && isRelu) continue;
    const row = from + i * columns;
    let sum = 0;
    for (let o = 0; o < columns; o++) {
      const slope = slopeY[o];
      gradient[row + o] += value * slope;
      sum += weights[row + o] * slope;
    }
    // Of a ReLU that lets pass the slope is 1, of tanh it is 1 - tanh^2.
    slopeX[i] = isRelu ? sum : sum * (1 - value * value);
  }
}

/** Where each layer's weights and biases stand. */
function layersOf(sizes) {
  const layers = [];
  let from = 0;
  for (let k = 0; k + 1 < sizes.length; k++) {
    const [rows, columns] = [sizes[k], sizes[k + 1]];
    const biases = from + rows * columns;
    layers.push({ from, rows, columns, biases });
    from = biases + columns;
  }
  if (from > MAX_WEIGHTS) {
    throw new RangeError(
      `A network of ${sizes.join("-")} has ${from} weights, but at most ${MAX_WEIGHTS} can be trained; use fewer hidden units.`,
    );
  }
  return layers;
}
