import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEAL_BYTES } from "./seal-size.ts";
import { SEALING_KEY_BYTES, seal, unseal } from "./sealing.ts";

const material = fc.uint8Array({ minLength: SEALING_KEY_BYTES, maxLength: SEALING_KEY_BYTES });
const context = fc.uint8Array({ minLength: 8, maxLength: 8 });
const text = fc.uint8Array({ maxLength: 300 });

describe("sealed text", () => {
  test("is opened with its keys and context, and shows nothing but its length", () => {
    fc.assert(
      fc.property(material, text, context, (keys, words, place) => {
        const sealed = seal(keys, words, place);
        expect(sealed.length).toBe(words.length + SEAL_BYTES);
        expect(unseal(keys, sealed, place)).toEqual(words);
        // 16 equal bytes by chance: once in 2 ** 128.
        if (words.length >= 16) expect(Buffer.from(sealed).includes(Buffer.from(words))).toBe(false);
      }),
    );
  });

  test("is not opened after any change of keys, context or itself", () => {
    const flipped = (bytes: Uint8Array, at: number, bit: number): Uint8Array => {
      const other = bytes.slice();
      other[at % bytes.length] = (other[at % bytes.length] ?? 0) ^ (1 << bit);
      return other;
    };
    fc.assert(
      fc.property(material, text, context, fc.nat(), fc.nat(7), (keys, words, place, at, bit) => {
        const sealed = seal(keys, words, place);
        expect(unseal(keys, flipped(sealed, at, bit), place)).toBeNull();
        expect(unseal(keys, sealed, flipped(place, at, bit))).toBeNull();
        expect(unseal(flipped(keys, at, bit), sealed, place)).toBeNull();
        expect(unseal(keys, sealed.subarray(0, at % sealed.length), place)).toBeNull();
      }),
    );
  });

  test("has nothing in common where text or context differ, so that no key stream is used twice", () => {
    const keys = new Uint8Array(SEALING_KEY_BYTES).fill(7);
    const streamOf = (words: Uint8Array, place: Uint8Array): string => {
      const sealed = seal(keys, words, place).subarray(0, words.length);
      return Buffer.from(sealed.map((byte, i) => byte ^ (words[i] ?? 0))).toString("hex");
    };
    const zeros = new Uint8Array(64);
    const places = [0, 1, 2].map((n) => new Uint8Array(8).fill(n));
    const streams = [zeros, zeros.with(0, 1), zeros.with(63, 1)].flatMap((words) =>
      places.map((place) => streamOf(words, place)),
    );
    expect(new Set(streams).size).toBe(9);
  });

  test("is that of RFC 8452, appendix C.2", () => {
    const key = new Uint8Array(32).with(0, 1);
    const nonce = new Uint8Array(12).with(0, 3);
    const words = new Uint8Array(8).with(0, 1);
    expect(Buffer.from(seal(key, words, nonce)).toString("hex")).toBe(
      "c2ef328e5c71c83b843122130f7364b761e0b97427e3df28",
    );
  });

  test("takes whole keys", () => {
    expect(() => seal(new Uint8Array(31), new Uint8Array(1), new Uint8Array(8))).toThrow();
  });
});
