import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TestRun } from "../../../worker/engine/engine-api.ts";
import { fixedOf, gridOf, pointsOf } from "./from-test-run.ts";
import { withObjective, withoutObjective } from "./objectives-form.ts";
import { readSampler, SIMPLE_SAMPLERS, samplerFormOf } from "./sampler-form.ts";
import { cellText, readCell, splitCells } from "./typed/cells.ts";
import { jsonMistakeLine } from "./typed/json-mistake.ts";
import { readStartPoints } from "./typed/start-points.ts";
import { linesOf, readValueLists, readValues } from "./typed/values-by-name.ts";

const reasonOf = (read: { readonly ok: boolean; readonly reason?: string }): string | undefined => read.reason;

/** What stands on one line. */
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.constant(null),
  fc.string({ maxLength: 12 }),
);
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== "__proto__");

describe("a value as typed", () => {
  it.each([
    ["1", 1],
    [" -2.5e3 ", -2500],
    [".5", 0.5],
    ["-0", 0],
    ["true", true],
    ["null", null],
    ["red", "red"],
    ['"1"', "1"],
    ['"say ""yes"""', 'say "yes"'],
    ["'a, b'", "a, b"],
    ["1.2.3", "1.2.3"],
  ])("%s is %o", (typed, meant) => expect(readCell(typed)).toBe(meant));

  it("comes back as it was written, also among others on a line", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        const line = values.map(cellText).join(", ");
        expect(splitCells(line, ",").map(readCell)).toEqual(values);
      }),
    );
  });
});

describe("start points", () => {
  it.each([
    [
      "x, y\n1, red\n-2, blue",
      [
        { x: 1, y: "red" },
        { x: -2, y: "blue" },
      ],
    ],
    ["x\ty\r\n1\t\r\n\r\n2\t3\r\n", [{ x: 1 }, { x: 2, y: 3 }]],
    ["x;y\n1;2", [{ x: 1, y: 2 }]],
    ['"a, b",c\n1,"x, y"', [{ "a, b": 1, c: "x, y" }]],
    ["x\n1\n2", [{ x: 1 }, { x: 2 }]],
    ['[{"x": 1}, {"x": "2", "y": null}]', [{ x: 1 }, { x: "2", y: null }]],
    ['{"x": true}', [{ x: true }]],
    [" \n ", []],
  ])("are read from %j", (text, points) => expect(readStartPoints(text)).toEqual({ ok: true, value: points }));

  it.each([
    ["x, y\n1, 2\n\n3", "Line 4 has 1 value, but line 1 names 2."],
    ["1, 2\n3, 4", "Line 1 holds numbers. The first line names the parameters, as in: x, y"],
    ["x, x\n1, 2", 'Line 1 names "x" twice or wrongly. It names each parameter once.'],
    ["x,\n1,", "Line 1 has an empty name. The first line names the parameters."],
    ["x, y", "Give a line of values beneath the line of names."],
    ["x, y\n , ", "Line 2 has no value."],
    ['[{"x": 1},\n {"x": }]', "Line 2 is no valid JSON."],
    ["[1]", 'Point 1 is no object of values by name, like {"x": 1}.'],
    ['[{"x": 1}, {"x": {}}]', 'Point 2 has something for "x" that no parameter can be.'],
    [["x", ...Array<string>(1001).fill("1")].join("\n"), "These are 1001 points, of which 1000 fit. Leave some out."],
  ])("are refused with the place of the mistake: %.40s", (text, reason) =>
    expect(reasonOf(readStartPoints(text))).toBe(reason),
  );

  it("never throw, whatever is pasted", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from("[{\"x:,;\t\n1'}]")) }),
        (text) => void readStartPoints(text),
      ),
    );
  });
});

it("finds the line of any mistake in JSON, and takes what is JSON for no mistake before its end", () => {
  for (const [text, line] of [
    ['{"a": 1,\n"b": 2,\n}', 3],
    ["[1,\n2 3]", 2],
    ['{"a"\n1}', 2],
    ["[1,\n\n2", 3],
    ["{'a': 1}", 1],
    ["[01]", 1],
    ['["a\nb"]', 1],
    ["[]\n[]", 2],
  ] as const)
    expect([text, jsonMistakeLine(text)]).toEqual([text, line]);
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(jsonMistakeLine(`${json}\n\n!`)).toBe(3 + json.split("\n").length - 1);
    }),
  );
});

describe("values by name", () => {
  it("are lines or JSON", () => {
    const lists = { x: [-1, 0, 1], colour: ["red", "true"], "a:b": [null] };
    expect(readValueLists('x: -1, 0, 1\n\ncolour: red, "true"\n"a:b": null')).toEqual({ ok: true, value: lists });
    expect(readValueLists(JSON.stringify(lists))).toEqual({ ok: true, value: lists });
    expect(readValues("x: 3\ny: red")).toEqual({ ok: true, value: { x: 3, y: "red" } });
    expect(readValues('{"x": 3, "y": [4]}')).toEqual({ ok: true, value: { x: 3, y: 4 } });
  });

  it.each([
    ["x: 1\ny 2", "Line 2 names no parameter. Write a line for each parameter, as in: x: -1, 0, 1"],
    ["x: 1,, 2", "Line 1 lacks a value. Write a line for each parameter, as in: x: -1, 0, 1"],
    ["x: 1\n\nx: 2", 'Line 3: "x" is there twice.'],
    ['{"x": []}', 'Give a list of values for "x".'],
    ['{"x": [{}]}', '"x" has a value that no parameter can have.'],
    ['{"x":\n1', "Line 2 is no valid JSON."],
  ])("are refused with the place of the mistake: %j", (text, reason) =>
    expect(reasonOf(readValueLists(text))).toBe(reason),
  );

  it("come back as they were written", () => {
    const lists = fc.dictionary(name, fc.array(value, { minLength: 1, maxLength: 4 }), { minKeys: 1, maxKeys: 4 });
    fc.assert(
      fc.property(lists, (given) => {
        const read = readValueLists(linesOf(given));
        expect(read).toEqual({ ok: true, value: { ...given } });
      }),
    );
  });
});

it("shows every sampler as it would read it, whatever goes around it", () => {
  for (const sampler of SIMPLE_SAMPLERS) {
    const simple = sampler === "grid" ? ({ name: "grid", values: { x: [1, "a"] } } as const) : { name: sampler };
    for (const choice of [
      simple,
      { name: "distinct", sampler: simple },
      { name: "partial-fixed", fixed: { x: 1, y: "b" }, sampler: simple },
    ] as const)
      expect(readSampler(samplerFormOf(choice), {})).toEqual(choice);
  }
  const qmc = { name: "qmc", sequence: "halton", scramble: false } as const;
  expect(readSampler(samplerFormOf(qmc), {})).toEqual(qmc);
});

it("names objectives once there are several, and one alone again as ever", () => {
  const one = [{ name: "value", direction: "maximize", unit: "dB" }] as const;
  const two = withObjective(one);
  expect(two.map((row) => row.name)).toEqual(["", ""]);
  expect(two[0]).toMatchObject({ direction: "maximize", unit: "dB" });
  expect(withoutObjective(two, 1)).toEqual(one);
  const eight = Array.from({ length: 8 }).reduce<ReturnType<typeof withObjective>>((rows) => withObjective(rows), one);
  expect(eight).toHaveLength(8);
});

it("offers what a test run tried as a grid, as fixed values and as start points", () => {
  const trial = { state: "complete", values: [1], durationMs: 1, error: null } as const;
  const run: TestRun = {
    asked: 3,
    error: null,
    phase: "done",
    repeat: null,
    console: [],
    notes: [],
    trials: [
      { ...trial, params: { x: 0.123456789, y: "a" } },
      { ...trial, params: { x: 12345, y: "a" } },
      { ...trial, params: { z: 9 }, state: "failed", values: [] },
    ],
  };
  expect(gridOf(run)).toBe("x: 0.1235, 12345\ny: a");
  expect(fixedOf(run)).toBe("x: 0.1235\ny: a");
  expect(readStartPoints(pointsOf(run))).toEqual({
    ok: true,
    value: [
      { x: 0.1235, y: "a" },
      { x: 12345, y: "a" },
    ],
  });
});
