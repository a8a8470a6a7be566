import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../spec/spec.ts";
import { variantAt, variantTrials, variedOf } from "./variants.ts";

const variants = (...configs: readonly Json[]) => configs.map((config, i) => ({ name: `v${i}`, config }));

test("each variant comes once, then all again", () => {
  const trainable = { variants: variants(1, 2, 3), repeat: 2 };
  expect(variantTrials(trainable)).toBe(6);
  expect(Array.from({ length: 6 }, (_, i) => variantAt(trainable, i)?.name)).toEqual([
    "v0",
    "v1",
    "v2",
    "v0",
    "v1",
    "v2",
  ]);
});

test("what differs is told by its path, and what does not is left out", () => {
  const all = variants(
    { lr: 0.1, net: { units: 4, layers: [8, 8] }, env: "mnist" },
    { lr: 0.2, net: { units: 4, layers: [8, 16] }, env: "mnist" },
  );
  expect(variedOf(all)).toEqual([
    { lr: 0.1, "net.layers.1": 8 },
    { lr: 0.2, "net.layers.1": 16 },
  ]);
});

test("a path that some variant has not is one that differs, and is left out there", () => {
  expect(variedOf(variants({ a: 1 }, { a: 1, b: null }, {}))).toEqual([{ a: 1 }, { a: 1, b: null }, {}]);
});

test("one variant differs in nothing", () => {
  expect(variedOf(variants({ a: 1, b: [1, { c: 2 }] }))).toEqual([{}]);
});

test("__proto__ is a key like any other", () => {
  const config = (value: number): Json => JSON.parse(`{"__proto__": ${value}}`);
  const [first] = variedOf(variants(config(1), config(2)));
  expect(Object.entries(first ?? {})).toEqual([["__proto__", 1]]);
});

test("variants that are equal differ in nothing, whatever they are", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const config = JSON.parse(JSON.stringify(value)) as Json;
      expect(variedOf(variants(config, config))).toEqual([{}, {}]);
    }),
  );
});

test("what differs is bounded: paths, their length, and texts", () => {
  const wide = (seed: number): Json => Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`k${i}`, i * seed]));
  const [first = {}] = variedOf(variants(wide(1), wide(2)));
  expect(Object.keys(first).length).toBeLessThanOrEqual(1_000);
  const long = "x".repeat(30_000);
  expect(variedOf(variants({ [long]: { a: 1 } }, { [long]: { a: 2 } }))).toEqual([{}, {}]);
  const [text = {}] = variedOf(variants({ prompt: `${long}a` }, { prompt: `${long}b` }));
  expect(text["prompt"]).toBe(`${"x".repeat(200)}\u2026`);
});
