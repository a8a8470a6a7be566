// What a network looks like, and where its numbers stand: `{ inputs: 4, hidden: [16, 16], outputs: 2 }` or
// `{ inputs: [10, 10, 4], convolutions: [16], hidden: [32], outputs: 6, activation: "relu" }`.

/** Such et al. needed four million for Atari. */
const MAX_WEIGHTS = 8_000_000;

/** Kernels take four numbers at a time. */
export const four = (n) => (n + 3) & ~3;

/**
 * The layers of a network, first to last, as { rows, columns, ... }: `columns` outputs of `rows` inputs each. Throws a
 * sentence where the shape is none.
 */
export function layersOf(shape) {
  const { inputs, convolutions = [], hidden = [], outputs, activation = "tanh", output = "argmax" } = shape;
  let picture = Array.isArray(inputs) ? inputs : [1, 1, inputs];
  const sizes = [...picture, ...convolutions, ...hidden, outputs];
  if (picture.length !== 3 || !sizes.every((n) => Number.isInteger(n) && n >= 1 && n <= 100_000)) {
    throw new RangeError(
      "A network has `inputs` (a count, or [height, width, channels]), `hidden` and `convolutions` (lists of counts) and " +
        `\`outputs\` (a count), all whole numbers from 1 to 100,000, but here is ${JSON.stringify(shape)}.`,
    );
  }
  if (!["tanh", "relu"].includes(activation) || !["argmax", "linear", "tanh"].includes(output)) {
    throw new RangeError(
      'A network\'s `activation` is "tanh" or "relu", its `output` "argmax", "linear" or "tanh", but here they are ' +
        `"${activation}" and "${output}".`,
    );
  }
  const layers = [];
  let channels = picture[2];
  for (const columns of convolutions) {
    const [height, width, stride] = picture;
    if (height < 3 || width < 3) {
      throw new RangeError(`A convolution looks at 3 x 3 points, but its picture has ${height} x ${width}.`);
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
    throw new RangeError(`A network has at most ${MAX_WEIGHTS} weights, but this one has ${weightCountOf(layers)}.`);
  }
  return layers;
}

/** Weights and biases of all layers. */
export const weightCountOf = (layers) => layers.reduce((sum, { rows, columns }) => sum + (rows + 1) * columns, 0);
