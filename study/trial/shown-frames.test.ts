import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MisuseError } from "../errors.ts";
import type { Json } from "../json.ts";
import { EMPTY_SPACE } from "../space/search-space.ts";
import { TrialContext } from "./suggest.ts";
import { MAX_FRAMES, MAX_FRAMES_LENGTH } from "./trial-limits.ts";

function trialThat(isWatched: boolean | undefined): TrialContext {
  const proposal = { number: 0, seed: 1, space: EMPTY_SPACE, values: [], fixed: null, mixtures: null };
  return new TrialContext(
    { ...proposal, foreignKnown: 0, repeatOf: null, isWatched },
    { directions: ["minimize"], pruner: { kind: "nop" } },
  );
}

describe("what a trial shows", () => {
  test("is kept, as it was then, where somebody looks on", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (frames) => {
        const trial = trialThat(true);
        for (const frame of frames) trial.show(frame as Json);
        expect(JSON.stringify(trial.frames)).toBe(JSON.stringify(frames));
      }),
    );
    const [trial, cart] = [trialThat(true), { x: 1, poles: [1, 2] }];
    trial.show(cart);
    cart.poles[0] = 9;
    expect(trial.frames).toEqual([{ x: 1, poles: [1, 2] }]);
    expect(trial.isWatched).toBe(true);
  });

  test.each([false, undefined])("is nothing where nobody does: %s", (isWatched) => {
    const trial = trialThat(isWatched);
    trial.show(Number.NaN);
    expect([trial.frames, trial.isWatched]).toEqual([[], false]);
  });

  test.each<[string, unknown]>([
    ["NaN", [Number.NaN]],
    ["infinities", { x: Number.NEGATIVE_INFINITY }],
    ["nothing", undefined],
    ["nothing within", { x: undefined }],
    ["typed arrays", { x: new Float32Array(2) }],
    ["classes", new Map()],
    ["dates", [new Date(0)]],
    ["functions", [() => 1]],
    ["big integers", 1n],
    ["holes", Array(2)],
    ["knots", knot()],
  ])("is misuse where JSON cannot say it: %s", (_, frame) => {
    const trial = trialThat(true);
    expect(() => trial.show(frame as Json)).toThrow(MisuseError);
    expect(() => trial.show(frame as Json)).toThrow(/^show\(\) was given .*, which JSON cannot say; [a-z].*\.$/);
    expect(trial.frames).toEqual([]);
  });

  test("has a bound in frames and in characters, with one kind of warning beyond", () => {
    const many = trialThat(true);
    for (let i = 0; i < MAX_FRAMES; i++) many.show(i);
    expect([many.frames.length, many.warnings]).toEqual([MAX_FRAMES, []]);
    many.show(-1);
    expect(many.frames.at(-1)).toBe(MAX_FRAMES - 1);
    expect(many.warnings[0]).toContain("left out");

    const long = trialThat(true);
    const half = "x".repeat(MAX_FRAMES_LENGTH / 2 - 2);
    for (const frame of [half, half, "", 1]) long.show(frame);
    expect(long.frames).toEqual([half, half]);
    // What escapes makes of it counts.
    const escaped = trialThat(true);
    escaped.show("\n".repeat(MAX_FRAMES_LENGTH - 100));
    expect(escaped.frames).toEqual([]);
  });

  test("ends also of what is tied together without end in depth and number", () => {
    let wide: Json = [];
    for (let depth = 0; depth < 60; depth++) wide = [wide, wide];
    const trial = trialThat(true);
    trial.show(wide);
    expect([trial.frames, trial.warnings.length]).toEqual([[], 1]);
  });
});

function knot(): object {
  const tied: Record<string, unknown> = {};
  tied["self"] = tied;
  return tied;
}
