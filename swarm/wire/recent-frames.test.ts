import { expect, it } from "vitest";
import { fakeLog, pushOf } from "../simulator/fake-segments.ts";
import { encodeMessage } from "./codec.ts";
import { MAX_FRAMES, MAX_FRAMES_BYTES, RecentFrames } from "./recent-frames.ts";

const message = pushOf(...fakeLog("a", 1));
const frame = encodeMessage(message);

it("knows a frame by all of its bytes", () => {
  const frames = new RecentFrames();
  expect(frames.find(frame)).toBe(null);
  frames.add(frame, message);
  expect(frames.find(frame.slice())).toBe(message);
  for (let at = 0; at < frame.length; at++) {
    const changed = frame.with(at, (frame[at] ?? 0) ^ 1);
    expect(frames.find(changed)).toBe(null);
  }
  expect(frames.find(frame.subarray(1))).toBe(null);
});

it("takes two frames of one hash for two: the later one has the place", () => {
  const frames = new RecentFrames();
  const other = frame.with(0, 7);
  frames.add(frame, message);
  frames.add(other, message);
  expect([frames.find(frame), frames.find(other)]).toEqual([null, message]);
});

it("holds the newest, as many as there is room for", () => {
  const frames = new RecentFrames();
  const numbered = (number: number, length = 64): Uint8Array => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(length - 4, number);
    return bytes;
  };
  for (let number = 0; number <= MAX_FRAMES; number++) frames.add(numbered(number), message);
  expect([frames.find(numbered(0)), frames.find(numbered(1))]).toEqual([null, message]);
  for (let number = 0; number < 3; number++) frames.add(numbered(number, MAX_FRAMES_BYTES / 2), message);
  expect(frames.find(numbered(MAX_FRAMES))).toBe(null);
  expect([0, 1, 2].map((number) => frames.find(numbered(number, MAX_FRAMES_BYTES / 2)) !== null)).toEqual([
    false,
    true,
    true,
  ]);
});
