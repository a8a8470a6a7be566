import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Length, utf8Text } from "./utf8.ts";

test("UTF-8 is read as the platform reads it, and refused where the platform would replace", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      let expected: string | null;
      try {
        expected = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        expected = null;
      }
      expect(utf8Text(bytes)).toBe(expected);
    }),
    { numRuns: 3_000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 6_000 }), (text) => {
      const bytes = new TextEncoder().encode(text);
      expect(utf8Text(bytes)).toBe(text);
      expect(utf8Length(text)).toBe(bytes.length);
    }),
  );
});

test.each([
  ["an overlong NUL", [0xc0, 0x80]],
  ["an overlong slash", [0xe0, 0x80, 0xaf]],
  ["half a surrogate pair", [0xed, 0xa0, 0x80]],
  ["a point beyond Unicode", [0xf4, 0x90, 0x80, 0x80]],
  ["a cut-off character", [0x61, 0xf0, 0x9f, 0x90]],
  ["a stray continuation", [0x80]],
])("%s is no UTF-8", (_, bytes) => {
  expect(utf8Text(Uint8Array.from(bytes))).toBeNull();
});
