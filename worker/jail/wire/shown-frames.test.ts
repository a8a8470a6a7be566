import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../study/json.ts";
import { EMPTY_SPACE } from "../../../study/space/search-space.ts";
import { TrialContext } from "../../../study/trial/suggest.ts";
import { MAX_FRAMES, MAX_FRAMES_LENGTH } from "../../../study/trial/trial-limits.ts";
import { MAX_MESSAGE_BYTES } from "./jail-limits.ts";
import { MESSAGE_KIND, packMessage, unpackMessage } from "./message-bytes.ts";
import type { ExpectedTrials } from "./outcome-reader.ts";
import { FramesReader, framesMessages, type ShownByTrial } from "./shown-frames.ts";

const WATCHED: ExpectedTrials = { proposals: [{ number: 3 }, { number: 4, isWatched: true }], next: 1 };

function read(bytes: ArrayBuffer, reader = new FramesReader(), expected = WATCHED) {
  const message = unpackMessage(bytes);
  return message.ok ? reader.read(message.value, expected) : message;
}

/** What comes of all the messages. */
function readAll(messages: readonly ArrayBuffer[]): ShownByTrial {
  const reader = new FramesReader();
  for (const [i, bytes] of messages.entries()) {
    const got = read(bytes, reader);
    if (!got.ok) throw new Error(got.reason);
    if (got.value !== null) {
      expect(i).toBe(messages.length - 1);
      return got.value;
    }
  }
  throw new Error("pieces are missing");
}

/** What an honest trial keeps of what it shows. */
function keptOf(frames: Iterable<Json>): readonly Json[] {
  const proposal = { number: 4, seed: 1, space: EMPTY_SPACE, values: [], fixed: null, mixtures: null, isWatched: true };
  const trial = new TrialContext(
    { ...proposal, foreignKnown: 0, repeatOf: null },
    { directions: ["minimize"], pruner: { kind: "nop" } },
  );
  for (const frame of frames) trial.show(frame);
  return trial.frames;
}

const nested = (depth: number): Json => (depth === 0 ? [] : [nested(depth - 1)]);

describe("what a watched trial shows", () => {
  it("comes through the jail's wall as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ noUnicodeString: false })), (frames) => {
        const plain = JSON.parse(JSON.stringify(frames));
        expect(readAll(framesMessages(4, frames as Json[]))).toEqual({ trial: 4, frames: plain });
      }),
    );
  });

  it.each<[string, () => Iterable<Json>]>([
    ["many frames", () => Array.from({ length: MAX_FRAMES + 5 }, (_, i) => i)],
    ["a long frame, in the middle of whose characters no message ends", () => [`-${"🐝".repeat(600_000)}`]],
    [
      "as much text as there may be, of characters that are written as two",
      () => ['"'.repeat(MAX_FRAMES_LENGTH / 2 - 2)],
    ],
    [
      "as much as there may be, of characters of three bytes",
      () => Array.from({ length: 4 }, () => "蜂".repeat(499_990)),
    ],
    ["half a pair", () => ["\ud83d", "\udc1d\ud83d"]],
    ["as deep as it may be", () => [nested(64), nested(64)]],
  ])("comes through in messages under the limit: %s", (_, frames) => {
    const kept = keptOf(frames());
    expect(kept.length).toBeGreaterThan(0);
    const messages = framesMessages(4, kept);
    for (const { byteLength } of messages) expect(byteLength).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    expect(readAll(messages)).toEqual({ trial: 4, frames: kept });
  });
});

describe("of what a hostile worker says that a trial shows, is refused", () => {
  const piece = (text: unknown, ...numbers: number[]) =>
    packMessage(MESSAGE_KIND.frames, text, Float64Array.from(numbers));

  it.each<[string, ArrayBuffer]>([
    ["nothing of this batch", piece("[]", 5, 1)],
    ["a trial at which nobody looks on", piece("[]", 3, 1)],
    ["no trial", piece("[]")],
    ["more numbers", piece("[]", 4, 1, 1)],
    ["half an end", piece("[]", 4, 0.5)],
    ["no text", piece(["[]"], 4, 1)],
    ["nothing, and more to come", piece("", 4, 0)],
    ["no JSON", piece("[1", 4, 1)],
    ["no list", piece('{"0":1}', 4, 1)],
    ["too many frames", piece(JSON.stringify(Array.from({ length: MAX_FRAMES + 1 }, () => 0)), 4, 1)],
    ["what nobody can walk through", piece("[".repeat(200_000) + "]".repeat(200_000), 4, 1)],
    ["what is a little too deep", piece(JSON.stringify([nested(65)]), 4, 1)],
    ["records without end", piece(`[${'{"a":'.repeat(80)}1${"}".repeat(80)}]`, 4, 1)],
  ])("%s", (_, bytes) => {
    expect(read(piece("[]", 4, 1))).toEqual({ ok: true, value: { trial: 4, frames: [] } });
    expect(read(bytes)).toMatchObject({ ok: false, reason: expect.any(String) });
  });

  it("anything after the end, and anything beyond the room for all", () => {
    const reader = new FramesReader();
    expect(read(piece("[1]", 4, 1), reader)).toMatchObject({ ok: true });
    expect(read(piece("[1]", 4, 1), reader)).toMatchObject({ ok: false, reason: "a trial shows something twice" });

    const endless = new FramesReader();
    const text = "1".repeat(1 << 18);
    let taken = 0;
    while (read(piece(text, 4, 0), endless).ok) {
      taken += text.length;
      if (taken > 2 * MAX_FRAMES_LENGTH) throw new Error("it takes without end");
    }
    expect(taken).toBeGreaterThan(MAX_FRAMES_LENGTH / 2);
  });

  it("a trial's frames before its turn or after it, where several are watched", () => {
    const both = [4, 5].map((number) => ({ number, isWatched: true }));
    const reader = new FramesReader();
    const at = (next: number, trial: number) => read(piece("[0]", trial, 1), reader, { proposals: both, next });
    expect(at(0, 5)).toMatchObject({ ok: false });
    expect(at(0, 4)).toMatchObject({ ok: true, value: { trial: 4 } });
    expect(at(1, 4)).toMatchObject({ ok: false });
    expect(at(1, 5)).toMatchObject({ ok: true, value: { trial: 5 } });
    expect(at(2, 6)).toMatchObject({ ok: false });
  });

  it("bytes of any kind, without throwing", () => {
    const texts = fc.oneof(fc.jsonValue(), fc.string(), fc.json());
    fc.assert(
      fc.property(texts, fc.array(fc.oneof(fc.double(), fc.constantFrom(0, 1, 4))), (text, numbers) => {
        const got = read(packMessage(MESSAGE_KIND.frames, text, Float64Array.from(numbers)));
        if (got.ok && got.value !== null) expect(Array.isArray(got.value.frames)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
