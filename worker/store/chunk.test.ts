import * as fc from "fast-check";
import { expect, it } from "vitest";
import { FULL_CHUNK_BYTES, packChunks, unpackChunk, without } from "./chunk.ts";

const ofLogs =
  (...logs: readonly string[]) =>
  (key: string): boolean =>
    logs.some((log) => key.startsWith(`${log}/`));

const segments = fc.array(
  fc.record({ key: fc.integer({ min: 0, max: 30 }).map((i) => `log/${i}`), bytes: fc.uint8Array({ maxLength: 60 }) }),
);

it("gives back each segment once, in order, byte for byte", () => {
  fc.assert(
    fc.property(segments, fc.boolean(), (given, own) => {
      const firsts = given.filter((segment, i) => given.findIndex((other) => other.key === segment.key) === i);
      const read = packChunks("study", own, given).flatMap(unpackChunk);
      expect(read).toEqual(firsts);
    }),
  );
});

it("fills chunks up to their limit and calls only the rest small", () => {
  const third = new Uint8Array(FULL_CHUNK_BYTES / 3);
  const chunks = packChunks(
    "study",
    true,
    Array.from({ length: 7 }, (_, i) => ({ key: `log/${i}`, bytes: third })),
  );
  expect(chunks.map((chunk) => chunk.keys.length)).toEqual([3, 3, 1]);
  expect(chunks.map((chunk) => chunk.small)).toEqual([0, 0, 1]);
  expect(chunks.every((chunk) => chunk.own === 1)).toBe(true);
});

it("loses the segments of given logs and nothing else", () => {
  const of = (log: string, index: number) => ({ key: `${log}/${index}`, bytes: new Uint8Array(9).fill(index) });
  const [chunk] = packChunks("study", false, [of("liar", 1), of("a", 2), of("liar", 3), of("b", 4)]);
  if (chunk === undefined) throw new Error("nothing was packed");
  const kept = without({ ...chunk, id: 7 }, ofLogs("liar", "unknown"));
  expect(kept?.id).toBe(7);
  expect(kept && unpackChunk(kept)).toEqual([of("a", 2), of("b", 4)]);
  expect(without(chunk, ofLogs("unknown"))).toBe(chunk);
  expect(without(chunk, ofLogs("liar", "a", "b"))).toBeNull();
});
