import { expect, it } from "vitest";
import { fuzzFormats } from "../bench/fuzz/fuzz-formats.ts";
import { json, target } from "../bench/fuzz/target.ts";
import { TARGETS } from "../bench/fuzz/targets.ts";
import { parsed, refused } from "../study/parsed.ts";
import { decodeSpec, encodeSpec } from "../study/spec/spec-bytes.ts";
import { arbitrarySpec } from "../study/testing/arbitrary-spec.ts";

/** Another part of all that can be than `npm run fuzz -- formats` looks at by default. */
const SEED = 50;
const INPUTS = 50_000;

it("every codec takes or refuses whatever a stranger sends, soon, and gives back what it takes", () => {
  const { targets, faults, slow, heapFirst, heapLast } = fuzzFormats(TARGETS, INPUTS, SEED);
  expect(faults).toEqual([]);
  expect(slow).toBe(0);
  expect((heapLast - heapFirst) / 2 ** 20).toBeLessThan(8);
  for (const { name, inputs, accepted, refused: judged } of targets) {
    expect([name, accepted / inputs > 0.05, (accepted + judged) / inputs > 0.4]).toEqual([name, true, true]);
  }
});

const encoding = { name: "bad", format: json, values: arbitrarySpec, encode: encodeSpec };

it.each([
  [
    "throws",
    target({
      ...encoding,
      decode: (bytes) => {
        const spec = decodeSpec(bytes);
        if (!spec.ok) throw new Error(spec.reason);
        return spec;
      },
    }),
    /threw Error/,
  ],
  [
    "takes what it cannot give back",
    target({ ...encoding, decode: (bytes, origin) => (bytes.length % 2 === 0 ? parsed(origin) : decodeSpec(bytes)) }),
    /comes back as something else|is refused|threw/,
  ],
  ["refuses what is valid", target({ ...encoding, decode: () => refused("no") }), /a valid input is refused: no/],
])("a codec that %s is found out", (_, bad, what) => {
  const { faults } = fuzzFormats([bad], 200, SEED);
  expect(faults.map(({ what }) => what).join("\n")).toMatch(what);
});

it("counts a decoder that hangs", () => {
  const slow = target({
    ...encoding,
    decode: (bytes) => {
      const end = performance.now() + 101;
      while (bytes.length % 16 === 0 && performance.now() < end);
      return refused("late");
    },
  });
  expect(fuzzFormats([slow], 40, SEED).slow).toBeGreaterThan(0);
});
