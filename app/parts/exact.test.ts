import * as fc from "fast-check";
import { expect, it } from "vitest";
import { exactJson, exactText, exactTitle } from "./exact.ts";

it("gives numbers back as they were, through text and through JSON", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  fc.assert(
    fc.property(finite, (value) => {
      expect(Number(exactText(value))).toBe(value);
      expect(JSON.parse(exactJson({ x: value }))).toEqual({ x: value });
    }),
  );
});

it("names every kind of value", () => {
  expect([0.1 + 0.2, "relu", true, null].map(exactText)).toEqual(["0.30000000000000004", "relu", "true", "null"]);
  expect(exactJson({ "learning rate": 1e-7, layers: 3, kind: "a\n", off: null })).toBe(
    '{\n  "learning rate": 1e-7,\n  "layers": 3,\n  "kind": "a\\n",\n  "off": null\n}',
  );
});

it("gives lists as JSON, a parameter a line, and every number back", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), fc.string(), (list, name) => {
      const json = exactJson({ x: 1, [name]: list });
      expect(JSON.parse(json)).toEqual({ x: 1, [name]: list });
      expect(json.split("\n")).toHaveLength(name === "x" ? 3 : 4);
      expect(JSON.parse(exactText(list))).toEqual(list);
    }),
  );
  expect(exactJson({})).toBe("{}");
});

it("cuts a long list in a tooltip, and no number", () => {
  const list = Array.from({ length: 1_000 }, (_, i) => i);
  expect(exactTitle(list)).toHaveLength(301);
  expect(exactTitle([1, 0])).toBe("[1,0]");
  expect(exactTitle("x".repeat(900))).toHaveLength(900);
});
