import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Text } from "../bytes/utf8.ts";
import { arbitrarySpec } from "../testing/arbitrary-spec.ts";
import { canonicalJson } from "./canonical-json.ts";
import { parseSpec, readSpec } from "./parse-spec.ts";
import { type StudySpec, specWith } from "./spec.ts";
import { decodeSpec, encodeSpec, studyIdOf } from "./spec-bytes.ts";
import { MAX_SOURCE_BYTES, MAX_SPEC_BYTES } from "./spec-limits.ts";

const spec: StudySpec = specWith({
  name: "Quadratic 🐝",
  description: "Two rows:\nx and y.",
  objective: { language: "javascript", source: "export default (trial) =>\n  trial.suggestFloat('x', -100, 100) ** 2" },
  objectives: [
    { name: "loss", direction: "minimize", unit: "km/s" },
    { name: "größe", direction: "maximize", unit: "" },
  ],
  metrics: ["accuracy"],
  constraints: ["weight"],
  sampler: { name: "distinct", sampler: { name: "cmaes", x0: { x: 0.5, ключ: -3 }, sigma0: 0.25 } },
  pruner: { name: "percentile", percentile: 12.5 },
  seed: "a seed",
  startPoints: [{ x: 1, kind: "b", on: true, none: null }, {}],
  budget: { kind: "trials", total: 700, trialsPerRound: 7 },
  stopRules: [{ kind: "metric", metric: "accuracy", bound: "at-least", value: 0.99, ends: "study" }],
  listed: true,
  author: { key: "A".repeat(43), name: "Ada" },
  createdMs: 1_790_000_000_000,
});

const hash = "h".repeat(43);

/** A change of each field: one more field, and this no longer compiles. */
const CHANGES: Record<Exclude<keyof StudySpec, "version">, Partial<StudySpec>> = {
  name: { name: "Other" },
  description: { description: "" },
  objective: { objective: { ...spec.objective, source: `${spec.objective.source} ` } },
  objectives: { objectives: [...spec.objectives].reverse() },
  metrics: { metrics: ["accuracy", "more"] },
  constraints: { constraints: [] },
  sampler: { sampler: { name: "auto" } },
  pruner: { pruner: { name: "none" } },
  seed: { seed: null },
  startPoints: { startPoints: [] },
  budget: { budget: { ...spec.budget, trialsPerRound: 8 } },
  stopRules: { stopRules: [] },
  trialTimeoutMs: { trialTimeoutMs: 60_001 },
  resources: { resources: { cores: 1, gpu: 1 } },
  repeatability: { repeatability: { kind: "noisy", repeats: 2 } },
  verifications: { verifications: 1 },
  attachments: { attachments: [{ name: "a", bytes: 1, sha256: hash, mediaType: "text/csv" }] },
  checkpoints: { checkpoints: { maxBytes: 1, keep: 1 } },
  experiments: { experiments: 2 },
  trainable: { trainable: { variants: [{ name: "a", config: null }], repeat: 1 } },
  private: { private: { secretHash: hash } },
  maxPeers: { maxPeers: 64 },
  listed: { listed: false },
  author: { author: { key: "", name: "Ada" } },
  createdMs: { createdMs: spec.createdMs + 1 },
};

describe("a study's bytes and id", () => {
  test("decode to what was encoded, with the same bytes, whatever the study says", () => {
    fc.assert(
      fc.property(arbitrarySpec, (any) => {
        const bytes = encodeSpec(any);
        const back = readSpec(JSON.parse(utf8Text(bytes) ?? ""));
        expect(back).toEqual({ ok: true, value: any });
        expect(back.ok && encodeSpec(back.value)).toEqual(bytes);
        const decoded = decodeSpec(bytes);
        if (decoded.ok) expect(studyIdOf(decoded.value)).toBe(studyIdOf(any));
        else expect(decoded.reason).toMatch(/^this version cannot .* yet$/);
      }),
      { numRuns: 500 },
    );
  });

  test("do not depend on the order of keys", () => {
    const turned = (value: unknown): unknown => {
      if (typeof value !== "object" || value === null) return value;
      if (Array.isArray(value)) return value.map(turned);
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, its]) => [key, turned(its)]),
      );
    };
    fc.assert(
      fc.property(arbitrarySpec, (any) => {
        const back = readSpec(turned(any));
        expect(back.ok && studyIdOf(back.value)).toBe(studyIdOf(any));
      }),
    );
    expect(studyIdOf(spec)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test("stay what they are: links carry the id", () => {
    // SHA-256 of the same canonical JSON, computed with Python's json and hashlib.
    expect(studyIdOf(spec)).toBe("72ZfkK631zEBiAlXJhP7uqkACyUNL6tZnayxIqusJc8");
    expect(decodeSpec(encodeSpec(spec))).toEqual({ ok: true, value: spec });
  });

  test("change with every field", () => {
    const changed = Object.values(CHANGES).map((change): StudySpec => Object.assign({}, spec, change));
    for (const each of changed) expect(readSpec(each)).toEqual({ ok: true, value: each });
    expect(new Set([spec, ...changed].map(studyIdOf)).size).toBe(changed.length + 1);
  });

  test("refuse to say what JSON cannot", () => {
    for (const value of [undefined, Number.NaN, Infinity, { a: undefined }, [() => 1], 1n])
      expect(() => canonicalJson(value)).toThrow();
    expect(canonicalJson({ b: -0, a: [1e21, 0.1], "": null })).toBe('{"":null,"a":[1e+21,0.1],"b":0}');
  });
});

describe("canonical JSON", () => {
  test("is the same text for what JSON reads out of it", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("orders keys by their UTF-16 units, as RFC 8785 does, and keeps one called __proto__", () => {
    const keys = JSON.parse('{"\\ufb33":1,"😀":2,"\\u20ac":3,"__proto__":4,"1":5,"\\r":6,"10":7,"9":8}');
    expect(canonicalJson(keys)).toBe('{"\\r":6,"1":5,"10":7,"9":8,"__proto__":4,"€":3,"😀":2,"\ufb33":1}');
  });
});

describe("decoding", () => {
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
    const deep = (text: string) => decodeSpec(new TextEncoder().encode(text));
    expect(deep("[".repeat(600_000))).toEqual({ ok: false, reason: "a study is not JSON" });
    expect(deep(`${"[".repeat(400_000)}${"]".repeat(400_000)}`).ok).toBe(false);
    const field = (name: string, value: string) =>
      deep(canonicalJson(spec).replace(`"${name}":`, `"${name}":${value},"rest":`));
    for (const name of Object.keys(spec)) {
      expect(field(name, `${"[".repeat(30_000)}${"]".repeat(30_000)}`).ok).toBe(false);
      expect(field(name, `${'{"name":'.repeat(20_000)}1${"}".repeat(20_000)}`).ok).toBe(false);
    }
    expect(decodeSpec(new Uint8Array(MAX_SPEC_BYTES + 1))).toEqual({
      ok: false,
      reason: `a study is longer than ${MAX_SPEC_BYTES} bytes`,
    });
  });

  test("takes the largest source there may be, over its bytes", () => {
    const largest: StudySpec = {
      ...spec,
      objective: { language: "javascript", source: "\n".repeat(MAX_SOURCE_BYTES) },
    };
    expect(decodeSpec(encodeSpec(largest)).ok).toBe(true);
  });

  test("takes a study up to its most bytes in all, and not one more", () => {
    const values = Array.from({ length: 200 }, (_, i) => "x".repeat(1_000 - (i % 2)));
    const points = Array.from({ length: 4 }, () => Object.fromEntries(values.map((value, i) => [`p${i}`, value])));
    const sized = (length: number) => ({
      ...spec,
      startPoints: points,
      objective: { ...spec.objective, source: "y".repeat(length) },
    });
    const room = MAX_SPEC_BYTES - encodeSpec(sized(0)).length;
    expect(room).toBeGreaterThan(0);
    expect(room).toBeLessThan(MAX_SOURCE_BYTES);
    expect(encodeSpec(sized(room)).length).toBe(MAX_SPEC_BYTES);
    expect(decodeSpec(encodeSpec(sized(room))).ok).toBe(true);
    expect(parseSpec(sized(room + 1))).toEqual({
      ok: false,
      reason: `the study has ${MAX_SPEC_BYTES + 1} bytes in all, of which ${MAX_SPEC_BYTES} fit: shorten its longest part`,
    });
  });
});
