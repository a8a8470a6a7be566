import { decode, encode } from "@msgpack/msgpack";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { History } from "../../study/history/history.ts";
import {
  categoricalDistribution,
  type Distribution,
  floatDistribution,
  intDistribution,
  type ParamValue,
} from "../../study/space/distribution.ts";
import type { SearchSpace } from "../../study/space/search-space.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { type FinishedTrial, reportOf } from "../../study/trial/trial.ts";
import { trialFault } from "../../study/trial/trial-fault.ts";
import { fromUniform } from "../testing/from-uniform.ts";
import { wholeBytes, wholesOf } from "./byte-columns.ts";
import { decodeOwnChunk, encodeOwnChunk, MAX_CHUNK_BYTES, MAX_CHUNK_TRIALS } from "./own-chunk.ts";
import { paramBytes, paramsFrom } from "./param-columns.ts";

const log = "abcdefghijklmnopqrstuv";
const distributions: readonly Distribution[] = [
  floatDistribution(-1e100, 1e100),
  floatDistribution(1e-9, 3, { log: true }),
  intDistribution(-5, 50, { step: 5 }),
  categoricalDistribution([0, "0", false, null, "\u{1f41d}"]),
  categoricalDistribution(Array.from({ length: 255 }, (_, i) => i)),
  categoricalDistribution(Array.from({ length: 300 }, (_, i) => `choice ${i}`)),
];
const space: fc.Arbitrary<SearchSpace> = fc.subarray([...distributions]).map((some) => ({
  names: some.map((_, i) => `x${i}`),
  distributions: some,
}));
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 }).filter((text) => text !== "__proto__");
const number = fc.double({ noNaN: true });
const point = (objectives: number) =>
  fc.tuple(fc.nat(), fc.array(fc.double(), { minLength: objectives, maxLength: objectives }));

const trial = (spaces: readonly SearchSpace[], objectives: number): fc.Arbitrary<FinishedTrial> =>
  fc
    .record({
      number: fc.nat(2 ** 32 - 2),
      space: fc.constantFrom(...spaces),
      uniform: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
      values: fc.array(number, { minLength: objectives, maxLength: objectives }),
      ended: fc.constantFrom("complete" as const, "pruned" as const, "early" as const, "failed" as const),
      durationMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
      startMs: fc.option(fc.oneof(fc.nat(), fc.maxSafeNat())),
      foreignKnown: fc.nat(2 ** 32 - 2),
      isPlain: fc.boolean(),
      reports: fc.uniqueArray(point(objectives), { selector: ([step]) => step, maxLength: 3 }),
      metrics: fc.dictionary(name, fc.constant([[3, Number.NaN] as const]), { maxKeys: 2 }),
      constraints: fc.dictionary(name, number, { maxKeys: 2 }),
      userAttrs: fc.dictionary(
        name,
        fc.oneof(fc.boolean(), fc.constant(null), fc.string({ unit: "grapheme", maxLength: 9 })),
        {
          maxKeys: 2,
        },
      ),
      bytes: fc.option(fc.nat()),
      original: fc.option(fc.nat()),
    })
    .map((made) => {
      const { number, values, ended, durationMs, startMs, foreignKnown, isPlain, reports, bytes, original } = made;
      const params = made.space.distributions.map((d, i): ParamValue => fromUniform(d, made.uniform[i] ?? 0));
      const state = ended === "early" ? "pruned" : ended;
      const error = { kind: "threw" as const, message: "no", line: 3, column: null };
      const common = { log, number, state, space: made.space, params, durationMs, startMs, foreignKnown };
      const ending = {
        values: ended === "complete" || ended === "pruned" ? values : [],
        error: state === "failed" ? error : null,
      };
      if (isPlain) return finished({ ...common, ...ending });
      return finished({
        ...common,
        ...ending,
        intermediate: reports.map(([step, its]) => reportOf(step, its)),
        metrics: made.metrics,
        constraints: made.constraints,
        userAttrs: made.userAttrs,
        checkpoint: bytes === null ? null : { sha256: "c".repeat(43), bytes },
        repeatOf: original === null ? null : { trial: `${"z".repeat(22)}:${original}`, why: "noise" },
      });
    });

const chunk = fc
  .tuple(fc.array(space, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([spaces, objectives]) =>
    fc
      .uniqueArray(trial(spaces, objectives), { minLength: 1, maxLength: 30, selector: (it) => it.number })
      .map((trials) => ({ trials, objectives })),
  );

const X = { names: ["x", "y"], distributions: [floatDistribution(0, 1), categoricalDistribution(["a", "b"])] };
const plain = (count: number, from = 0): FinishedTrial[] =>
  Array.from({ length: count }, (_, i) =>
    finished({
      log,
      number: from + i,
      values: [i / 3],
      space: X,
      params: [i / count, i % 2 === 0 ? "a" : "b"],
      durationMs: i / 7,
      startMs: 100 * i,
    }),
  );
const historyWith = (trials: readonly FinishedTrial[], objectives = 1): History => {
  const history = new History({ directions: Array.from({ length: objectives }, () => "minimize" as const) });
  for (const it of trials) history.add(it);
  return history;
};
const encoded = (trials: readonly FinishedTrial[], objectives = 1): Uint8Array | null => {
  const history = historyWith(trials, objectives);
  const numbers = trials.map((it) => it.number);
  return encodeOwnChunk(history, { log, numbers, rows: trials.map((it) => history.rowOf(it)) });
};
const bytesOf = (trials: readonly FinishedTrial[], objectives = 1): Uint8Array => {
  const bytes = encoded(trials, objectives);
  if (bytes === null) throw new Error("The trials do not fit a chunk.");
  return bytes;
};

describe("a chunk of own trials", () => {
  it("gives them back exactly as they were, in their order, every bit of every number", () => {
    fc.assert(
      fc.property(chunk, ({ trials, objectives }) => {
        const back = decodeOwnChunk(bytesOf(trials, objectives), objectives);
        expect(back.ok ? back.value : back.reason).toEqual({ log, trials, refused: 0 });
      }),
    );
  });

  it("takes at most 36 bytes for a plain trial of two parameters", () => {
    expect(bytesOf(plain(MAX_CHUNK_TRIALS)).length / MAX_CHUNK_TRIALS).toBeLessThan(36);
  });

  it("holds no more trials than it may, and no more bytes", () => {
    expect(encoded(plain(MAX_CHUNK_TRIALS + 1))).toBeNull();
    expect(encoded([])).toBeNull();
    const reports = Array.from({ length: 200 }, (_, step) => reportOf(step, [step]));
    const large = Array.from({ length: 1_000 }, (_, i) => finished({ log, number: i, intermediate: reports }));
    expect(encoded(large)).toBeNull();
    expect(bytesOf(large.slice(0, 100)).length).toBeLessThan(MAX_CHUNK_BYTES);
    expect(decodeOwnChunk(new Uint8Array(MAX_CHUNK_BYTES + 1), 1).ok).toBe(false);
  });

  it("keeps of a long curve evenly spaced steps, the last one included", () => {
    const intermediate = Array.from({ length: 1_000 }, (_, step) => reportOf(step, [step]));
    const back = decodeOwnChunk(bytesOf([finished({ log, number: 1, intermediate })]), 1);
    const kept = back.ok ? (back.value.trials[0]?.intermediate ?? []) : [];
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, [0, 0], [999, 999]]);
    expect(back.ok && back.value.trials[0]?.thinned).toEqual({ "": 1_000 });
  });

  it("is read as earlier versions wrote it, which did not say how many trials had finished, or what was thinned", () => {
    const columns = decode(bytesOf(plain(3))) as unknown[];
    const rare = columns.at(-2) as unknown[];
    const now = decodeOwnChunk(bytesOf(plain(3)), 1);
    expect(now.ok).toBe(true);
    expect(decodeOwnChunk(encode([2, ...columns.slice(1, -1)]), 1)).toEqual(now);
    expect(decodeOwnChunk(encode([1, ...columns.slice(1, -2), rare.slice(0, -1)]), 1)).toEqual(now);
  });

  it("keeps how many trials had finished before each, where it was said", () => {
    const places = [7, undefined, 200_000];
    const back = decodeOwnChunk(
      bytesOf(plain(3).map((trial, i) => Object.assign({}, trial, { finishedBefore: places[i] }))),
      1,
    );
    expect(back.ok && back.value.trials.map((trial) => trial.finishedBefore)).toEqual(places);
  });

  it("leaves out a trial that is none, and says so", () => {
    const wrong = finished({ log, number: 7, params: [Number.NaN] });
    const back = decodeOwnChunk(bytesOf([finished({ log, number: 6 }), wrong]), 1);
    expect(back.ok && [back.value.trials.map((it) => it.number), back.value.refused]).toEqual([[6], 1]);
  });

  it("is refused where a column is missing, cut short, too long or of another kind", () => {
    const columns = decode(bytesOf(plain(3))) as unknown[];
    const decoded = (change: (columns: unknown[]) => unknown[]) => decodeOwnChunk(encode(change([...columns])), 1).ok;
    expect(decoded((same) => same)).toBe(true);
    for (let at = 0; at < columns.length; at++) {
      expect(
        decoded((all) => all.toSpliced(at, 1)),
        `without ${at}`,
      ).toBe(false);
      expect(
        decoded((all) => all.toSpliced(at, 1, "text")),
        `text for ${at}`,
      ).toBe(false);
      const column = columns[at];
      if (!(column instanceof Uint8Array)) continue;
      expect(
        decoded((all) => all.toSpliced(at, 1, column.subarray(1))),
        `${at} cut`,
      ).toBe(false);
      expect(
        decoded((all) => all.toSpliced(at, 1, Uint8Array.of(...column, 1))),
        `${at} too long`,
      ).toBe(false);
    }
    expect(decodeOwnChunk(bytesOf(plain(3)), 2).ok).toBe(false);
  });

  it("never throws on whatever bytes there are, and lets only possible trials pass", () => {
    const whole = bytesOf([
      ...plain(20),
      finished({
        log,
        number: 90,
        state: "failed",
        values: [],
        error: { kind: "nan", message: "no", line: 1, column: 2 },
      }),
      finished({ log, number: 91, constraints: { a: 1 }, metrics: { loss: [[1, 2]] }, intermediate: [[0, 1]] }),
    ]);
    let passed = 0;
    const check = (bytes: Uint8Array): void => {
      const back = decodeOwnChunk(bytes, 1);
      if (!back.ok) return;
      passed++;
      for (const it of back.value.trials) expect(trialFault(it, 1)).toBeNull();
    };
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = whole.slice();
        for (const { at, byte } of changes) bytes[at] = byte;
        check(bytes);
      }),
      { numRuns: 5_000 },
    );
    fc.assert(fc.property(fc.nat(whole.length - 1), (end) => check(whole.subarray(0, end))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check));
    expect(passed).toBeGreaterThan(100);
  });
});

describe("columns of whole numbers", () => {
  it("come back as they were, also where steps do not fit", () => {
    const numbers = fc.array(fc.option(fc.oneof(fc.nat(100), fc.maxSafeNat(), fc.nat(2 ** 40))));
    fc.assert(
      fc.property(numbers, (all) => {
        expect(wholesOf(wholeBytes(all), all.length)).toEqual(all);
      }),
    );
  });

  it("take a byte for what comes one after another", () => {
    expect(wholeBytes(Array.from({ length: 1_000 }, (_, i) => i)).length).toBe(1_001);
  });
});

describe("parameters that are lists", () => {
  // A kind that has lists, whatever it is called.
  const space = { names: ["order"], distributions: [{ kind: "list" }] } as unknown as FinishedTrial["space"];
  const groups = [{ space, places: [0, 1, 2] }];
  const lists = [[3, 1, 2], [], [0.5]] as const;

  it("come back as they were", () => {
    const bytes = paramBytes(groups, (place) => lists[place] ?? Number.NaN);
    expect(paramsFrom(bytes, groups)).toEqual(lists.map((list) => [list]));
  });

  it("have at most a thousand numbers", () => {
    const long = Array.from({ length: 1_001 }, (_, i) => i);
    const bytes = paramBytes([{ space, places: [0] }], () => long);
    expect(paramsFrom(bytes, [{ space, places: [0] }])?.[0]?.[0]).toHaveLength(1_000);
    bytes.set([0xe9, 0x03]);
    expect(paramsFrom(bytes, [{ space, places: [0] }])).toBeNull();
  });
});
