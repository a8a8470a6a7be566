import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_SEGMENT_TRIAL_BYTES, type Segment } from "../log/segment.ts";
import { MAX_COMMAND_BYTES } from "../notes/note.ts";
import { arbitraryMessage, arbitrarySegment } from "../testing/arbitrary-message.ts";
import { decodeMessage, decodeSegment, encodeMessage, encodeSegment } from "./codec.ts";
import type { Message } from "./message.ts";
import { MAX_MESSAGE_BYTES, MAX_NOTES_PER_MESSAGE, MAX_STUDY_MS } from "./wire-limits.ts";

const noteWith = ({ kind = 0, sequence = 1, body = 0 }): unknown[] => [
  1,
  "s",
  new Uint8Array(32),
  kind,
  sequence,
  new Uint8Array(body),
  new Uint8Array(64),
];

test("every message comes back as it was", () => {
  fc.assert(
    fc.property(arbitraryMessage, (sent) => {
      expect(decodeMessage(encodeMessage(sent))).toEqual({ ok: true, message: sent });
    }),
    { numRuns: 500 },
  );
});

test("a segment comes back as it was stored", () => {
  fc.assert(
    fc.property(arbitrarySegment, (kept) => {
      expect(decodeSegment(encodeSegment(kept))).toEqual({ ok: true, segment: kept });
    }),
  );
});

test("random bytes are refused or read, and never throw", () => {
  let read = 0;
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      if (decodeMessage(noise).ok) read += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBe(0);
});

test("a message with bytes changed, cut or added is refused or read, and what is read can be sent again", () => {
  const edit = fc.record({ at: fc.nat(), value: fc.nat(255), cut: fc.boolean() });
  fc.assert(
    fc.property(arbitraryMessage, fc.array(edit, { minLength: 1, maxLength: 4 }), (sent, edits) => {
      let changed = encodeMessage(sent);
      for (const { at, value, cut } of edits) {
        if (cut) changed = changed.slice(0, at % (changed.length + 1));
        else changed[at % Math.max(1, changed.length)] = value;
      }
      const decoded = decodeMessage(changed);
      if (decoded.ok) expect(decodeMessage(encodeMessage(decoded.message)).ok).toBe(true);
      else expect(decoded.reason).not.toBe("");
    }),
    { numRuns: 2_000 },
  );
});

test("bytes made to be slow are refused before anything is built of them", () => {
  const nested = new Uint8Array(MAX_MESSAGE_BYTES).fill(0x91);
  const wide = new Uint8Array(MAX_MESSAGE_BYTES).fill(0xc0);
  wide.set([0xdd, 0x00, 0x0f, 0xff, 0xf0]);
  const promised = Uint8Array.from([0xdd, 0xff, 0xff, 0xff, 0xff, 0xc0]);
  const longText = Uint8Array.from([0x92, 0x00, 0xdb, 0xff, 0xff, 0xff, 0xff]);
  const reasons = [nested, wide, promised, longText].map((hostile) => decodeMessage(hostile));
  expect(reasons).toEqual([
    { ok: false, reason: "too deep" },
    { ok: false, reason: "too many values" },
    { ok: false, reason: "ends too early" },
    { ok: false, reason: "ends too early" },
  ]);
});

test.each([
  ["a map", encode({ type: "ping" }), "not used here"],
  ["a date", encode(new Date(0)), "not used here"],
  ["something after the end", Uint8Array.from([...encode([9, 1]), 0]), "after the end"],
  ["a zero with a sign", Uint8Array.from([0x92, 9, 0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0]), "zero with a sign"],
  ["an unknown kind", encode([99]), "kind"],
  ["too few fields", encode([9]), "only 1 fields"],
  ["too many fields", encode([9, 1, 2]), "has 3 fields"],
  ["a fraction for an integer", encode([9, 1.5]), "stamp"],
  ["a negative number", encode([9, -1]), "stamp"],
  ["more than a megabyte", new Uint8Array(MAX_MESSAGE_BYTES + 1), "too many"],
  ["a study that has been going on for too long", encode([10, 1, MAX_STUDY_MS + 1]), "study time"],
  ["a study that begins in the future", encode([10, 1, -1]), "study time"],
  ["a study time that is no whole number", encode([10, 1, 0.5]), "study time"],
  ["a pong without a study time", encode([10, 1]), "only 2 fields"],
  ["nothing", new Uint8Array(0), "ends too early"],
  ["a note of an unknown kind", encode([13, [noteWith({ kind: 4 })]]), "kind"],
  ["a note numbered 0", encode([13, [noteWith({ sequence: 0 })]]), "sequence"],
  ["a note numbered beyond what is exact", encode([13, [noteWith({ sequence: 2 ** 53 })]]), "sequence"],
  ["a command larger than a command may be", encode([13, [noteWith({ body: MAX_COMMAND_BYTES + 1 })]]), "body"],
  ["an attestation as large as a command", encode([13, [noteWith({ kind: 1, body: MAX_COMMAND_BYTES })]]), "body"],
  ["65 notes", encode([13, Array.from({ length: MAX_NOTES_PER_MESSAGE + 1 }, () => noteWith({}))]), "notes"],
  ["a digest of notes cut short", encode([14, 1, new Uint8Array(255)]), "sums"],
  ["an address with a space", encode([7, ["a b"]]), "address"],
])("%s is refused with its reason", (_, hostile, reason) => {
  const decoded = decodeMessage(hostile);
  expect(decoded.ok ? "read" : decoded.reason).toContain(reason);
});

const sample: Segment = {
  version: 1,
  studyId: "s",
  publicKey: new Uint8Array(32),
  nonce: new Uint8Array(16),
  index: 0,
  previousHash: new Uint8Array(32),
  totals: { complete: 3, pruned: 0, failed: 0 },
  best: null,
  urgent: false,
  count: 3,
  trials: new Uint8Array(3),
  signature: new Uint8Array(64),
};

test.each([
  ["a NaN as best", { best: Number.NaN }],
  ["a first segment that follows another", { previousHash: new Uint8Array(32).fill(1) }],
  ["fewer told than carried", { totals: { complete: 2, pruned: 0, failed: 0 } }],
  ["65 trials", { count: 65, totals: { complete: 65, pruned: 0, failed: 0 } }],
  ["another version", { version: 2 }],
  ["trials beyond the limit", { trials: new Uint8Array(MAX_SEGMENT_TRIAL_BYTES + 1) }],
  ["totals beyond belief", { totals: { complete: 2 ** 52, pruned: 0, failed: 0 } }],
  ["a short key", { publicKey: new Uint8Array(31) }],
])("a segment with %s is refused", (_, fault) => {
  expect(decodeSegment(encodeSegment(sample)).ok).toBe(true);
  expect(decodeSegment(encodeSegment({ ...sample, ...fault })).ok).toBe(false);
});

test("the largest segment fits a message, and a message too large is our own fault", () => {
  const largest = { ...sample, trials: new Uint8Array(MAX_SEGMENT_TRIAL_BYTES) };
  const fits = encodeMessage({ type: "segments", answer: 0, segments: [largest, largest, largest] });
  expect(decodeMessage(fits).ok).toBe(true);
  expect(() => encodeMessage({ type: "segments", answer: 0, segments: [1, 2, 3, 4, 5].map(() => largest) })).toThrow(
    RangeError,
  );
});

test("a hello of a later version is understood although it has more fields", () => {
  const hello: Message = {
    type: "hello",
    minVersion: 7,
    maxVersion: 9,
    publicKey: new Uint8Array(32),
    handshakeNonce: new Uint8Array(16),
    logNonce: new Uint8Array(16),
    address: "",
    priority: false,
    liveLogs: 0,
  };
  const { minVersion, maxVersion, publicKey, handshakeNonce, logNonce } = hello;
  const later = encode([0, minVersion, maxVersion, publicKey, handshakeNonce, logNonce, "", false, 0, "new"]);
  expect(decodeMessage(later)).toEqual({ ok: true, message: hello });
});

test("reading a message does not keep the bytes it came in", () => {
  const received = encodeMessage({ type: "segments", answer: 0, segments: [sample] });
  const decoded = decodeMessage(received);
  if (!decoded.ok || decoded.message.type !== "segments") throw new Error("not read");
  expect(decoded.message.segments[0]?.trials.buffer).not.toBe(received.buffer);
});
