import { beforeEach, describe, expect, it, vi } from "vitest";
import { type NetworkShape, neuro } from "./neuro.js";

const counted = vi.hoisted(() => ({ additions: 0 }));
vi.mock("./wasm-kernels.js", async (original) => {
  const real = await original<{ openKernels: (bytes: number, plain: boolean) => Record<string, unknown> }>();
  return {
    openKernels: (bytes: number, plain: boolean) => {
      const kernels = real.openKernels(bytes, plain);
      const add = kernels["addNormals"] as (...args: unknown[]) => void;
      const addNormals = (...args: unknown[]): void => {
        counted.additions += 1;
        add(...args);
      };
      return { ...kernels, addNormals };
    },
  };
});

const SHAPE: NetworkShape = { inputs: 4, hidden: [16, 8], outputs: 3 };
const SIGMA = 0.02;

/** The normal variates that a seed's generator of a stream makes, in turn. */
const normals = (seed: number, stream: number, count: number): number[] => {
  const random = neuro.newRandom(seed, stream);
  return Array.from({ length: count }, () => random.normal());
};

describe("the weights of a genome", () => {
  it("begin with rows of length 1 and biases of 0", () => {
    const weights = neuro.weightsOf([11], SHAPE, SIGMA);
    const first = weights.subarray(0, 4 * 16);
    for (let unit = 0; unit < 16; unit++) {
      const squares = first.reduce((sum, weight, i) => sum + (i % 16 === unit ? weight ** 2 : 0), 0);
      expect(squares).toBeCloseTo(1, 6);
    }
    expect([...weights.subarray(4 * 16, 5 * 16)]).toEqual(Array(16).fill(0));
    expect([...weights.subarray(-3)]).toEqual([0, 0, 0]);
    const [a = 0, b = 0] = normals(11, 0, 2);
    expect((weights[0] ?? 0) / (weights[1] ?? 0) / (a / b)).toBeGreaterThan(0);
  });

  it("are the parent's and sigma times a seed's own normal variates, rounded once", () => {
    const parent = neuro.weightsOf([11, 5], SHAPE, SIGMA);
    const child = neuro.weightsOf([11, 5, 4294967295], SHAPE, SIGMA);
    const noise = normals(4294967295, 1, parent.length);
    expect(child).toEqual(parent.map((weight, i) => weight + SIGMA * (noise[i] ?? Number.NaN)));
  });

  it("are the caller's own: what is done to them changes nobody else's", () => {
    const before = neuro.weightsOf([1, 2, 3], SHAPE, SIGMA);
    neuro.weightsOf([1, 2], SHAPE, SIGMA).fill(9);
    neuro.weightsOf([1, 2, 3], SHAPE, SIGMA).fill(9);
    expect(neuro.weightsOf([1, 2, 3], SHAPE, SIGMA)).toEqual(before);
  });

  it("differ with each seed, its place, sigma and the shape", () => {
    const of = (genome: number[], sigma = SIGMA, shape = SHAPE): string =>
      neuro.weightsOf(genome, shape, sigma).subarray(0, 40).join();
    const all = [
      of([1, 2]),
      of([2, 1]),
      of([1, 1]),
      of([1, 3]),
      of([1, 2], 0.03),
      of([1, 2], SIGMA, { ...SHAPE, inputs: 3 }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it("are refused in a sentence where there is no genome", () => {
    for (const genome of [[], [1.5], [-1], [4294967296], Array<number>(1001).fill(1)]) {
      expect(() => neuro.weightsOf(genome, SHAPE, SIGMA)).toThrow(/^A genome is a list of 1 to 1000 whole numbers/);
    }
  });
});

describe("a child", () => {
  const ancestors = Array.from({ length: 300 }, (_, i) => i + 1000);
  beforeEach(() => {
    counted.additions = 0;
  });

  it("costs one addition where its parent was seen, and what is forgotten is made again, bit for bit", () => {
    const first = neuro.weightsOf([...ancestors, 1], SHAPE, SIGMA);
    expect(counted.additions).toBe(301);
    neuro.weightsOf([...ancestors, 2], SHAPE, SIGMA);
    expect(counted.additions).toBe(302);
    neuro.weightsOf([...ancestors, 2, 3], SHAPE, SIGMA);
    expect(counted.additions).toBe(304);
    // More parents than are kept.
    for (let i = 0; i < 600; i++) neuro.weightsOf([i, 1], SHAPE, SIGMA);
    counted.additions = 0;
    expect(neuro.weightsOf([...ancestors, 1], SHAPE, SIGMA)).toEqual(first);
    expect(counted.additions).toBe(301);
  });

  it("of a large network, too, and old ones leave before there are too many bytes", () => {
    const shape: NetworkShape = { inputs: 1000, hidden: [1000], outputs: 2 };
    for (let parent = 0; parent < 30; parent++) neuro.weightsOf([parent, 1], shape, SIGMA);
    counted.additions = 0;
    neuro.weightsOf([29, 2], shape, SIGMA);
    expect(counted.additions).toBe(1);
    neuro.weightsOf([0, 2], shape, SIGMA);
    expect(counted.additions).toBe(3);
  });
});

it("a genome weighs four bytes a seed, and its network four a weight", () => {
  expect(neuro.weightCount(SHAPE)).toBe(5 * 16 + 17 * 8 + 9 * 3);
  expect(neuro.bytesOf([1, 2, 3], SHAPE)).toEqual({ genome: 12, weights: 4 * 243 });
});
