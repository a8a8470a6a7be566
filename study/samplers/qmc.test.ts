import { describe, expect, test } from "vitest";
import { nopPruner } from "../pruners/nop.ts";
import { rngFromSeed } from "../rng.ts";
import { Study } from "../study.ts";
import { type Objective, runTrials } from "../testing/run-trials.ts";
import { haltonSequence } from "./qmc/halton.ts";
import { directionsOf, SOBOL_DIMENSIONS } from "./qmc/joe-kuo.ts";
import type { QmcSequence } from "./qmc/sequence.ts";
import { sobolSequence } from "./qmc/sobol.ts";
import { type QmcOptions, qmcSampler } from "./qmc.ts";
import { samplerContract } from "./sampler.contract.ts";

samplerContract("qmc", qmcSampler);
samplerContract("qmc halton", () => qmcSampler({ sequence: "halton" }));

const sequences: [string, QmcSequence][] = [
  ["sobol", sobolSequence(true, 0)],
  ["halton", haltonSequence(true, 0)],
];

/** Hickernell 1998, centred L2 discrepancy, squared. */
function discrepancy(points: readonly Float64Array[]): number {
  const n = points.length;
  const dimensions = points[0]?.length ?? 0;
  let [single, pairs] = [0, 0];
  for (const x of points) {
    single += x.reduce((p, xi) => p * (1 + Math.abs(xi - 0.5) / 2 - (xi - 0.5) ** 2 / 2), 1);
    for (const y of points) {
      let product = 1;
      for (let d = 0; d < dimensions; d++) {
        const [a, b] = [x[d] ?? 0, y[d] ?? 0];
        product *= 1 + Math.abs(a - 0.5) / 2 + Math.abs(b - 0.5) / 2 - Math.abs(a - b) / 2;
      }
      pairs += product;
    }
  }
  return (13 / 12) ** dimensions - (2 / n) * single + pairs / n ** 2;
}

function randomDiscrepancy(count: number, dimensions: number): number {
  const rng = rngFromSeed("random points");
  const once = () =>
    discrepancy(Array.from({ length: count }, () => Float64Array.from({ length: dimensions }, () => rng.next())));
  return Math.min(once(), once(), once());
}

describe("Joe and Kuo's table", () => {
  test("is the published one in its first and last dimension", () => {
    const numbers = (d: number, count: number) =>
      [...directionsOf(d).high.subarray(0, count)].map((v, k) => v / 2 ** (31 - k));
    expect(numbers(0, 5)).toEqual([1, 3, 5, 15, 17]);
    expect(numbers(1, 2)).toEqual([1, 3]);
    expect(numbers(255, 11)).toEqual([1, 3, 1, 13, 9, 41, 91, 105, 173, 97, 625]);
  });

  test("has property A: of the first 2^d points one is in each corner of the cube cut in halves", () => {
    // Over GF(2): the first digits of the first d directions are independent, with the van der Corput dimension in front.
    const failing: number[] = [];
    for (let d = 1; d <= SOBOL_DIMENSIONS + 1 && d <= 52; d++) if (!isPropertyA(d)) failing.push(d);
    expect(failing).toEqual([]);
  });
});

function isPropertyA(d: number): boolean {
  const rows = Array.from({ length: d }, (_, j) => {
    let row = 0n;
    for (let k = 0; k < d; k++) {
      const first = j === 0 ? Number(k === 0) : (directionsOf(j - 1).high[k] ?? 0) >>> 31;
      row |= BigInt(first) << BigInt(k);
    }
    return row;
  });
  for (let column = 0n; column < BigInt(d); column++) {
    const at = rows.findIndex((row) => ((row >> column) & 1n) === 1n);
    if (at < 0) return false;
    const [pivot] = rows.splice(at, 1) as [bigint];
    rows.forEach((row, i) => {
      if (((row >> column) & 1n) === 1n) rows[i] = row ^ pivot;
    });
  }
  return true;
}

test("a Sobol run has one point in each of 1024 equal cells, in every dimension, wherever it starts", () => {
  const sequence = sobolSequence(true, 0);
  for (const start of [0, 0.123, 0.987]) {
    const points = Array.from({ length: 1024 }, (_, i) => sequence.point(start, i, 300));
    for (const d of [0, 1, 7, 255, 256, 299]) {
      expect(new Set(points.map((point) => Math.floor((point[d] ?? 0) * 1024))).size).toBe(1024);
    }
  }
});

describe.each(sequences)("the %s sequence", (_name, sequence) => {
  test.each([2, 6, 20])("is more even than chance in %d dimensions, from any start", (dimensions) => {
    for (const start of [0.3, 0.9]) {
      const points = Array.from({ length: 256 }, (_, i) => sequence.point(start, i, dimensions));
      expect(discrepancy(points)).toBeLessThan(randomDiscrepancy(256, dimensions) * (dimensions > 6 ? 0.9 : 0.5));
    }
  });

  test("stays even in the last of a thousand dimensions, two by two", () => {
    const points = Array.from({ length: 256 }, (_, i) => sequence.point(0.4, i, 1000));
    for (const [a, b] of [
      [198, 199],
      [255, 256],
      [10, 266],
      [998, 999],
    ] as const) {
      const pair = points.map((point) => Float64Array.of(point[a] ?? 0, point[b] ?? 0));
      expect(discrepancy(pair)).toBeLessThan(randomDiscrepancy(256, 2) * 0.6);
    }
  });
});

const sum: Objective = (trial) => {
  let total = 0;
  for (let d = 0; d < 5; d++) total += trial.suggestFloat(`x${d}`, 0, 1);
  return total;
};

function swarm(options: QmcOptions, peers: number, count: number): Float64Array[] {
  return Array.from({ length: peers }, (_, peer) => {
    const sampler = qmcSampler(options);
    const study = new Study({ directions: ["minimize"], sampler, pruner: nopPruner(), seed: 1, log: `peer ${peer}` });
    // Of the first trial nobody knows the parameters.
    return runTrials(study, sum, count + 1).slice(1);
  }).flatMap((trials) => trials.map((trial) => Float64Array.from(trial.params as number[])));
}

describe.each(["sobol", "halton"] as const)("eight peers with %s", (sequence) => {
  const points = swarm({ sequence }, 8, 63);

  test("never try the same value twice, in any parameter", () => {
    for (let d = 0; d < 5; d++) expect(new Set(points.map((point) => point[d])).size).toBe(points.length);
  });

  test("cover the space together more evenly than chance, and than one of them", () => {
    expect(discrepancy(points)).toBeLessThan(randomDiscrepancy(points.length, 5) * 0.6);
    expect(discrepancy(points)).toBeLessThan(discrepancy(points.slice(0, 63)));
  });
});

test("an unscrambled sequence is another one, a seed names a scrambling", () => {
  const first = (options: QmcOptions) => swarm(options, 1, 3);
  expect(first({})).toEqual(first({}));
  for (const other of [{ scramble: false }, { seed: 1 }, { sequence: "halton" }] as const) {
    expect(first(other)).not.toEqual(first({}));
  }
  expect(() => qmcSampler({ sequence: "faure" as "sobol" })).toThrow('choose "sobol" or "halton"');
});
