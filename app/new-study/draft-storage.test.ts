import { expect, it } from "vitest";
import { emptyForm } from "./draft.ts";
import { keepForm, parseForm, restoreForm } from "./draft-storage.ts";

it("reads what it wrote", () => {
  const form = {
    ...emptyForm(2),
    source: "export default () => 1",
    name: "Mine",
    objectives: [
      { name: "loss", direction: "minimize", unit: "" },
      { name: "size", direction: "maximize", unit: "kB" },
    ],
    rules: [{ metric: "loss", bound: "at-most", value: "0.1" }],
    samplerOptions: { populationSize: "20" },
    deepga: { population: "50" },
    experiments: "2",
    budget: "generations",
    startPoints: "x\n1",
  } as const;
  expect(parseForm(JSON.stringify(form), 2)).toEqual(form);
});

it("keeps that the author's tab only watches", () => {
  expect(parseForm(JSON.stringify({ ...emptyForm(2), cores: 0 }), 2)).toMatchObject({ cores: 0 });
  expect(parseForm(JSON.stringify({ ...emptyForm(2), cores: -1 }), 2)).toMatchObject({ cores: 2 });
});

it("keeps an experiment with its script, its seed and what it filled in", () => {
  const { name, objectives, timeoutSeconds, pruner, prunerOptions, wrapped } = emptyForm(2);
  const form = {
    ...emptyForm(2),
    experiment: "a:\n  config: {b: 1}\n",
    experimentFile: "a.yaml",
    chosen: "a",
    draws: "autumn",
    scriptFile: "a.js",
    shelf: [{ name: "b.js", source: "1" }],
    filled: { name, objectives, timeoutSeconds, pruner, prunerOptions, wrapped },
  };
  expect(parseForm(JSON.stringify(form), 2)).toEqual(form);
  expect(parseForm(JSON.stringify({ ...form, filled: 7 }), 2)).toEqual({ ...form, filled: null });
});

it("reads a draft from before a study had several objectives", () => {
  const before = {
    name: "Mine",
    source: "(t) => 1",
    direction: "maximize",
    unit: "km/s",
    sampler: "tpe",
    listed: false,
  };
  expect(parseForm(JSON.stringify(before), 2)).toEqual({
    ...emptyForm(2),
    name: "Mine",
    source: "(t) => 1",
    objectives: [{ name: "value", direction: "maximize", unit: "km/s" }],
    sampler: "tpe",
    listed: false,
  });
});

it("loses of a draft no more than the part it cannot read", () => {
  const form = { ...emptyForm(2), source: "(t) => 1", sampler: "cma", objectives: [], rules: "none", pruner: "median" };
  expect(parseForm(JSON.stringify(form), 2)).toEqual({ ...emptyForm(2), source: "(t) => 1", pruner: "median" });
});

it("starts anew from anything that is no draft", () => {
  for (const text of [null, "", "{", "null", "[]", '{"name":7}']) expect(parseForm(text, 2)).toBeNull();
});

it("works where the browser has no storage at all", () => {
  expect(keepForm(emptyForm(1))).toBe(false);
  expect(restoreForm(2, 4)).toEqual(emptyForm(2));
});
