import { describe, expect, test } from "vitest";
import { hash, reasonOf } from "../testing/spec-changes.ts";
import { readSpec } from "./parse-spec.ts";
import { type StudySpec, specWith } from "./spec.ts";

/** Something in every place where the format has one. */
const full: StudySpec = specWith({
  name: "Full",
  description: "All of it.",
  objective: { language: "typescript", source: "export default () => 1" },
  objectives: [{ name: "loss", direction: "minimize", unit: "m" }],
  metrics: ["accuracy"],
  constraints: ["weight"],
  sampler: {
    name: "partial-fixed",
    fixed: { x: 1 },
    sampler: { name: "cmaes", x0: { y: 2 }, sigma0: 0.5, population: 9, separable: true, restart: "none" },
  },
  pruner: { name: "patient", patience: 3, wrapped: { name: "percentile", percentile: 10 } },
  seed: "7",
  startPoints: [{ x: 1, y: 2 }],
  budget: { kind: "rounds", rounds: 3, trialsPerRound: 2 },
  stopRules: [
    { kind: "target", value: 1 },
    { kind: "no-improvement", trials: 5 },
    { kind: "metric", metric: "accuracy", bound: "at-least", value: 1, ends: "trial" },
  ],
  trialTimeoutMs: 500,
  resources: { cores: 2, gpu: 1 },
  repeatability: { kind: "noisy", repeats: 3 },
  verifications: 1,
  attachments: [{ name: "rows", bytes: 9, sha256: hash, mediaType: "text/csv" }],
  checkpoints: { maxBytes: 10, keep: 2 },
  experiments: 2,
  trainable: { variants: [{ name: "wide", config: { layers: [1, 2] } }], repeat: 2 },
  private: { secretHash: hash },
  listed: true,
  author: { key: "k".repeat(43), name: "Ada" },
  createdMs: 5,
});

type Path = readonly (string | number)[];

/** Every place of a value and what stands there, without what is below an author's own keys. */
function places(value: unknown, path: Path = []): (readonly [Path, unknown])[] {
  if (typeof value !== "object" || value === null || OWN_KEYS.has(String(path.at(-1)))) return [[path, value]];
  const entries = Array.isArray(value) ? value.map((its, i) => [i, its] as const) : Object.entries(value);
  return [[path, value], ...entries.flatMap(([key, its]) => places(its, [...path, key]))];
}
const OWN_KEYS: ReadonlySet<string> = new Set(["fixed", "x0", "startPoints", "config"]);

/** A copy with something else in one place; `undefined` takes what is there away. */
function changed(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const its = changed(Reflect.get(copy, key), rest, replacement);
  if (its === undefined && !Array.isArray(copy)) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, its);
  return copy;
}

/** What may be left out, or may be null or empty text where it is something else here. */
const OPTIONAL = ["sampler.sampler", "pruner.wrapped"];
const NULLABLE: ReadonlySet<string> = new Set(["seed", "checkpoints", "trainable", "private"]);

describe("every place of a study", () => {
  test("is there in the study these tests change", () => {
    expect(reasonOf(full)).toBeNull();
    expect(places(full).length).toBeGreaterThan(80);
  });

  test.each(places(full).map(([path, value]) => [path.join("."), path, value] as const))(
    "%s refuses another kind of value, with a sentence",
    (name, path, value) => {
      const kinds = [null, true, 7, "text", [], {}, () => 1, Symbol("s"), 1n, [[]], Number.NaN, new Date(0)];
      const isSame = (junk: unknown) =>
        typeof junk === typeof value && Array.isArray(junk) === Array.isArray(value) && !Number.isNaN(junk);
      for (const junk of kinds) {
        if (junk !== null && isSame(junk) && !(junk instanceof Date)) continue;
        if (junk === null && NULLABLE.has(name)) continue;
        if (path.at(-1) === "config" && (junk === null || ["boolean", "number", "string"].includes(typeof junk))) {
          if (!Number.isNaN(junk)) continue;
        }
        if (path.at(-1) === "config" && Array.isArray(junk)) continue;
        if (junk instanceof Date && (OWN_KEYS.has(String(path.at(-1))) || name === "")) continue;
        const reason = reasonOf(changed(full, path, junk));
        expect(reason).toMatch(/^[a-z][^\n]{10,}$/);
        expect(reason).not.toMatch(/undefined|\[object|NaN/);
      }
    },
  );

  test("must be there", () => {
    for (const [path] of places(full)) {
      const isOption = path.length > 1 && OPTIONAL.some((start) => path.join(".").startsWith(start));
      const isItem = typeof path.at(-1) === "number" || path.length === 0;
      if (isOption || isItem) continue;
      expect([path, reasonOf(changed(full, path, undefined))]).toEqual([path, expect.any(String)]);
    }
  });

  test("has no further key beside it, not even one called __proto__", () => {
    for (const [path, value] of places(full)) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
      if (OWN_KEYS.has(String(path.at(-1)))) continue;
      for (const key of ["more", "__proto__", "Name", "toString"]) {
        const reason = reasonOf(changed(full, path, { ...value, ...JSON.parse(`{"${key}":1}`), [key]: 1 }));
        expect([path, reason]).toEqual([path, expect.stringMatching(/has the unknown key "/)]);
      }
    }
  });

  test("takes no number that is not finite, and keeps no sign of 0", () => {
    for (const [path, value] of places(full)) {
      if (typeof value !== "number") continue;
      for (const odd of [Number.NaN, Infinity, -Infinity]) {
        expect([path, reasonOf(changed(full, path, odd))]).toEqual([path, expect.any(String)]);
      }
      const zero = readSpec(changed(full, path, -0));
      if (zero.ok) expect(places(zero.value).some(([, its]) => Object.is(its, -0))).toBe(false);
    }
    const signed = readSpec({
      ...full,
      startPoints: [{ x: -0 }],
      sampler: { name: "partial-fixed", fixed: { x: -0 }, sampler: { name: "cmaes", x0: { y: -0 } } },
      trainable: { variants: [{ name: "a", config: [-0] }], repeat: 1 },
    });
    expect(signed.ok && signed.value.startPoints).toStrictEqual([{ x: 0 }]);
    expect(signed.ok && signed.value.sampler).toStrictEqual({
      name: "partial-fixed",
      fixed: { x: 0 },
      sampler: { name: "cmaes", x0: { y: 0 } },
    });
    expect(signed.ok && signed.value.trainable?.variants[0]?.config).toStrictEqual([0]);
  });

  test("takes no half of a surrogate pair", () => {
    for (const [path, value] of places(full)) {
      if (typeof value !== "string") continue;
      expect([path, reasonOf(changed(full, path, "\ud83d"))]).toEqual([path, expect.any(String)]);
    }
  });
});
