import { describe, expect, it } from "vitest";
import { type NetworkShape, neuro } from "./neuro.js";

const SHAPES: readonly [string, NetworkShape][] = [
  ["wide and narrow blocks", { inputs: 5, hidden: [37, 16, 3], outputs: 7, output: "linear" }],
  ["blocks that are not full", { inputs: 2, hidden: [14, 29, 1, 6], outputs: 3, output: "linear" }],
  ["no hidden layer", { inputs: 3, outputs: 2, output: "tanh" }],
  ["relu", { inputs: 8, hidden: [64, 20], outputs: 4, activation: "relu", output: "linear" }],
  ["convolutions", { inputs: [10, 10, 4], convolutions: [16, 5], hidden: [32], outputs: 6, output: "linear" }],
  ["a narrow picture", { inputs: [3, 7, 1], convolutions: [2], outputs: 2, activation: "relu", output: "linear" }],
  ["a picture without convolutions", { inputs: [3, 3, 2], hidden: [4], outputs: 2, output: "linear" }],
];

const sizeOf = ({ inputs }: NetworkShape): number => [inputs].flat().reduce((all, n) => all * n, 1);

/** The same network in 64 bits, as one would write it down. */
function expected(shape: NetworkShape, weights: Float32Array, seen: readonly number[]): number[] {
  let at = 0;
  const take = (count: number): Float32Array => weights.subarray(at, (at += count));
  const layer = (xs: readonly number[], columns: number, matrix: Float32Array, biases: Float32Array): number[] =>
    Array.from({ length: columns }, (_, o) =>
      xs.reduce((sum, x, i) => sum + x * (matrix[i * columns + o] ?? 0), biases[o] ?? 0),
    );
  const active = (xs: number[]): number[] =>
    xs.map((x) => (shape.activation === "relu" ? Math.max(0, x) : Math.tanh(x)));
  let xs = [...seen];
  let [height, width, channels] = typeof shape.inputs === "number" ? [1, 1, shape.inputs] : shape.inputs;
  for (const columns of shape.convolutions ?? []) {
    const [matrix, biases] = [take(9 * channels * columns), take(columns)];
    const next: number[] = [];
    for (let y = 0; y + 2 < height; y++) {
      for (let x = 0; x + 2 < width; x++) {
        const patch = [0, 1, 2].flatMap((dy) =>
          xs.slice(((y + dy) * width + x) * channels, ((y + dy) * width + x + 3) * channels),
        );
        next.push(...active(layer(patch, columns, matrix, biases)));
      }
    }
    [xs, height, width, channels] = [next, height - 2, width - 2, columns];
  }
  for (const columns of shape.hidden ?? []) xs = active(layer(xs, columns, take(xs.length * columns), take(columns)));
  const outputs = layer(xs, shape.outputs, take(xs.length * shape.outputs), take(shape.outputs));
  return shape.output === "tanh" ? outputs.map(Math.tanh) : outputs;
}

describe.each([
  ["WebAssembly", false],
  ["plain JavaScript", true],
])("a network in %s", (_, plain) => {
  const random = neuro.newRandom(9);
  const look = (shape: NetworkShape): number[] => Array.from({ length: sizeOf(shape) }, () => random.normal());

  it.each(SHAPES)("with %s computes what its weights say", (_, shape) => {
    const weights = neuro.weightsOf([1, 2, 3], shape, 0.3);
    const policy = neuro.newPolicy(shape, { plain });
    policy.load(weights);
    for (let step = 0; step < 5; step++) {
      const seen = look(shape);
      const outputs = policy.act(seen) as Float32Array;
      expected(shape, weights, seen).forEach((value, i) => expect(outputs[i]).toBeCloseTo(value, 4));
    }
  });

  it.each(SHAPES)("with %s does in every lane, to the last bit, what it does alone", (_, shape) => {
    const [lone, shared, own] = [{}, { lanes: 5 }, { lanes: 5, ownWeights: true }].map((options) =>
      neuro.newPolicy(shape, { ...options, plain }),
    );
    if (lone === undefined || shared === undefined || own === undefined) throw new Error("three were made");
    const seen = Array.from({ length: 5 }, () => look(shape));
    const weights = seen.map((_, lane) => neuro.weightsOf([1, lane], shape, 0.3));
    shared.load(weights[0] ?? []);
    seen.forEach((numbers, lane) => {
      shared.see(lane, numbers);
      own.see(lane, numbers);
      own.load(weights[lane] ?? [], lane);
    });
    shared.decide();
    own.decide();
    seen.forEach((numbers, lane) => {
      lone.load(weights[0] ?? []);
      expect(shared.values[lane]).toEqual(lone.act(numbers));
      lone.load(weights[lane] ?? []);
      expect(own.values[lane]).toEqual(lone.act(numbers));
    });
  });

  it("chooses the first of the greatest outputs", () => {
    const policy = neuro.newPolicy({ inputs: 1, outputs: 5 }, { plain, lanes: 2 });
    policy.load([0, 1, 0, 1, -1, 0, 0, 0, 0, 0]);
    expect([policy.act([1]), policy.act([0]), policy.act([-1])]).toEqual([1, 0, 4]);
    policy.see(0, [-3]);
    policy.see(1, [3]);
    policy.decide();
    expect([...policy.choices]).toEqual([4, 1]);
    policy.see(1, [-3]);
    policy.decide(1);
    expect([...policy.choices]).toEqual([4, 1]);
  });

  it("refuses weights of another shape, and lanes that it does not have", () => {
    const policy = neuro.newPolicy({ inputs: 4, hidden: [16], outputs: 2 }, { plain });
    expect(() => policy.load(new Float32Array(5))).toThrow(/has 114 weights in 1 sets, but here are 5/);
    expect(() => policy.load(new Float32Array(114), 1)).toThrow(/for set 1; make them by weightsOf/);
  });
});

describe("a shape that is none is refused in a sentence:", () => {
  const ofShape = (shape: unknown) => () => neuro.newPolicy(shape as NetworkShape);
  it.each([
    [{ inputs: 0, outputs: 2 }, /whole numbers from 1 to 100,000, but here is \{"inputs":0/],
    [{ inputs: [2, 2], outputs: 2 }, /\[height, width, channels\]/],
    [{ inputs: 4, hidden: [1.5], outputs: 2 }, /whole numbers/],
    [{ inputs: 4, outputs: 2, activation: "sigmoid" }, /"sigmoid" and "argmax"/],
    [{ inputs: 4, outputs: 2, convolutions: [3] }, /3 x 3 points, but its picture has 1 x 1/],
    [{ inputs: 100_000, hidden: [100_000], outputs: 2 }, /at most 8000000 weights/],
  ])("%j", (shape, sentence) => expect(ofShape(shape)).toThrow(sentence));

  it("more lanes than there is room for", () => {
    expect(() => neuro.newPolicy({ inputs: 4, hidden: [64, 64], outputs: 2 }, { lanes: 1_000_000 })).toThrow(
      /Use fewer lanes/,
    );
  });
});
