import { expect, it } from "vitest";
import { MAX_PARAMS } from "../../../../study/space/distribution.ts";
import { readCell, splitCells } from "./cells.ts";
import { readFinite } from "./numbers-as-typed.ts";
import { readStartPoints } from "./start-points.ts";
import { readValueLists, readValues } from "./values-by-name.ts";

const LENGTH = 100_000;

/** Milliseconds, the least of some runs: what else the machine does only adds to it. */
function leastTime(read: (text: string) => unknown, text: string): number {
  const times = Array.from({ length: 5 }, () => {
    const began = performance.now();
    read(text);
    return performance.now() - began;
  });
  return Math.min(...times);
}

/** `begin` and as many of `piece` as make `length` characters, and `end`. */
const filled = (length: number, piece: string, begin = "", end = ""): string =>
  begin + piece.repeat(Math.ceil((length - begin.length - end.length) / piece.length)) + end;

const names = (length: number): string =>
  Array.from({ length: Math.ceil(length / 7) }, (_, i) => `n${10_000 + i}`).join(",");

it.each<[string, (text: string) => unknown, (length: number) => string]>([
  ["spaces before a letter", readValueLists, (length) => filled(length, " ", "", "x")],
  ["spaces within a name", readValueLists, (length) => filled(length, " ", "x", "x")],
  ["a name without its end", readValues, (length) => filled(length, "x")],
  ["quotes without an end", readValues, (length) => filled(length, '""', '"')],
  ["names in quotes before no colon", readValueLists, (length) => filled(length, '"a" ')],
  ["blanks in a value", readValueLists, (length) => filled(length, " ", "x: ", "1")],
  ["many values", readValueLists, (length) => filled(length, "1,", "x: ", "1")],
  ["many lines", readValueLists, (length) => filled(length, "x: 1\n")],
  ["many names", readStartPoints, (length) => `${names(length)}\n1`],
  ["one name many times", readStartPoints, (length) => filled(length, "x,", "", "x\n1")],
  ["many points", readStartPoints, (length) => filled(length, "1\n", "x\n")],
  ["blanks in a cell", readStartPoints, (length) => filled(length, " ", "x\n", "1")],
  ["brackets without an end", readStartPoints, (length) => filled(length, "[")],
  ["digits before a letter", readCell, (length) => filled(length, "1", "", "x")],
  ["digits of a number before a letter", readFinite, (length) => filled(length, "1", "", "x")],
  ["blank cells", (text) => splitCells(text, ","), (length) => filled(length, " ")],
  ["a cell in quotes", (text) => splitCells(text, ","), (length) => filled(length, "a,", '"')],
])("%s: ten times the text takes about ten times as long", (_, read, text) => {
  // Where a short text takes that long, a long one would take for ever.
  expect(leastTime(read, text(LENGTH / 100))).toBeLessThan(200);
  const small = leastTime(read, text(LENGTH / 10));
  const large = leastTime(read, text(LENGTH));
  // Ten times, with room for a collector of garbage; by the square it would be a hundred times.
  expect(large).toBeLessThanOrEqual(40 * Math.max(small, 1));
});

it("refuses more names than there can be parameters, in words", () => {
  const tooMany = { ok: false, reason: "These are 1001 parameters; 1000 fit." };
  const lines = Array.from({ length: MAX_PARAMS + 1 }, (_, i) => `x${i}: 1`);
  expect(readValueLists(lines.join("\n\n"))).toEqual(tooMany);
  const read = readStartPoints(`${names(7 * (MAX_PARAMS + 1))}\n1`);
  expect(read).toEqual({ ok: false, reason: "Line 1 names 1001 parameters, of which 1000 fit. Leave some out." });
});

it("finds the name before its colon, in quotes or without", () => {
  const lists = readValueLists(`  a b  : 1\n"c:d" : 2\n'e''f': 3\n"g""": 4\n"h"i: 5\nj: k:l\nm"n: 6`);
  const value = { "a b": [1], "c:d": [2], "e'f": [3], 'g"': [4], '"h"i': [5], j: ["k:l"], 'm"n': [6] };
  expect(lists).toEqual({ ok: true, value });
  for (const text of [": 1", "  : 1", "x", '"x"', "\ufeff"]) expect(readValueLists(`y: 1\n${text}z`).ok).toBe(false);
});
