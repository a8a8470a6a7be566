import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitrarySpec } from "../testing/arbitrary-spec.ts";
import { attachment, small } from "../testing/spec-changes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { canRepeat, isCheckable } from "./checkable.ts";
import { parseSpec, readSpec } from "./parse-spec.ts";
import type { StudySpec } from "./spec.ts";

/** What a study's text can ask for and no tab can do, in the order in which it is said, each with its words. */
const LATER: readonly (readonly [words: string, change: object])[] = [
  ["run python", { objective: { language: "python", source: "x" } }],
  ["run several experiments in one study", { experiments: 2 }],
  ["prune noisy trials", { repeatability: { kind: "noisy", repeats: 2 }, pruner: { name: "median" } }],
  ["send attachments to trials", attachment({})],
  ["keep checkpoints", { checkpoints: { maxBytes: 1, keep: 1 } }],
];

describe("what no tab can do yet", () => {
  test("is refused in words, the first of several, and nothing else is", () => {
    fc.assert(
      fc.property(fc.subarray([...LATER]), (asked) => {
        const spec = Object.assign({}, small, ...asked.map(([, change]) => change));
        const [first] = asked;
        expect(readSpec(spec)).toEqual({ ok: true, value: spec });
        expect(parseSpec(spec)).toEqual(
          first === undefined
            ? { ok: true, value: spec }
            : { ok: false, reason: `this version cannot ${first[0]} yet` },
        );
      }),
      { numRuns: 300 },
    );
    expect(parseSpec({ ...small, verifications: 1 })).toMatchObject({ ok: true });
    const several = ["a", "b"].map((name) => ({ name, direction: "minimize", unit: "" }));
    expect(parseSpec({ ...small, objectives: several, verifications: 1 })).toMatchObject({ ok: true });
    const noisy = { kind: "noisy", repeats: 2 };
    expect(parseSpec({ ...small, repeatability: noisy })).toMatchObject({ ok: true });
    expect(parseSpec({ ...small, repeatability: noisy, verifications: 1 })).toEqual({
      ok: false,
      reason: "this version cannot have other tabs verify a best of such a study yet",
    });
    expect(parseSpec({ ...small, repeatability: noisy, objectives: several })).toEqual({
      ok: false,
      reason: "this version cannot repeat noisy trials of such a study yet",
    });
    expect(parseSpec({ ...small, resources: { cores: 1, gpu: 1 } })).toEqual({
      ok: false,
      reason: "this version cannot give a trial a graphics processor yet",
    });
  });

  test("is all that separates a study that is read from one that is taken", () => {
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        const { attachments, checkpoints, experiments } = small;
        const isRepeated = spec.repeatability.kind === "noisy" && canRepeat(spec) && spec.pruner.name === "none";
        const repeatability = isRepeated ? spec.repeatability : small.repeatability;
        const verifications = !isRepeated && isCheckable({ ...spec, repeatability }) ? spec.verifications : 0;
        const today: StudySpec = {
          ...spec,
          resources: { ...spec.resources, gpu: 0 },
          repeatability,
          verifications,
          attachments,
          checkpoints,
          experiments,
        };
        const isToday = canonicalJson(today) === canonicalJson(spec);
        const taken = parseSpec(spec);
        expect(taken.ok).toBe(isToday);
        if (!taken.ok) expect(taken.reason).toMatch(/^this version cannot [a-z ]+ yet$/);
        expect(parseSpec(today).ok).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
