import { decode, encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { floatDistribution } from "../../study/space/distribution.ts";
import { base64url } from "../../swarm/ids.ts";
import { MAX_PREVIEW_BYTES } from "../../swarm/wire/wire-limits.ts";
import { float64Bytes } from "../tell/float64.ts";
import { arbitraryPreview } from "../testing/arbitrary-previews.ts";
import { decodePreview, encodePreview, MAX_PREVIEW_TRIALS, type PreviewTrial } from "./preview-codec.ts";

const logOf = (i: number): string => base64url(new Uint8Array(16).fill(i));
const parameters = (count: number) => ({
  names: Array.from({ length: count }, (_, i) => `x${i}`),
  distributions: Array.from({ length: count }, () => floatDistribution(-5, 5)),
});

/** `count` trials of a hundred logs, each log with a space of its own that equals the others'. */
function trialsOf(count: number, dims: number): PreviewTrial[] {
  const spaces = Array.from({ length: 100 }, () => parameters(dims));
  return Array.from({ length: count }, (_, i) => ({
    log: logOf(i % 100),
    index: i,
    number: 1_000_000 + i,
    values: [1 + i / 7],
    space: spaces[i % 100] ?? parameters(dims),
    params: Array.from({ length: dims }, (_, j) => Math.sin(i + j)),
  }));
}

/** The columns of a preview, some of them replaced. */
function changed(trials: readonly PreviewTrial[], columns: Readonly<Record<number, unknown>>): Uint8Array {
  const told = decode(encodePreview(trials)) as unknown[];
  for (const [place, column] of Object.entries(columns)) told[Number(place)] = column;
  return encode(told);
}

describe("a preview", () => {
  it("comes back as it was told, whatever the parameters are", () => {
    fc.assert(
      fc.property(arbitraryPreview, ({ trials, directions }) => {
        expect(decodePreview(encodePreview(trials), directions)).toEqual({ ok: true, value: trials });
      }),
    );
  });

  it("of 200 trials of ten parameters and a hundred tabs takes 22 kB; of more only the first 200 are told", () => {
    const bytes = encodePreview(trialsOf(300, 10));
    expect(bytes.length).toBeLessThan(23_000);
    const told = decodePreview(bytes, 1);
    expect(told.ok && told.value).toEqual(trialsOf(MAX_PREVIEW_TRIALS, 10));
  });

  it("is bounded: of trials with many parameters as many of the best are told as fit", () => {
    const bytes = encodePreview(trialsOf(200, 100));
    expect(bytes.length).toBeLessThanOrEqual(MAX_PREVIEW_BYTES);
    const told = decodePreview(bytes, 1);
    if (!told.ok) throw new Error(told.reason);
    expect(told.value.length).toBeGreaterThan(60);
    expect(told.value[0]).toEqual(trialsOf(1, 100)[0]);
  });

  it("leaves out what lies outside its distribution", () => {
    const [first, ...others] = trialsOf(5, 1);
    const outside = { ...(first ?? others[0]), params: [6] } as PreviewTrial;
    expect(decodePreview(encodePreview([outside, ...others]), 1)).toEqual({ ok: true, value: others });
  });

  it.each([
    ["an infinite value", { 7: float64Bytes([Number.POSITIVE_INFINITY, 1]) }],
    ["a value that is no number", { 7: float64Bytes([Number.NaN, 1]) }],
    ["a value too few", { 7: float64Bytes([1]) }],
    ["a value too many", { 7: float64Bytes([1, 2, 3]) }],
    ["a parameter outside its range", { 8: float64Bytes([5.5, 1]) }],
    ["a number below zero", { 6: [-1, 2] }],
    ["a trial twice", { 3: Uint8Array.of(0, 0), 6: [7, 7] }],
    ["a log that is not named", { 3: Uint8Array.of(0, 9) }],
    ["a space that is not told", { 4: Uint8Array.of(0, 9) }],
    ["a name cut short", { 1: new Uint8Array(31) }],
    ["one log twice", { 1: new Uint8Array(32) }],
    ["a segment beyond any log", { 5: [2 ** 31, 0] }],
    ["another version", { 0: 2 }],
    ["more trials than are told", { 6: Array.from({ length: 201 }, (_, i) => i) }],
  ])("with %s is refused", (_, columns) => {
    const trials = trialsOf(2, 1);
    expect(decodePreview(changed(trials, {}), 1).ok).toBe(true);
    expect(decodePreview(changed(trials, columns), 1).ok).toBe(false);
  });

  it("of another study's objectives, too large, or no msgpack is refused and never throws", () => {
    const bytes = encodePreview(trialsOf(3, 2));
    expect(decodePreview(bytes, 2).ok).toBe(false);
    expect(decodePreview(new Uint8Array(MAX_PREVIEW_BYTES + 1), 1).ok).toBe(false);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => !decodePreview(noise, 1).ok || true));
  });
});
