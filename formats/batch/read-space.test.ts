import { describe, expect, it } from "vitest";
import { readSpace } from "./read-space.ts";

const SPACE = `# of a small network
lr: {type: float, low: 1e-5, high: 0.1, log: true}
dropout: {type: float, low: 0, high: 0.5, step: 0.1}
layers:
  type: int
  low: 1
  high: 4
act: [relu, tanh, null, true, 3]
size: {type: categorical, choices: [16, 32]}
`;

describe("a search space", () => {
  it("has a parameter by each key, in the file's order", () => {
    const read = readSpace(SPACE);
    if (!read.ok) throw new Error(read.reason);
    expect(Object.entries(read.value)).toEqual([
      ["lr", { kind: "float", low: 1e-5, high: 0.1, log: true, step: null }],
      ["dropout", { kind: "float", low: 0, high: 0.5, log: false, step: 0.1 }],
      ["layers", { kind: "int", low: 1, high: 4, log: false, step: 1 }],
      ["act", { kind: "categorical", choices: ["relu", "tanh", null, true, 3] }],
      ["size", { kind: "categorical", choices: [16, 32] }],
    ]);
  });

  it("may be JSON", () => {
    const read = readSpace('{"n": {"type": "int", "low": 1, "high": 64, "log": true, "step": null}}');
    expect(read).toEqual({ ok: true, value: { n: { kind: "int", low: 1, high: 64, log: true, step: 1 } } });
  });

  it.each([
    ["nothing", "", "a map with a parameter by each key"],
    ["a list", "- x", "a map with a parameter by each key"],
    ["no parameter", "{}", "a map with a parameter by each key"],
    ["torn YAML", "x: [1,", "Line 1"],
    ["a number alone", "x: 3", "or a list of choices"],
    ["no type", "x: {low: 0, high: 1}", "float, int or categorical"],
    ["a type of the prototype's", "x: {type: toString, low: 0, high: 1}", "float, int or categorical"],
    ["a key nobody knows", "x: {type: int, low: 0, hgh: 1}", "do you mean high?"],
    ["no bound", "x:\n  type: int\n  low: 0", "high is a number, and this is missing"],
    ["a text as a bound", 'x: {type: int, low: "0", high: 1}', "low is a number"],
    ["swapped bounds", "x: {type: float, low: 2, high: 1}", "swap them"],
    ["a log range from 0", "x: {type: float, low: 0, high: 1, log: true}", "log range needs low > 0"],
    ["log as a word", "x: {type: float, low: 1, high: 2, log: maybe}", "log is true or false"],
    ["a step as a word", "x: {type: float, low: 1, high: 2, step: small}", "step is a number"],
    ["half an int", "x: {type: int, low: 0.5, high: 2}", "whole numbers"],
    ["no choice", "x: []", "nothing to choose from"],
    ["a choice twice", "x: [a, a]", "listed twice"],
    ["a list as a choice", "x: [[1]]", "A choice is a number"],
    ["choices that are none", "x: {type: categorical, choices: a}", "choices is a list"],
    ["a name that means something else", '"__proto__": [1]', "No parameter may be called so"],
  ])("is refused with the line and what to do: %s", (_what, text, word) => {
    expect(readSpace(text)).toEqual({ ok: false, reason: expect.stringContaining(word) });
  });

  it("names the lines of several mistakes", () => {
    expect(readSpace("x: 3\ny: [1]\nz: 4\n")).toEqual({
      ok: false,
      reason: expect.stringMatching(/^Line 1: .* Line 3: /),
    });
  });
});
