import { expect, it } from "vitest";
import { categoricalDistribution, floatDistribution, intDistribution } from "../../study/space/distribution.ts";
import { permutationDistribution } from "../../study/space/vector-distribution.ts";
import { readBest, writeBest } from "./best-message.ts";

const BEST = {
  value: -0.99,
  params: { x: 2, n: 3, y: -1, "who's": 'a "b"', on: true, none: null },
  distributions: {
    x: floatDistribution(-100, 100),
    n: intDistribution(1, 5),
    y: categoricalDistribution([-1, 0, 1]),
    "who's": categoricalDistribution(['a "b"', "c"]),
    on: categoricalDistribution([true, false]),
    none: categoricalDistribution([null, 1]),
  },
};

it("is the original peer's object, each parameter with the type it was asked for by", () => {
  expect(writeBest(BEST)).toBe(
    '{"best_value":-0.99,"best_params":{"x":2,"n":3,"y":-1,"who\'s":"a \\"b\\"","on":true,"none":null},' +
      '"param_types":{"x":"float","n":"int","y":"categorical","who\'s":"categorical","on":"categorical","none":"categorical"}}',
  );
});

it("is read back as it was written, infinite values included", () => {
  for (const value of [-0.99, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const read = readBest(writeBest({ ...BEST, value }));
    expect(read).toMatchObject({
      ok: true,
      value: { value, params: BEST.params, types: { x: "float", y: "categorical" } },
    });
  }
});

it("has a list number by number", () => {
  const message = writeBest({
    value: 1,
    params: { order: [1, 0] },
    distributions: { order: permutationDistribution(2) },
  });
  expect(JSON.parse(message)).toEqual({
    best_value: 1,
    best_params: { "order[0]": 1, "order[1]": 0 },
    param_types: { "order[0]": "int", "order[1]": "int" },
  });
});

it("is read as the original writes it, with spaces and Python's floats", () => {
  const text = `{"best_value": 4.0, "best_params": {"x": 2.0, "y": 0}, "param_types": {"x": "float", "y": "int"}}`;
  expect(readBest(text)).toEqual({
    ok: true,
    value: { value: 4, params: { x: 2, y: 0 }, types: { x: "float", y: "int" } },
  });
});

it.each([
  ["no JSON", "{", "no JSON"],
  ["no object", "[]", "no object"],
  ["no value", `{"best_params": {}, "param_types": {}}`, "best_value"],
  ["NaN", `{"best_value": NaN, "best_params": {}, "param_types": {}}`, "best_value"],
  ["no parameters", `{"best_value": 1, "param_types": {}}`, "best_params"],
  ["no types", `{"best_value": 1, "best_params": {}}`, "param_types"],
  ["a parameter without a type", `{"best_value": 1, "best_params": {"x": 1}, "param_types": {}}`, `"x"`],
  ["a type of the prototype's", `{"best_value": 1, "best_params": {"toString": 1}, "param_types": {}}`, `"toString"`],
  ["a strange name", `{"best_value": 1, "best_params": {"": 1}, "param_types": {"": "int"}}`, "may be called"],
  ["half an int", `{"best_value": 1, "best_params": {"x": 0.5}, "param_types": {"x": "int"}}`, "type int"],
  [
    "an infinite float",
    `{"best_value": 1, "best_params": {"x": Infinity}, "param_types": {"x": "float"}}`,
    "type float",
  ],
  ["a text as float", `{"best_value": 1, "best_params": {"x": "1"}, "param_types": {"x": "float"}}`, "type float"],
  [
    "a list as choice",
    `{"best_value": 1, "best_params": {"x": [1]}, "param_types": {"x": "categorical"}}`,
    "categorical",
  ],
])("is refused with what is wrong: %s", (_what, text, word) => {
  expect(readBest(text)).toEqual({ ok: false, reason: expect.stringContaining(word) });
});
