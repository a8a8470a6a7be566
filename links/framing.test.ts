import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_MESSAGE_BYTES } from "../agent/ports.ts";
import { Assembly, cutIntoFrames, FRAME_PAYLOAD_BYTES, MAX_ASSEMBLY_MS, MAX_FRAME_BYTES } from "./framing.ts";

const patterned = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

/** Sizes at and around the places where one more frame begins, and anything between. */
const sizes = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: -2, max: 2 }))
    .map(([frames, off]) => frames * FRAME_PAYLOAD_BYTES + off),
);

const receiveAll = (assembly: Assembly, frames: readonly Uint8Array[]) =>
  frames.map((frame) => assembly.accept(frame, 0));

describe("framing", () => {
  it("gives back every message of a link, in order, from frames no browser cuts", () => {
    fc.assert(
      fc.property(fc.array(sizes, { minLength: 1, maxLength: 5 }), (lengths) => {
        const assembly = new Assembly();
        lengths.forEach((length, number) => {
          const message = patterned(length);
          const frames = cutIntoFrames(message, number);
          expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThanOrEqual(MAX_FRAME_BYTES);
          const results = receiveAll(assembly, frames);
          expect(results.slice(0, -1).every(({ type }) => type === "incomplete")).toBe(true);
          expect(results.at(-1)).toEqual({ type: "message", bytes: message });
        });
      }),
      { numRuns: 60 },
    );
  });

  it("carries the largest message and refuses to cut a larger one", () => {
    const message = patterned(MAX_MESSAGE_BYTES);
    expect(receiveAll(new Assembly(), cutIntoFrames(message, 7)).at(-1)).toEqual({ type: "message", bytes: message });
    expect(() => cutIntoFrames(new Uint8Array(MAX_MESSAGE_BYTES + 1), 7)).toThrow(RangeError);
  });

  it("never gives more than MAX_MESSAGE_BYTES and never throws, whatever arrives", () => {
    const header = fc.tuple(fc.constantFrom(1, 0, 2), fc.nat(255), fc.nat(255), fc.constantFrom(0, 0, 1), fc.nat(3));
    const frame = fc
      .tuple(header, fc.constantFrom(0, 1, 50, FRAME_PAYLOAD_BYTES, FRAME_PAYLOAD_BYTES + 1))
      .map(([h, length]) => {
        const bytes = new Uint8Array(8 + length);
        bytes.set([h[0], h[1], h[2], h[3], 0, 0, 0, h[4]]);
        return bytes;
      });
    fc.assert(
      fc.property(fc.array(fc.oneof(frame, fc.uint8Array({ maxLength: 20 })), { maxLength: 20 }), (frames) => {
        for (const result of receiveAll(new Assembly(), frames)) {
          if (result.type === "message") expect(result.bytes.length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
        }
      }),
    );
  });

  it("refuses a message that is too large by its header, before its bytes arrive", () => {
    const [first] = cutIntoFrames(patterned(MAX_MESSAGE_BYTES), 1);
    if (first === undefined) throw new Error("no frame");
    first[1] = 255;
    expect(new Assembly().accept(first, 0)).toEqual({ type: "fault", fault: "too-large" });
  });

  it("refuses a lost, repeated or foreign frame inside a message", () => {
    const frames = cutIntoFrames(patterned(3 * FRAME_PAYLOAD_BYTES), 1);
    const [a, b, c] = frames;
    const [other] = cutIntoFrames(patterned(3 * FRAME_PAYLOAD_BYTES), 2);
    if (!a || !b || !c || !other) throw new Error("no frames");
    for (const wrong of [[a, c], [a, a], [b], [a, other]]) {
      expect(receiveAll(new Assembly(), wrong).at(-1)).toEqual({ type: "fault", fault: "out-of-order" });
    }
  });

  it("gives up on a message whose end does not come", () => {
    const [a, b] = cutIntoFrames(patterned(2 * FRAME_PAYLOAD_BYTES), 1);
    if (!a || !b) throw new Error("no frames");
    const assembly = new Assembly();
    expect(assembly.accept(a, 1000).type).toBe("incomplete");
    expect(assembly.isStuck(1000 + MAX_ASSEMBLY_MS)).toBe(false);
    expect(assembly.isStuck(1001 + MAX_ASSEMBLY_MS)).toBe(true);
    expect(assembly.accept(b, 1001 + MAX_ASSEMBLY_MS)).toEqual({ type: "fault", fault: "too-slow" });
  });
});
