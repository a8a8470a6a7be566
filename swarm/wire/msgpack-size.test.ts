import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { expect, test } from "vitest";
import { arbitraryMessage } from "../testing/arbitrary-message.ts";
import { encodeMessage, sizeOfMessage } from "./codec.ts";
import { msgpackSize } from "./msgpack-size.ts";

test("a message's size is that of its bytes", () => {
  fc.assert(
    fc.property(arbitraryMessage, (message) => {
      expect(sizeOfMessage(message)).toBe(encodeMessage(message).length);
    }),
  );
});

const borders = [0, 5, 7, 8, 15, 16, 31, 32, 53, 63].flatMap((power) => [2 ** power - 1, 2 ** power, 2 ** power + 1]);

test("a plain value's size is that of its bytes, at every border of a format", () => {
  const numbers = [...borders, ...borders.map((border) => -border), 0.5, -0, Number.NaN, Number.POSITIVE_INFINITY];
  for (const value of numbers) expect([value, msgpackSize(value)]).toEqual([value, encode(value).length]);
  for (const length of [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536]) {
    for (const value of ["x".repeat(length), new Uint8Array(length), Array.from({ length }, () => null)])
      expect([length, msgpackSize(value)]).toEqual([length, encode(value).length]);
  }
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(msgpackSize(text)).toBe(encode(text).length);
    }),
  );
});
