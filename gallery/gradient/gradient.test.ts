import { expect, test } from "vitest";
import { neuro } from "../neuro/neuro.js";
import { newAdam } from "./adam.js";
import { newNetwork } from "./network.js";

const at = (values: ArrayLike<number>, i: number): number => values[i] ?? Number.NaN;

test.each(["relu", "tanh"] as const)("a network's gradient with %s is that of finite differences, to 1e-6", (name) => {
  const random = neuro.newRandom(3);
  const network = newNetwork([5, 7, 6, 3], name === "relu" ? name : neuro.tanh, random);
  const seen = Array.from({ length: 5 }, () => random.normal());
  const pulls = [1, -2, 0.5];
  /** Anything that is not linear in the outputs. */
  const loss = (): number => network.run(seen).reduce((sum, y, o) => sum + at(pulls, o) * y + 0.5 * y * y, 0);
  loss();
  network.outputs.forEach((y, o) => {
    network.outputSlopes[o] = at(pulls, o) + y;
  });
  network.back();
  const step = 1e-5;
  network.weights.forEach((weight, i) => {
    network.weights[i] = weight + step;
    const above = loss();
    network.weights[i] = weight - step;
    const below = loss();
    network.weights[i] = weight;
    expect(Math.abs(at(network.gradient, i) - (above - below) / (2 * step))).toBeLessThan(1e-6);
  });
});

test("gradients of several observations add up until Adam takes them", () => {
  const random = neuro.newRandom(4);
  const network = newNetwork([2, 3, 1], "relu", random);
  const backFrom = (seen: readonly number[]): Float64Array => {
    network.gradient.fill(0);
    network.run(seen);
    network.outputSlopes[0] = 1;
    network.back();
    return network.gradient.slice();
  };
  const [one, other] = [backFrom([1, -1]), backFrom([0.5, 2])];
  network.gradient.set(one);
  network.run([0.5, 2]);
  network.back();
  expect(Array.from(network.gradient)).toEqual(Array.from(one, (slope, i) => slope + at(other, i)));
  newAdam(network.weights, network.gradient, 1e-3).step();
  expect(network.gradient.every((slope) => slope === 0)).toBe(true);
});

test("the first step of Adam goes as far as the learning rate down each slope, whatever its size", () => {
  const weights = Float64Array.of(1, 1, 1);
  newAdam(weights, Float64Array.of(1000, -0.001, 0), 0.01).step();
  expect(at(weights, 0)).toBeCloseTo(0.99, 9);
  expect(at(weights, 1)).toBeCloseTo(1.01, 6);
  expect(at(weights, 2)).toBe(1);
});

test("weights begin uniform within 1 / sqrt(inputs of their layer), biases too, those of the last layer smaller if asked", () => {
  const { weights } = newNetwork([100, 400, 2], "relu", neuro.newRandom(5), 0.01);
  const hidden = weights.subarray(0, 101 * 400);
  const last = weights.subarray(101 * 400);
  const most = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(most(hidden)).toBeLessThan(0.1);
  expect(most(hidden)).toBeGreaterThan(0.0999);
  const square = hidden.reduce((sum, value) => sum + value * value, 0) / hidden.length;
  expect(square).toBeGreaterThan(0.0033);
  expect(square).toBeLessThan(0.00337);
  expect(most(last)).toBeLessThan(0.01 / 20);
  expect(most(last)).toBeGreaterThan(0.009 / 20);
});

test("a network too large to train is refused with a sentence", () => {
  expect(() => newNetwork([1000, 1000, 10], "relu", neuro.newRandom(1))).toThrow(
    "A network of 1000-1000-10 has 1011010 weights, but at most 1000000 can be trained; use fewer hidden units.",
  );
});
