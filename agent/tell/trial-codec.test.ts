import { decode, encode } from "@msgpack/msgpack";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  categoricalDistribution,
  contains,
  floatDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import type { TrialSpace } from "../../study/space/search-space.ts";
import {
  permutationDistribution,
  seedsDistribution,
  simplexDistribution,
} from "../../study/space/vector-distribution.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { violationOf } from "../../study/trial/trial-notes.ts";
import { arbitraryAbout, arbitraryTold } from "../testing/arbitrary-trials.ts";
import { PACKED_VERSION } from "./packed-trials.ts";
import { decodeTrials, encodeTrials, MAX_TOLD_NUMBERS, spacesOf, toldNumbers, toldSteps } from "./trial-codec.ts";
import { MAX_TOLD_STEPS, MAX_TOLD_TEXT } from "./trial-columns.ts";

const log = "abcdefghijklmnopqrstuv";

const plain: FinishedTrial = {
  log,
  number: 3,
  state: "complete",
  values: [1.5],
  space: { names: ["x", "y"], distributions: [floatDistribution(-100, 100), categoricalDistribution([-1, 0, 1])] },
  params: [1.25, 0],
  intermediate: [],
  metrics: {},
  constraints: {},
  userAttrs: {},
  error: null,
  checkpoint: null,
  durationMs: 50,
  startMs: 1_000,
  foreignKnown: 7,
  repeatOf: null,
};

describe("the trials of a segment", () => {
  it("come back exactly as they were, every bit of every number", () => {
    fc.assert(
      fc.property(arbitraryTold, arbitraryAbout, ({ trials, directions }, about) => {
        const bytes = encodeTrials(trials, directions, { about });
        expect(bytes).not.toBeNull();
        const back = decodeTrials(bytes ?? new Uint8Array(), log, trials.length, directions);
        expect(back.ok ? back.value : back.reason).toEqual({ about, spaces: spacesOf(trials), trials });
      }),
      { numRuns: 200 },
    );
  });

  it("take few bytes beside their numbers where another segment tells the spaces", () => {
    const trials = Array.from({ length: 5 }, (_, i) => ({
      ...plain,
      number: 100 + i,
      values: [Math.PI + i],
      params: [Math.E + i, 1],
      durationMs: 98.76,
      startMs: 1_000_000 + 1_017 * i,
      foreignKnown: 1_000 + 99 * i,
    }));
    const [spaces, count] = [[plain.space], trials.length];
    const bytes = encodeTrials(trials, 1, { spaces, hasBasis: true }) ?? new Uint8Array();
    expect(bytes.length).toBeLessThanOrEqual(count * (8 + 8 + 1) + count * 7 + 10);
    const basis = { about: { ordinal: null, engine: { name: "other", version: 0 } }, spaces } as const;
    const back = decodeTrials(bytes, log, count, 1, basis);
    expect(back.ok && back.value.trials).toEqual(trials);
    expect(decodeTrials(bytes, log, count, 1).ok).toBe(false);
    expect(decodeTrials(bytes, log, count - 1, 1, basis).ok).toBe(false);
  });

  it("have one form in which they are few bytes: what any other byte makes of them is refused, or something else", () => {
    fc.assert(
      fc.property(arbitraryTold, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ trials, directions }, at, change) => {
        const spaces = spacesOf(trials);
        const bytes = encodeTrials(trials, directions, { spaces, hasBasis: true });
        if (bytes === null || bytes[0] !== PACKED_VERSION) return;
        const other = bytes.slice();
        const place = at % other.length;
        other[place] = (other[place] ?? 0) ^ change;
        if (other[0] !== PACKED_VERSION) return;
        const about = { ordinal: null, engine: { name: "other", version: 0 } } as const;
        const back = decodeTrials(other, log, trials.length, directions, { about, spaces });
        if (back.ok) expect(encodeTrials(back.value.trials, directions, { spaces, hasBasis: true })).toEqual(other);
      }),
      { numRuns: 500 },
    );
  });

  it("come back as they were by the spaces that another segment told, and not without it", () => {
    fc.assert(
      fc.property(arbitraryTold, arbitraryAbout, ({ trials, directions }, about) => {
        const spaces = [plain.space, ...spacesOf(trials)];
        const basisBytes = encodeTrials([], directions, { about, spaces }) ?? new Uint8Array();
        const basis = decodeTrials(basisBytes, log, 0, directions);
        if (!basis.ok) throw new Error(basis.reason);
        const bytes = encodeTrials(trials, directions, { about, spaces, hasBasis: true }) ?? new Uint8Array();
        const back = decodeTrials(bytes, log, trials.length, directions, basis.value);
        expect(back.ok ? back.value.trials : back.reason).toEqual(trials);
        expect(back.ok && back.value.about).toEqual(about);
        expect(decodeTrials(bytes, log, trials.length, directions).ok).toBe(false);
        expect(decodeTrials(basisBytes, log, 0, directions, basis.value).ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("never throw, whatever a stranger sends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeTrials(bytes, log, 1, 1).ok).toBe(false);
      }),
    );
  });

  it("never throw when single bytes of real ones are changed, and then only possible trials pass", () => {
    fc.assert(
      fc.property(
        arbitraryTold,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        (all, changes) => {
          const bytes = encodeTrials(all.trials, all.directions)?.slice() ?? new Uint8Array();
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const back = decodeTrials(bytes, log, all.trials.length, all.directions);
          if (back.ok) expect(encodeTrials(back.value.trials, all.directions)).not.toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });

  it("are feasible to others exactly if they are here, whatever is too much to tell", () => {
    const slack = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`slack ${i}`, -i]));
    const badName = "half a pair: \ud800";
    for (const constraints of [
      { ...slack, exceeded: 0.5 },
      { [badName]: 0.5 },
      { [badName]: 0.5, "half a pair: \ufffd": -1 },
    ]) {
      const bytes = encodeTrials([{ ...plain, constraints }], 1);
      const back = decodeTrials(bytes ?? new Uint8Array(), log, 1, 1);
      expect(back.ok && back.value.trials.map((trial) => violationOf(trial.constraints))).toEqual([0.5]);
    }
  });

  it("are told in the order of their numbers", () => {
    const bytes = encodeTrials([{ ...plain, number: 9 }, plain], 1);
    const back = decodeTrials(bytes ?? new Uint8Array(), log, 2, 1);
    expect(back.ok && back.value.trials.map((trial) => trial.number)).toEqual([3, 9]);
  });

  it.each<[string, Partial<FinishedTrial>]>([
    ["NaN as value", { values: [Number.NaN] }],
    ["two values where there is one direction", { values: [1, 2] }],
    ["no value though complete", { values: [] }],
    ["a value though failed", { state: "failed" }],
    ["an error though complete", { error: { kind: "threw", message: "", line: null, column: null } }],
    ["a number of more than 32 bits", { number: 2 ** 32 }],
    ["NaN as parameter", { params: [Number.NaN, 0] }],
    ["a parameter that is none of its choices", { params: [0, 2] }],
    ["a parameter too few", { params: [0] }],
    [
      "a step told twice",
      {
        intermediate: [
          [1, 2],
          [1, 3],
        ],
      },
    ],
    ["a step that is no whole number", { intermediate: [[0.5, 2]] }],
    ["a fraction as number", { number: 0.5 }],
    ["a number below 0", { number: -1 }],
    ["NaN as constraint", { constraints: { c: Number.NaN } }],
    ["a retry of nothing that can be", { repeatOf: { trial: "abc:1", why: "retry" } }],
  ])("are not told with %s", (_, change) => {
    expect(encodeTrials([plain], 1)).not.toBeNull();
    expect(encodeTrials([{ ...plain, ...change }], 1)).toBeNull();
  });

  it("are refused with a number twice, a wrong count, an unknown version or anything behind them", () => {
    expect(encodeTrials([plain, plain], 1)).toBeNull();
    const bytes = encodeTrials([plain], 1) ?? new Uint8Array();
    expect(decodeTrials(bytes, log, 1, 1).ok).toBe(true);
    expect(decodeTrials(bytes, log, 2, 1).ok).toBe(false);
    expect(decodeTrials(Uint8Array.from([...bytes, 0xc0]), log, 1, 1).ok).toBe(false);
    const other = bytes.slice();
    other[3] = 1;
    expect(bytes[3]).toBe(4);
    expect(decodeTrials(other, log, 1, 1).ok).toBe(false);
    expect(decodeTrials(encode({ a: 1 }), log, 1, 1).ok).toBe(false);
  });

  it("tell a report's values together, and refuse one with too few", () => {
    const two = { ...plain, values: [1, 2], intermediate: [[4, 1, -1] as const, [2, Number.NaN, 0] as const] };
    const back = decodeTrials(encodeTrials([two], 2) ?? new Uint8Array(), log, 1, 2);
    expect(back.ok && back.value.trials[0]?.intermediate).toEqual(two.intermediate);
    expect(encodeTrials([{ ...two, intermediate: [[4, 1]] }], 2)).toBeNull();
    expect(encodeTrials([{ ...plain, intermediate: [[4, 1, -1]] }], 1)).toBeNull();
  });

  it("keep their bytes where there is one objective", () => {
    const told = { ...plain, intermediate: [[4, 1] as const, [2, -1] as const] };
    const rare = decode(encodeTrials([told], 1) ?? new Uint8Array()) as unknown[];
    expect(rare[13]).toEqual([[0, [4, 2], new Uint8Array(Float64Array.of(1, -1).buffer)]]);
  });

  it("cost two bytes for an item of an order, and four for a seed", () => {
    const space: TrialSpace = {
      names: ["order", "seeds"],
      distributions: [permutationDistribution(500), seedsDistribution(1_000)],
    };
    const order = Array.from({ length: 500 }, (_, i) => 499 - i);
    const seeds = Array.from({ length: 200 }, (_, i) => 2 ** 32 - 1 - i);
    const bytes = encodeTrials([{ ...plain, space, params: [order, seeds] }], 1) ?? new Uint8Array();
    expect(bytes.length).toBeLessThan(500 * 2 + 200 * 4 + 200);
    const back = decodeTrials(bytes, log, 1, 1);
    expect(back.ok && back.value.trials[0]?.params).toEqual([order, seeds]);
    const wrong: ParamValue[] = [[1, 0, 2 ** 16], [0.5, 0.25], [1, 0], [2 ** 32], [], 3, null];
    for (const value of wrong) {
      for (const distribution of [permutationDistribution(3), simplexDistribution(2), seedsDistribution(1)]) {
        if (contains(distribution, value)) continue;
        const space = { names: ["list", "x"], distributions: [distribution, floatDistribution(0, 1)] };
        expect(encodeTrials([{ ...plain, space, params: [value, 0.5] }], 1)).toBeNull();
      }
    }
  });

  it("have lists of so many numbers that a segment stays small", () => {
    const lists = (count: number): FinishedTrial => ({
      ...plain,
      space: {
        names: Array.from({ length: count }, (_, i) => `l${i}`),
        distributions: Array.from({ length: count }, () => simplexDistribution(1_000)),
      },
      params: Array.from({ length: count }, () => Array.from({ length: 1_000 }, () => 1e-3)),
    });
    expect(encodeTrials([lists(2)], 1)).not.toBeNull();
    expect(encodeTrials([lists(3)], 1)).toBeNull();
  });

  it("tell long learning curves by evenly spaced steps with first and last", () => {
    const curve = Array.from({ length: 5_000 }, (_, i): [number, number] => [i, i]);
    const told = toldSteps(curve);
    expect(told.length).toBe(MAX_TOLD_STEPS);
    expect([told[0], told.at(-1)]).toEqual([curve[0], curve.at(-1)]);
    expect(encodeTrials([{ ...plain, intermediate: curve }], 1)?.length).toBeLessThan(4_096);
  });

  const metric = (length: number) => Array.from({ length }, (_, step): [number, number] => [step, Math.sqrt(step)]);
  const toldOf = (lengths: readonly number[]) => {
    const metrics = Object.fromEntries(lengths.map((length, i) => [`m${i}`, metric(length)]));
    const back = decodeTrials(encodeTrials([{ ...plain, metrics }], 1) ?? new Uint8Array(), log, 1, 1);
    return { metrics, told: (back.ok && back.value.trials[0]?.metrics) || {} };
  };
  const countsOf = (lengths: readonly number[]) => Object.values(toldOf(lengths).told).map((points) => points.length);

  it("tell fewer numbers of each metric the more there are, the last ones always", () => {
    expect(countsOf([5_000])).toEqual([200]);
    expect(countsOf([5_000, 200, 200, 200, 200])).toEqual([200, 200, 200, 200, 200]);
    expect(countsOf(Array.from({ length: 16 }, () => 5_000 / 16))).toEqual(Array.from({ length: 16 }, () => 200));
    expect(countsOf(Array.from({ length: 32 }, () => 190))).toEqual(Array.from({ length: 32 }, () => 100));
    // Short ones are told whole.
    const long = (length: number) => Array.from({ length: 20 }, () => length);
    expect(countsOf([1, 3, 0, ...long(500)])).toEqual([1, 3, 0, ...long(159)]);
    fc.assert(
      fc.property(fc.array(fc.nat(700), { maxLength: 28 }), (lengths) => {
        const { metrics, told } = toldOf(lengths);
        const counts = Object.values(told).map((points) => points.length);
        const sum = counts.reduce((all, count) => all + count, 0);
        expect(sum).toBeLessThanOrEqual(MAX_TOLD_NUMBERS);
        expect(toldNumbers({ ...plain, metrics })).toBe(sum);
        for (const [name, points] of Object.entries(metrics)) {
          expect(told[name]?.at(-1)).toEqual(points.at(-1));
          if (points.length <= 100) expect(told[name]).toEqual(points);
        }
      }),
    );
  });

  it("say of thinned curves how many steps they had, also when they are told on, and of no others", () => {
    const tellOn = (trial: FinishedTrial): FinishedTrial => {
      const back = decodeTrials(encodeTrials([trial], 1) ?? new Uint8Array(), log, 1, 1);
      const [heard] = back.ok ? back.value.trials : [];
      if (heard === undefined) throw new Error(back.ok ? "There is no trial." : back.reason);
      return heard;
    };
    const trial = { ...plain, intermediate: metric(1_000), metrics: { whole: metric(200), cut: metric(201) } };
    const heard = tellOn(trial);
    expect(heard.thinned).toEqual({ "": 1_000, cut: 201 });
    expect(tellOn(heard)).toEqual(heard);
    expect(tellOn({ ...trial, intermediate: metric(200), metrics: {} }).thinned).toBeUndefined();
  });

  it("are read as earlier versions wrote them: they did not say how many trials had finished, or what was thinned", () => {
    const [thinned, whole] = [201, 200].map((steps) => {
      const bytes = encodeTrials([{ ...plain, finishedBefore: 9, intermediate: metric(steps) }], 1);
      return decode(bytes ?? new Uint8Array()) as unknown[];
    });
    if (thinned === undefined || whole === undefined) throw new Error("no bytes");
    expect([whole[0], whole.length]).toEqual([4, 24]);
    const read = (columns: readonly unknown[]) => decodeTrials(encode(columns), log, 1, 1);
    const third = read([3, ...thinned.slice(1, -2), thinned.at(-1)]);
    expect(third.ok && third.value.trials[0]?.thinned).toEqual({ "": 201 });
    expect(third.ok && third.value.trials[0]?.finishedBefore).toBeUndefined();
    const second = read([2, ...whole.slice(1, -3), whole.at(-1)]);
    expect(second.ok && second.value.trials[0]?.finishedBefore).toBeUndefined();
    expect(read([5, ...whole.slice(1)]).ok).toBe(false);
    expect(read(whole).ok).toBe(true);
  });

  it("say how many trials had finished before each, or nothing, and are refused where that cannot be", () => {
    const places = [7, undefined, 200_000, 199_990];
    const told = places.map((finishedBefore, number) => ({ ...plain, number, finishedBefore }));
    const bytes = encodeTrials(told, 1) ?? new Uint8Array();
    const back = decodeTrials(bytes, log, 4, 1);
    expect(back.ok && back.value.trials.map((trial) => trial.finishedBefore)).toEqual(places);
    const columns = decode(bytes) as unknown[];
    for (const steps of [
      [-1, null, 1, 1],
      [2 ** 32 - 1, null, 0, 0],
      [1, 2, 3],
      ["1", null, 1, 1],
      [1, null, 1, -3],
    ])
      expect(decodeTrials(encode(columns.with(22, steps)), log, 4, 1).ok, JSON.stringify(steps)).toBe(false);
  });

  it("are refused where a thinned curve is not there, is there twice, or had no more steps than are told", () => {
    const columns = decode(encodeTrials([{ ...plain, intermediate: metric(201) }], 1) ?? new Uint8Array()) as unknown[];
    const isRead = (thinned: unknown) => decodeTrials(encode(columns.with(21, thinned)), log, 1, 1).ok;
    expect(isRead([[0, null, 201]])).toBe(true);
    for (const thinned of [
      [[0, null, 200]],
      [[0, "loss", 201]],
      [
        [0, null, 201],
        [0, null, 202],
      ],
      [[0, "toString", 201]],
      [[0, null, 2 ** 40]],
    ])
      expect(isRead(thinned), JSON.stringify(thinned)).toBe(false);
  });

  it("cut what a person would not read to the end", () => {
    const error = { kind: "threw" as const, message: `${"x".repeat(MAX_TOLD_TEXT - 1)}\u{1F600}`, line: 1, column: 2 };
    const failed = { ...plain, state: "failed" as const, values: [], error };
    const back = decodeTrials(encodeTrials([failed], 1) ?? new Uint8Array(), log, 1, 1);
    expect(back.ok && back.value.trials[0]?.error?.message).toBe(`${"x".repeat(MAX_TOLD_TEXT - 1)}\ufffd`);
  });

  it("cost few bytes each when they share a space", () => {
    const many = Array.from({ length: 64 }, (_, number) => ({ ...plain, number }));
    expect((encodeTrials(many, 1)?.length ?? 0) / 64).toBeLessThan(40);
  });
});
