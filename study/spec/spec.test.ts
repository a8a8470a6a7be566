import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64url } from "../bytes/base64url.ts";
import { utf8Text } from "../bytes/utf8.ts";
import { type PrunerChoice, prunerFor } from "../pruners/choice.ts";
import { canonicalJson } from "./canonical-json.ts";
import { parseSpec } from "./parse-spec.ts";
import { DEFAULT_BUDGET, type StudySpec } from "./spec.ts";
import { decodeSpec, encodeSpec, studyIdOf } from "./spec-bytes.ts";
import { MAX_SOURCE_BYTES, MAX_SPEC_BYTES } from "./spec-limits.ts";
import { hiddenCharacter, isVisible } from "./visible-text.ts";

const spec: StudySpec = {
  version: 1,
  name: "Quadratic 🐝",
  objective: { language: "javascript", source: "export default (trial) =>\n  trial.suggestFloat('x', -100, 100) ** 2" },
  directions: ["minimize"],
  unit: "km/s",
  sampler: { name: "tpe" },
  pruner: { name: "none" },
  budget: DEFAULT_BUDGET,
  trialTimeoutMs: 60_000,
  verifications: 2,
  maxPeers: 64,
  listed: true,
  author: { key: "A".repeat(43), name: "Ada" },
  createdMs: 1_790_000_000_000,
};

const unicode = (maxLength: number, minLength = 0) => fc.string({ unit: "grapheme", minLength, maxLength });
const label = (maxLength: number) =>
  unicode(maxLength, 1).filter((text) => isVisible(text) && hiddenCharacter(text) === null);
const PRUNERS: readonly PrunerChoice[] = [
  { name: "none" },
  { name: "median" },
  { name: "median", startupTrials: 0, warmupSteps: 3, intervalSteps: 2, minTrials: 4 },
  { name: "percentile", percentile: 12.5 },
  { name: "halving" },
  { name: "halving", minResource: 2, reductionFactor: 3, minEarlyStoppingRate: 1, bootstrapCount: 5 },
  { name: "hyperband", minResource: 2, maxResource: 81 },
  { name: "threshold", lower: -0.5, upper: 1e300 },
  { name: "patient", patience: 0, minDelta: 0.01 },
  { name: "patient", patience: 9, wrapped: { name: "percentile", percentile: 10 } },
  { name: "wilcoxon", pThreshold: 0.2, startupSteps: 8 },
];
const arbitrarySpec: fc.Arbitrary<StudySpec> = fc.record({
  version: fc.constant(1 as const),
  name: label(20),
  objective: fc.record({
    language: fc.constantFrom("javascript" as const, "typescript" as const),
    source: unicode(300, 1),
  }),
  directions: fc.constantFrom(["minimize" as const], ["maximize" as const]),
  unit: fc.oneof(fc.constant(""), label(4)),
  sampler: fc.constantFrom({ name: "tpe" as const }, { name: "random" as const }),
  pruner: fc.constantFrom(...PRUNERS),
  budget: fc.constantFrom(
    DEFAULT_BUDGET,
    { kind: "trials" as const, total: 7, trialsPerRound: 1 },
    { kind: "time" as const, seconds: 60, trialsPerRound: 5 },
    { kind: "open" as const, trialsPerRound: 10 },
  ),
  trialTimeoutMs: fc.integer({ min: 100, max: 3_600_000 }),
  verifications: fc.integer({ min: 0, max: 10 }),
  maxPeers: fc.integer({ min: 1, max: 100_000 }),
  listed: fc.boolean(),
  author: fc.record({ key: fc.constantFrom("", "_".repeat(43)), name: unicode(10) }),
  createdMs: fc.maxSafeNat(),
});

describe("a study's bytes and id", () => {
  test("decode to what was encoded, with the same id", () => {
    fc.assert(
      fc.property(arbitrarySpec, (any) => {
        const back = decodeSpec(encodeSpec(any));
        expect(back).toEqual({ ok: true, value: any });
        expect(back.ok && studyIdOf(back.value)).toBe(studyIdOf(any));
      }),
    );
  });

  test("do not depend on the order of keys", () => {
    const turned = Object.fromEntries(Object.entries(spec).reverse()) as unknown as StudySpec;
    expect(studyIdOf(turned)).toBe(studyIdOf(spec));
    expect(studyIdOf(spec)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test("stay what they are: links carry the id", () => {
    // SHA-256 of the same canonical JSON, computed with Python's json and hashlib.
    expect(studyIdOf(spec)).toBe("plPQT-BQGyiOLCcxEJQBQTxNTuYvRrhpzG8j3GgrUYo");
  });

  test("change with every field", () => {
    const changes: Partial<StudySpec>[] = [
      { name: "Other" },
      { objective: { ...spec.objective, source: `${spec.objective.source} ` } },
      { directions: ["maximize"] },
      { budget: { ...DEFAULT_BUDGET, trialsPerRound: 11 } },
      { createdMs: spec.createdMs + 1 },
      { listed: false },
    ];
    expect(new Set(changes.map((change) => studyIdOf({ ...spec, ...change }))).size).toBe(changes.length);
  });

  test("refuse to say what JSON cannot", () => {
    for (const value of [undefined, Number.NaN, Infinity, { a: undefined }, [() => 1]])
      expect(() => canonicalJson(value)).toThrow();
    expect(canonicalJson({ b: -0, a: [1e21, 0.1], "": null })).toBe('{"":null,"a":[1e+21,0.1],"b":0}');
  });
});

describe("parsing a study", () => {
  test.each<[string, Record<string, unknown>]>([
    ["another version", { version: 2 }],
    ["an unknown key", { more: 1 }],
    ["a missing key", { unit: undefined }],
    ["a blank name", { name: "   " }],
    ["a name nobody sees", { name: "\u200b\u200b\u200b" }],
    ["a name with a hidden character", { name: "Quad\u200bratic" }],
    ["a blank unit", { unit: " " }],
    ["a unit that turns text round", { unit: "א\u202e%" }],
    ["a long name", { name: "x".repeat(121) }],
    ["half a surrogate pair", { name: "\ud83d" }],
    ["an empty source", { objective: { language: "javascript", source: "" } }],
    [
      "a source too long in bytes",
      { objective: { language: "javascript", source: "é".repeat(MAX_SOURCE_BYTES / 2 + 1) } },
    ],
    ["an unknown language", { objective: { language: "python", source: "x" } }],
    ["two directions", { directions: ["minimize", "minimize"] }],
    ["no direction", { directions: [] }],
    ["an unknown sampler", { sampler: { name: "annealing" } }],
    ["a sampler with options", { sampler: { name: "tpe", seed: 1 } }],
    ["an unknown pruner", { pruner: { name: "mean" } }],
    ["a pruner with another's option", { pruner: { name: "median", lower: 1 } }],
    ["a pruner without what it needs", { pruner: { name: "percentile" } }],
    ["a pruner's option as text", { pruner: { name: "percentile", percentile: "10" } }],
    ["a pruner's option out of range", { pruner: { name: "hyperband", reductionFactor: 1 } }],
    ["a threshold without bounds", { pruner: { name: "threshold", warmupSteps: 1 } }],
    ["a threshold between crossed bounds", { pruner: { name: "threshold", lower: 1, upper: 0 } }],
    ["a bootstrap without a first rung", { pruner: { name: "halving", bootstrapCount: 1 } }],
    ["a whole trial shorter than its first rung", { pruner: { name: "hyperband", minResource: 9, maxResource: 8 } }],
    [
      "patience within patience",
      { pruner: { name: "patient", patience: 1, wrapped: { name: "patient", patience: 1 } } },
    ],
    ["patience around nothing", { pruner: { name: "patient", patience: 1, wrapped: null } }],
    ["no rounds", { budget: { kind: "rounds", rounds: 0, trialsPerRound: 10 } }],
    ["a budget of two kinds", { budget: { kind: "rounds", rounds: 1, total: 5, trialsPerRound: 10 } }],
    ["a fraction of a trial", { budget: { kind: "trials", total: 1.5, trialsPerRound: 1 } }],
    ["a timeout too short", { trialTimeoutMs: 99 }],
    ["a timeout too long", { trialTimeoutMs: 3_600_001 }],
    ["an author's key of another form", { author: { key: "abc", name: "" } }],
    ["a list that is a list of one", { listed: [true] }],
  ])("refuses %s with a reason", (_, change) => {
    const result = parseSpec({ ...spec, ...change });
    expect(result.ok).toBe(false);
    expect(result.ok || result.reason.length > 10).toBe(true);
  });

  test("names the hidden character in its reason, and takes emoji and text from right to left", () => {
    expect(parseSpec({ ...spec, unit: "א\u202e%" })).toEqual({
      ok: false,
      reason: "the unit has the invisible character U+202E: type it again without",
    });
    for (const name of ["👩\u200d🔬 ❤\ufe0f", "חיפוש"]) expect(parseSpec({ ...spec, name, unit: name }).ok).toBe(true);
  });

  test("takes only pruners that can be made, and makes the one chosen", () => {
    for (const choice of PRUNERS) expect(prunerFor(choice).name).toBe(choice.name);
  });

  test("gives a value or a reason for any bytes at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeSpec(bytes).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(parseSpec(input).ok).toBe(false);
      }),
    );
  });

  test("does not fall for depth or size", () => {
    const deep = new TextEncoder().encode("[".repeat(600_000));
    expect(decodeSpec(deep)).toEqual({ ok: false, reason: "a study is not JSON" });
    expect(decodeSpec(new Uint8Array(MAX_SPEC_BYTES + 1)).ok).toBe(false);
  });

  test("takes the largest source there may be, over its bytes", () => {
    const largest: StudySpec = {
      ...spec,
      objective: { language: "javascript", source: "\n".repeat(MAX_SOURCE_BYTES) },
    };
    expect(parseSpec(largest).ok).toBe(true);
    expect(decodeSpec(encodeSpec(largest)).ok).toBe(true);
  });
});

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
    fc.property(unicode(6_000), (text) => {
      expect(utf8Text(new TextEncoder().encode(text))).toBe(text);
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

test("base64url is RFC 4648's", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(base64url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
    }),
  );
});
