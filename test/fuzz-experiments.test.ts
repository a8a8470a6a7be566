import { describe, expect, it, test } from "vitest";
import { fuzzExpressions, fuzzFiles } from "../bench/fuzz/fuzz-experiments.ts";
import { touchedJavaScript } from "../bench/fuzz/javascript-watch.ts";

/** Another part of all that can be than `npm run fuzz -- expressions` looks at by default. */
const SEED = 50;

it("no expression reaches JavaScript, throws, or takes long, whatever its text", () => {
  const { made, refused, faults, touched, slow } = fuzzExpressions(20_000, SEED);
  expect({ faults, touched, slow }).toEqual({ faults: [], touched: [], slow: 0 });
  expect([made > 2_000, refused > 2_000]).toEqual([true, true]);
}, 60_000);

it("no file throws, takes long, is refused without a place, or makes variants that no study takes", () => {
  const { made, refused, faults, touched, slow } = fuzzFiles(1_000, SEED);
  expect({ faults, touched, slow }).toEqual({ faults: [], touched: [], slow: 0 });
  expect([made > 100, refused > 100]).toEqual([true, true]);
}, 60_000);

describe("what reaches JavaScript is found out", () => {
  const record: Readonly<Record<string, unknown>> = {};
  test.each<[name: string, run: () => unknown, touched: string]>([
    // oxlint-disable-next-line no-eval
    ["eval", () => globalThis.eval("1"), "eval"],
    ["Function", () => globalThis.Function, "Function"],
    ["a function's constructor", () => (() => 1).constructor, "Function.prototype.constructor"],
    ["an object's constructor", () => record["constructor"], "Object.prototype.constructor"],
    ["an object's prototype", () => record["__proto__"], "Object.prototype.__proto__"],
  ])("%s", (_, run, name) => {
    expect(touchedJavaScript(run).touched).toEqual([name]);
    expect(touchedJavaScript(() => 1).touched).toEqual([]);
  });

  test("and what stays on a prototype", () => {
    const { prototype } = Array;
    const { touched } = touchedJavaScript(() => Reflect.set(prototype, "left", 1));
    Reflect.deleteProperty(prototype, "left");
    expect(touched).toEqual(["a prototype, 1"]);
  });
});
