import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  categoricalDistribution,
  contains,
  floatDistribution,
  fromInternal,
} from "../../../study/space/distribution.ts";
import { EMPTY_SPACE, type TrialSpace } from "../../../study/space/search-space.ts";
import {
  permutationDistribution,
  seedsDistribution,
  simplexDistribution,
} from "../../../study/space/vector-distribution.ts";
import type { TrialOutcome } from "../../../study/trial/trial.ts";
import { arbitraryBatch, arbitraryOutcomes } from "../../testing/arbitrary-outcomes.ts";
import { decodeBatch, encodeBatch } from "./batch-codec.ts";
import { exactParse, exactStringify } from "./exact-json.ts";
import { MAX_MESSAGE_BYTES } from "./jail-limits.ts";
import { MESSAGE_KIND, packMessage, unpackMessage } from "./message-bytes.ts";
import { type ExpectedTrials, OutcomeReader } from "./outcome-reader.ts";
import { OutcomeWriter } from "./outcome-writer.ts";

function written(all: readonly TrialOutcome[]): ArrayBuffer[] {
  const messages: ArrayBuffer[] = [];
  const writer = new OutcomeWriter((bytes) => messages.push(bytes));
  for (const it of all) writer.add(it);
  writer.flush();
  return messages;
}

const asked = (all: readonly { readonly number: number }[]): ExpectedTrials => ({
  proposals: all.map(({ number }) => ({ number })),
  next: 0,
});

function read(bytes: ArrayBuffer, expected: ExpectedTrials, reader = new OutcomeReader(1)) {
  const message = unpackMessage(bytes);
  return message.ok ? reader.read(message.value, expected) : message;
}

function readAll(messages: readonly ArrayBuffer[], all: readonly TrialOutcome[]): TrialOutcome[] {
  const reader = new OutcomeReader(1);
  const found: TrialOutcome[] = [];
  for (const bytes of messages) {
    const some = read(bytes, { ...asked(all), next: found.length }, reader);
    if (!some.ok) throw new Error(some.reason);
    found.push(...some.value);
  }
  return found;
}

describe("outcomes through the jail's wall", () => {
  it("come out as they went in", () => {
    fc.assert(
      fc.property(arbitraryOutcomes, (all) => {
        expect(readAll(written(all), all)).toEqual(all);
      }),
      { numRuns: 300 },
    );
  });

  it("carry one value per objective in each report", () => {
    const two: TrialOutcome = {
      ...simple(1),
      values: [1, 2],
      intermediate: [
        [4, 1, -1],
        [2, Number.NaN, 0],
      ],
    };
    const all = [two, { ...two, number: 2, intermediate: [] }, { ...two, number: 3 }];
    const reader = new OutcomeReader(2);
    expect(read(written(all)[0] as ArrayBuffer, asked(all), reader)).toEqual({ ok: true, value: all });
    const short = { ...two, intermediate: [[4, 1] as const] };
    expect(read(written([short])[0] as ArrayBuffer, asked([short]), reader)).toMatchObject({ ok: false });
  });

  it("share one object for equal spaces, over messages too", () => {
    const [a, b] = [1, 2].map((number) => simple(number));
    const reader = new OutcomeReader(1);
    const spaces = [a, b].map((it) => {
      const got = read(written([it as TrialOutcome])[0] as ArrayBuffer, asked([it as TrialOutcome]), reader);
      return got.ok ? got.value[0]?.space : null;
    });
    expect(spaces[0]).toBeDefined();
    expect(spaces[0]).toBe(spaces[1]);
  });

  it("split into messages under the limit, and a trial over it becomes a failed one", () => {
    const long = Array.from({ length: 500 }, (_, i) => String(i).padEnd(900, "x"));
    const wide = { names: ["a"], distributions: [categoricalDistribution(long)] };
    const huge: TrialOutcome = { ...simple(1), space: wide, params: [long[7] ?? null] };
    const reports = Array.from({ length: 9_000 }, (_, i): [number, number] => [i, i]);
    const all = [
      simple(0),
      huge,
      ...Array.from({ length: 20 }, (_, i) => ({ ...simple(2 + i), intermediate: reports })),
    ];
    const messages = written(all);
    expect(messages.length).toBeGreaterThan(2);
    expect(Math.max(...messages.map((it) => it.byteLength))).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    const found = readAll(messages, all);
    expect(found.map((it) => it.number)).toEqual(all.map((it) => it.number));
    expect(found[1]).toMatchObject({
      state: "failed",
      error: { kind: "misuse", message: expect.stringContaining("1 MiB") },
    });
    expect(found[5]?.intermediate).toHaveLength(9_000);
  });

  it("carry as many metrics as a trial may have, several such trials in one message", () => {
    const all = [1, 2, 3].map((number) => Object.assign(simple(number), { metrics: everyMetric(number) }));
    const messages = written(all);
    expect(messages).toHaveLength(1);
    expect(readAll(messages, all)).toEqual(all);
  });

  it("say of a trial that is too large what there is too much of, metrics included", () => {
    const reports = Array.from({ length: 10_000 }, (_, i) => [i, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const);
    const huge = { ...simple(1), values: range(9), intermediate: reports, metrics: everyMetric(0) };
    const messages = written([huge]);
    const got = read(messages[0] as ArrayBuffer, asked([huge]), new OutcomeReader(9));
    expect(got).toMatchObject({ ok: true, value: [{ state: "failed", metrics: {} }] });
    expect(got.ok && got.value[0]?.error?.message).toMatch(/metrics.*1 MiB.*fewer steps/);
  });

  it("carry no zero with a sign where there is one zero", () => {
    const signed: TrialOutcome = { ...simple(1), params: [-0], intermediate: [[-0, 1]], durationMs: -0 };
    const got = read(written([signed])[0] as ArrayBuffer, asked([signed]));
    expect(got).toStrictEqual({
      ok: true,
      value: [{ ...simple(1), params: [0], intermediate: [[0, 1]], durationMs: 0 }],
    });
  });

  it("carry no value from outside its range, which the trial does not give even if it is fixed", () => {
    const bytes = written([{ ...simple(1), params: [250] }])[0] as ArrayBuffer;
    expect(read(bytes, { proposals: [{ number: 1 }], next: 0 })).toMatchObject({ ok: false });
  });
});

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
/** 32 of them with 20,000 numbers in all. */
const everyMetric = (seed: number): TrialOutcome["metrics"] =>
  Object.fromEntries(
    range(32).map((i) => [`metric ${i}`, range(625).map((step) => [step, Math.sqrt(seed + i + step)])]),
  );

const RANGE: TrialSpace = { names: ["x"], distributions: [floatDistribution(-100, 100)] };
const simple = (number: number): TrialOutcome => ({
  number,
  state: "complete",
  values: [1],
  space: { names: [...RANGE.names], distributions: [...RANGE.distributions] },
  params: [5],
  intermediate: [],
  metrics: {},
  constraints: {},
  userAttrs: {},
  error: null,
  checkpoint: null,
  durationMs: 1,
});

describe("what a hostile worker makes up is refused:", () => {
  const error = { kind: "threw", message: "m", line: null, column: null };
  const lies: Record<string, Partial<Record<keyof TrialOutcome, unknown>>> = {
    "a number nobody asked for": { number: 9 },
    "a value that is NaN": { values: [Number.NaN] },
    "no value": { values: [] },
    "two values": { values: [1, 2] },
    "a value outside its range": { params: [100.5] },
    "a value that is NaN inside": { params: [Number.NaN] },
    "a duration before the start": { durationMs: -1 },
    "a duration of NaN": { durationMs: Number.NaN },
    "a failure without a reason": { state: "failed", values: [] },
    "a failure with a value": { state: "failed", error },
    "a success with an error": { error },
    "an error from outside the jail": { state: "failed", values: [], error: { ...error, kind: "memory" } },
    "an error too long to show": { state: "failed", values: [], error: { ...error, message: "m".repeat(1_001) } },
    "an error on line 0": { state: "failed", values: [], error: { ...error, line: 0, column: 1 } },
    "a step twice": {
      intermediate: [
        [1, 1],
        [1, 2],
      ],
    },
    "a negative step": { intermediate: [[-1, 1]] },
    "a constraint of NaN": { constraints: { c: Number.NaN } },
    "an attribute that is an object": { userAttrs: { a: { b: 1 } } },
    "an attribute too long": { userAttrs: { a: "x".repeat(2_001) } },
    "too many attributes": { userAttrs: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`a${i}`, i])) },
    "a range upside down": {
      space: { names: ["x"], distributions: [{ kind: "float", low: 1, high: 0, log: false, step: null }] },
    },
    "a constraint without a name": { constraints: { "": 1 } },
    "an attribute whose name means something else in an object": { userAttrs: JSON.parse('{"__proto__":1}') },
    "a metric whose name means something else in an object": { metrics: JSON.parse('{"__proto__":[[0,1]]}') },
    "a metric at step -0": { metrics: { m: [[-0, 1]] } },
    "a metric at half a step": { metrics: { m: [[0.5, 1]] } },
    "a metric twice at a step": {
      metrics: {
        m: [
          [1, 1],
          [1, 2],
        ],
      },
    },
    "too many metrics": { metrics: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`m${i}`, []])) },
    "too many numbers of metrics": { metrics: { m: Array.from({ length: 20_001 }, (_, i) => [i, i]) } },
    "a name that means something else in an object": {
      space: { names: ["__proto__"], distributions: [RANGE.distributions[0]] },
    },
    "a name twice": {
      space: { names: ["x", "x"], distributions: [RANGE.distributions[0], RANGE.distributions[0]] },
      params: [5, 5],
    },
    "an order with an item twice": {
      space: { names: ["o"], distributions: [permutationDistribution(2)] },
      params: [[1, 1]],
    },
    "an order of other items": {
      space: { names: ["o"], distributions: [permutationDistribution(2)] },
      params: [[1, 2]],
    },
    "shares of more than the whole": {
      space: { names: ["s"], distributions: [simplexDistribution(2)] },
      params: [[0.5, 0.6]],
    },
    "a share that is NaN": { space: { names: ["s"], distributions: [simplexDistribution(1)] }, params: [[Number.NaN]] },
    "more seeds than asked for": { space: { names: ["s"], distributions: [seedsDistribution(1)] }, params: [[1, 2]] },
    "no seed": { space: { names: ["s"], distributions: [seedsDistribution(1)] }, params: [[]] },
    "lists of more numbers than a trial may have": {
      space: { names: ["a", "b", "c"], distributions: Array.from({ length: 3 }, () => seedsDistribution(1_000)) },
      params: [[1], [2], [3]],
    },
    "more names than ranges": { space: { names: ["x", "y"], distributions: RANGE.distributions } },
  };
  it.each(Object.entries(lies))("%s", (_, lie) => {
    expect(read(written([simple(1)])[0] as ArrayBuffer, asked([simple(1)]))).toMatchObject({ ok: true });
    const bytes = written([{ ...simple(1), ...lie } as TrialOutcome])[0] as ArrayBuffer;
    expect(read(bytes, asked([simple(1)]))).toMatchObject({ ok: false, reason: expect.any(String) });
  });

  it.each([
    ["more of a metric than there is", [["m", 3]]],
    ["less than there is", [["m", 1]]],
    [
      "a metric twice",
      [
        ["m", 1],
        ["m", 1],
      ],
    ],
    [
      "less than nothing of one",
      [
        ["m", 3],
        ["n", -1],
      ],
    ],
    [
      "a part of a number",
      [
        ["m", 1.5],
        ["n", 0.5],
      ],
    ],
    ["a metric without a count", [["m"]]],
    ["no list of metrics", { m: 2 }],
  ])("%s", (_, metrics) => {
    const it = { ...simple(1), metrics: { m: [[0, 1] as const, [1, 2] as const] } };
    const message = unpackMessage(written([it])[0] as ArrayBuffer);
    if (!message.ok) throw new Error(message.reason);
    const tables = message.value.json as { extras: string[] };
    const changed = (counts: unknown) => {
      const extras = tables.extras.map((text) => exactStringify({ ...Object(exactParse(text)), metrics: counts }));
      return read(packMessage(MESSAGE_KIND.outcomes, { ...tables, extras }, message.value.numbers), asked([it]));
    };
    expect(changed([["m", 2]])).toEqual({ ok: true, value: [it] });
    expect(changed(metrics)).toMatchObject({ ok: false });
  });

  it("parameters of a trial that has a genome in their place", () => {
    const bred = { generation: 3, cell: 1, genome: [1, 2, 3, 4], sigma: 0.1 };
    const expected: ExpectedTrials = { proposals: [{ number: 1, bred }], next: 0 };
    const honest = { ...simple(1), space: EMPTY_SPACE, params: [] };
    expect(read(written([honest])[0] as ArrayBuffer, expected)).toEqual({ ok: true, value: [honest] });
    expect(read(written([simple(1)])[0] as ArrayBuffer, expected)).toMatchObject({
      ok: false,
      reason: "a trial of a generation has parameters",
    });
  });

  it("trials over again", () => {
    const bytes = written([simple(1), simple(1)])[0] as ArrayBuffer;
    expect(read(bytes, asked([simple(1), simple(2)]))).toMatchObject({ ok: false });
    expect(read(bytes, asked([simple(1)]))).toMatchObject({ ok: false });
  });

  it("bytes of any kind, without throwing", () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .tuple(arbitraryOutcomes, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }))
        .map(([all, changes]) => {
          const bytes = new Uint8Array(written(all)[0] as ArrayBuffer);
          for (const [at, to] of changes) bytes[at % bytes.length] = to;
          return bytes;
        }),
      fc
        .tuple(fc.jsonValue(), fc.array(fc.double(), { maxLength: 40 }))
        .map(([json, numbers]) => new Uint8Array(packMessage(MESSAGE_KIND.outcomes, json, Float64Array.from(numbers)))),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const expected = asked(Array.from({ length: 8 }, (_, i) => ({ number: i + 3 })));
        const got = read(bytes.slice().buffer, expected);
        if (!got.ok) return;
        for (const [i, it] of got.value.entries()) {
          expect(it.number).toBe(expected.proposals[i]?.number);
          expect(it.values.some(Number.isNaN)).toBe(false);
          it.space.distributions.forEach((range, d) => expect(contains(range, it.params[d])).toBe(true));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("batches into the jail", () => {
  it("arrive as they were asked", () => {
    fc.assert(
      fc.property(arbitraryBatch, (batch) => {
        const got = decodeBatch(encodeBatch(batch));
        expect(got.pruner).toEqual(batch.pruner);
        expect(got.proposals).toEqual(batch.proposals.map(({ foreignKnown: _f, repeatOf: _r, ...it }) => it));
      }),
      { numRuns: 200 },
    );
  });

  it("bring genomes of as many seeds as there can be, of any 32 bits, and end with an error where one is none", () => {
    const genome = Array.from(
      { length: 1_000 },
      (_, i) => [0, 1, 0x7ff00000, 0x7ff80001, 0xfff00001, 0xffffffff][i % 6] ?? 0,
    );
    const bred = { generation: 349, cell: 30_999, genome, sigma: 0.005 };
    const asked = { number: 1, seed: 2 ** 32 - 1, space: EMPTY_SPACE, values: [], fixed: null, mixtures: null };
    const proposals = [bred, undefined, { ...bred, genome: [7] }].map((it, number) =>
      Object.assign({}, asked, { number, bred: it }),
    );
    const bytes = encodeBatch({
      pruner: { kind: "nop" },
      proposals: proposals.map((it) => ({ ...it, foreignKnown: 0, repeatOf: null })),
    });
    expect(decodeBatch(bytes).proposals).toEqual(proposals);
    // Four bytes a seed, and little beside them.
    expect(bytes.byteLength).toBeLessThan(4 * 1_001 + 500);
    const message = unpackMessage(bytes);
    if (!message.ok) throw new Error(message.reason);
    const { json, numbers } = message.value;
    for (const seeds of [1_001, -1, Number.NaN, 2 ** 53]) {
      const changed = numbers.slice();
      changed[5] = seeds;
      expect(() => decodeBatch(packMessage(MESSAGE_KIND.batch, json, changed))).toThrow();
    }
    const cut = numbers.slice(0, 500);
    expect(() => decodeBatch(packMessage(MESSAGE_KIND.batch, json, cut))).toThrow("impossible length");
  });

  it("end with an error at a list of a length that no list has, and at once", () => {
    const space = { names: ["o"], distributions: [permutationDistribution(2)] };
    const asked = { number: 1, seed: 1, space, values: [[1, 0]], fixed: null, mixtures: null };
    const bytes = encodeBatch({
      pruner: { kind: "nop" },
      proposals: [{ ...asked, foreignKnown: 0, repeatOf: null }],
    });
    expect(decodeBatch(bytes).proposals).toEqual([asked]);
    const message = unpackMessage(bytes);
    if (!message.ok) throw new Error(message.reason);
    const json = JSON.parse(JSON.stringify(message.value.json).replace('"n":2', '"n":9007199254740992'));
    const numbers = message.value.numbers;
    expect(() => decodeBatch(packMessage(MESSAGE_KIND.batch, json, numbers))).toThrow("too long");
  });

  it("keep categories as they are", () => {
    const range = categoricalDistribution([1, "1", true, null]);
    const values = range.choices.map((_, i) => fromInternal(range, i));
    expect(values).toEqual([1, "1", true, null]);
  });
});
