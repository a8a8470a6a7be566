import { describe, expect, it } from "vitest";
import {
  changedDigits,
  fingerprint,
  formatAgo,
  formatApart,
  formatDuration,
  formatParam,
  formatPercent,
  formatRate,
  formatValue,
} from "./numbers.ts";

describe("formatValue", () => {
  it.each([
    [4.931234567, "4.93123"],
    [-0.98, "−0.98"],
    [0, "0"],
    [-0, "0"],
    [10001, "10,001"],
    [1234.5, "1234.5"],
    [0.012345678, "0.0123457"],
    [1e-9, "1e−9"],
    [1.5e12, "1.5e12"],
    [Infinity, "∞"],
    [-Infinity, "−∞"],
    [Number.NaN, "not a number"],
    [0.1 + 0.2, "0.3"],
  ])("writes %d as %s", (value, text) => expect(formatValue(value)).toBe(text));
});

describe("changedDigits", () => {
  it("marks the digits that differ", () => {
    expect(changedDigits("4.9353", "4.9312")).toEqual(["4.93", "12"]);
  });
  it("marks everything when there was nothing before", () => {
    expect(changedDigits(null, "4.9")).toEqual(["", "4.9"]);
  });
  it("marks nothing when nothing changed", () => {
    expect(changedDigits("4.9", "4.9")).toEqual(["4.9", ""]);
  });
  it("takes a digit along when only a point follows", () => {
    expect(changedDigits("12", "12.5")).toEqual(["1", "2.5"]);
  });
});

it("takes more digits only where two values would look alike", () => {
  expect(formatApart(null, -0.9999997)).toEqual([null, "−1"]);
  expect(formatApart(5.3, 5.1)).toEqual(["5.3", "5.1"]);
  expect(formatApart(-0.99999912, -0.99999974)).toEqual(["−0.99999912", "−0.99999974"]);
  expect(formatApart(-1, -1 + 1e-15)).toEqual(["−1", "−1"]);
  expect(formatApart(Infinity, 3)).toEqual(["∞", "3"]);
  expect(formatApart(1, 1)).toEqual(["1", "1"]);
});

it("gives durations in the largest fitting unit", () => {
  expect([0.01, 0.4, 12, 5900, 60_000, 7_500_000].map(formatDuration)).toEqual([
    "<0.1 ms",
    "0.4 ms",
    "12 ms",
    "5.9 s",
    "1 min",
    "2 h 5 min",
  ]);
});

it("says how long ago without flickering every second", () => {
  expect([0, 41_000, 44_000, 190_000, 7_300_000, 90_000_000].map(formatAgo)).toEqual([
    "just now",
    "40 s ago",
    "40 s ago",
    "3 min ago",
    "2 h ago",
    "1 day ago",
  ]);
});

it("keeps the type of a parameter visible", () => {
  expect([0.5, "relu", true, null].map(formatParam)).toEqual(["0.5", "relu", "true", "null"]);
});

it("shows the first items of a list, and how many there are", () => {
  const long = Array.from({ length: 1_000 }, (_, i) => i + 4e9);
  expect([[2, 0, 1], [0.123456, 0.5, 0.25, 0.126544], [7], long].map(formatParam)).toEqual([
    "[2, 0, 1]",
    "[0.12, 0.5, … of 4]",
    "[7]",
    "[4000000000, 4000000001, … of 1000]",
  ]);
});

it("shows small rates and shares as more than zero", () => {
  expect(formatRate(0.04)).toBe("<0.1");
  expect(formatPercent(0.0004)).toBe("<0.1%");
  expect(formatPercent(0.25)).toBe("25%");
});

it("groups a key into fours", () => {
  expect(fingerprint("7f3k19ceABCDefgh")).toBe("7f3k 19ce ABCD");
});
