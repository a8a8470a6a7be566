import { describe, expect, it } from "vitest";
import { neuro } from "./neuro.js";
import { exactExp, exactLog, exactSin, exactTanh, fixed, ulps } from "./testing/exact-value.ts";

const POINTS = 4000;
const random = neuro.newRandom(20);
const between = (low: number, high: number): number => low + (high - low) * random.uniform();
/** Sizes of all orders from 2^low to 2^high. */
const ofAnySize = (low: number, high: number): number => (1 + random.uniform()) * 2 ** Math.floor(between(low, high));
const points = (draw: () => number): number[] => Array.from({ length: POINTS }, draw);
const signed = (draw: () => number): number => (random.below(2) === 0 ? draw() : -draw());

const worst = (xs: readonly number[], off: (x: number) => number): number => Math.max(...xs.map(off));

describe("errors in units in the last place, of thousands of points beside exact values,", () => {
  it("are below 0.9 of log", () => {
    const off = (x: number): number => ulps(fixed(neuro.log(x)), exactLog(x));
    expect(
      worst(
        points(() => ofAnySize(-200, 200)),
        off,
      ),
    ).toBeLessThan(0.9);
    expect(
      worst(
        points(() => between(0.5, 2)),
        off,
      ),
    ).toBeLessThan(0.9);
    expect(
      worst(
        points(() => (random.below(2 ** 32) + 0.5) / 2 ** 32),
        off,
      ),
    ).toBeLessThan(0.9);
  });

  it("are below 0.8 of exp", () => {
    const off = (x: number): number => {
      const { value, power } = exactExp(x);
      return ulps(fixed(neuro.exp(x), -power), value);
    };
    expect(
      worst(
        points(() => between(-700, 700)),
        off,
      ),
    ).toBeLessThan(0.8);
    expect(
      worst(
        points(() => between(-1, 1)),
        off,
      ),
    ).toBeLessThan(0.8);
  });

  it("are below 0.9 of sin and cos within a million", () => {
    const sine = (x: number): number => ulps(fixed(neuro.sin(x)), exactSin(x, 0));
    const cosine = (x: number): number => ulps(fixed(neuro.cos(x)), exactSin(x, 1));
    for (const xs of [
      points(() => between(-4, 4)),
      points(() => between(-1e6, 1e6)),
      points(() => signed(() => ofAnySize(-60, 2))),
      // As near to where they are 0 as doubles come.
      points(() => (random.below(600_000) * Math.PI) / 2),
    ]) {
      expect(worst(xs, sine)).toBeLessThan(0.9);
      expect(worst(xs, cosine)).toBeLessThan(0.9);
    }
  });

  it("are below 2 of tanh", () => {
    const off = (x: number): number => ulps(fixed(neuro.tanh(x)), exactTanh(x));
    expect(
      worst(
        points(() => between(-20, 20)),
        off,
      ),
    ).toBeLessThan(2);
    expect(
      worst(
        points(() => between(-1, 1)),
        off,
      ),
    ).toBeLessThan(2);
    expect(
      worst(
        points(() => signed(() => ofAnySize(-60, 0))),
        off,
      ),
    ).toBeLessThan(2);
  });

  it.each([false, true])("are below 7 of the tanh in networks, of 24 binary digits (plain: %s)", (plain) => {
    const count = 512;
    const policy = neuro.newPolicy({ inputs: count, outputs: count, output: "tanh" }, { plain });
    const weights = new Float32Array(count * (count + 1));
    for (let i = 0; i < count; i++) weights[i * count + i] = 1;
    policy.load(weights);
    const off = (draw: () => number): number => {
      const xs = Float32Array.from({ length: count }, draw);
      policy.act(xs);
      return Math.max(...xs.map((x, i) => ulps(fixed(policy.values[0]?.[i] ?? Number.NaN), exactTanh(x), 24)));
    };
    for (let round = 0; round < 4; round++) {
      expect(off(() => between(-9, 9))).toBeLessThan(7);
      expect(off(() => signed(() => ofAnySize(-20, 3)))).toBeLessThan(7);
    }
  });
});

it("what is no ordinary number has its limits", () => {
  const { log, exp, sin, cos, tanh } = neuro;
  expect([log(0), log(1), log(Infinity), log(-1), log(Number.NaN)]).toEqual([
    -Infinity,
    0,
    Infinity,
    Number.NaN,
    Number.NaN,
  ]);
  expect([exp(-Infinity), exp(-750), exp(0), exp(710), exp(Number.NaN)]).toEqual([0, 0, 1, Infinity, Number.NaN]);
  expect([exp(709.7), exp(-740), log(5e-324)].map((x) => x.toPrecision(12))).toEqual(
    [Math.exp(709.7), Math.exp(-740), Math.log(5e-324)].map((x) => x.toPrecision(12)),
  );
  expect([tanh(-Infinity), tanh(-0), tanh(Infinity), tanh(Number.NaN)]).toEqual([-1, -0, 1, Number.NaN]);
  expect([sin(0), cos(0), sin(Infinity), cos(Number.NaN)]).toEqual([0, 1, Number.NaN, Number.NaN]);
});
