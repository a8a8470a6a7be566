import fc from "fast-check";
import { expect, it } from "vitest";
import { exactParse, exactStringify } from "./exact-json.ts";

it("keeps every number and every text", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("\u0000", "\u0000nNaN", "\u0000s", "NaN", "\\ud800"),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(fc.double(), text, fc.boolean(), fc.constant(null), tie("list"), tie("record")),
    list: fc.array(tie("any"), { maxLength: 3 }),
    record: fc.dictionary(text, tie("any"), { maxKeys: 3, noNullPrototype: true }),
  })).any;
  fc.assert(
    fc.property(value, (it) => {
      expect(exactParse(exactStringify(it))).toEqual(it);
    }),
  );
});

it("mends half a surrogate pair and nothing else", () => {
  const mended = (text: string) => exactParse(exactStringify(text));
  expect(mended("a\ud83db")).toBe("a\ufffdb");
  expect(mended("\ude00")).toBe("\ufffd");
  expect(mended("\\ud800 \\\ud800 😀")).toBe("\\ud800 \\\ufffd 😀");
});
