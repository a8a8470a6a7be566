import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fromBase64, toBase64 } from "./base64.ts";
import { Utf8Decoder, Utf8Encoder } from "./text-codecs.ts";

const texts = fc.string({ unit: "binary", maxLength: 40 });

it("writes UTF-8 as the platform does", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        texts,
        fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
      ),
      (text) => {
        expect(new Utf8Encoder().encode(text)).toEqual(new TextEncoder().encode(text));
      },
    ),
    { numRuns: 500 },
  );
});

it("reads UTF-8, and what is none, as the platform does", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .array(fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0xc2, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0x41))
      .map((all) => Uint8Array.from(all)),
    texts.map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(bytes, (all) => {
      expect(new Utf8Decoder().decode(all)).toBe(new TextDecoder().decode(all));
      expect(new Utf8Decoder().decode(all.buffer)).toBe(new TextDecoder().decode(all.buffer));
    }),
    { numRuns: 2_000 },
  );
});

it("reads and writes base64 as the platform does", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      const text = String.fromCharCode(...bytes);
      expect(toBase64(text)).toBe(btoa(text));
      expect(fromBase64(btoa(text))).toBe(text);
    }),
  );
  expect(() => fromBase64("a")).toThrow(RangeError);
  expect(() => toBase64("\u0100")).toThrow(RangeError);
});
