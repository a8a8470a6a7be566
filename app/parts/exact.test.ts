import * as fc from "fast-check";
import { expect, it } from "vitest";
import { exactJson, exactText } from "./exact.ts";

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
