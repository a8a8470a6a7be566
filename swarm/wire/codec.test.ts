import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_EPOCHS, MAX_RECORD_BYTES } from "../board/chain.ts";
import { MAX_CELLS_BODY_BYTES } from "../board/signed-cells.ts";
import { MAX_SEGMENT_TRIAL_BYTES } from "../log/segment.ts";
import { MAX_COMMAND_BYTES } from "../notes/note.ts";
import { fakeSegment, pushOf } from "../simulator/fake-segments.ts";
import { fakeKey } from "../simulator/fake-signer.ts";
import type { LogId } from "../ids.ts";
import { statusLog } from "../presence/status.ts";
import { ARBITRARY_STUDY } from "../testing/presence-arbitraries.ts";
import { arbitraryMessage, arbitrarySegment } from "../testing/arbitrary-message.ts";
import { decodeMessage, decodeSegment, encodeMessage, encodeSegment } from "./codec.ts";
import type { Message } from "./message.ts";
import {
  MAX_CELLS_PER_MESSAGE,
  MAX_KEYS_PER_MESSAGE,
  MAX_MESSAGE_BYTES,
  MAX_NOTES_PER_MESSAGE,
  MAX_STUDY_MS,
} from "./wire-limits.ts";

const cellsWith = ({ epoch = 0, base = new Uint8Array(8), body = 0 }): unknown[] => [
  1,
  "s",
  new Uint8Array(32),
  new Uint8Array(16),
  epoch,
  base,
  new Uint8Array(body),
  new Uint8Array(64),
];
const [noHead, someHead, sums] = [new Uint8Array(8), new Uint8Array(8).fill(1), new Uint8Array(256)];
const record = (sizeBytes: number): Uint8Array => new Uint8Array(sizeBytes);

const noteWith = ({ kind = 0, sequence = 1, body = 0 }): unknown[] => [
  1,
  "s",
  new Uint8Array(32),
  kind,
  sequence,
  new Uint8Array(body),
  new Uint8Array(64),
];

const HERE = { studyId: ARBITRARY_STUDY, authorOf: () => undefined };

test("a status names its log alone where its author is known, in 32 bytes less, and is left out where nobody knows it", () => {
  fc.assert(
    fc.property(arbitraryMessage, (sent) => {
      if (sent.type !== "status" || sent.statuses.length === 0) return;
      const { statuses } = sent;
      const short = encodeMessage({ ...sent, statuses: statuses.map((entry) => ({ ...entry, isKnown: true })) });
      const authors = new Map(statuses.map(({ status }) => [statusLog(status), status]));
      const authorOf = (log: LogId) => authors.get(log);
      expect(decodeMessage(short, { ...HERE, authorOf })).toEqual({ ok: true, message: sent });
      expect(decodeMessage(short, HERE)).toEqual({ ok: true, message: { ...sent, statuses: [] } });
      expect(encodeMessage(sent).length - short.length).toBe(32 * statuses.length);
    }),
    { numRuns: 500 },
  );
});

test("every message comes back as it was", () => {
  fc.assert(
    fc.property(arbitraryMessage, (sent) => {
      expect(decodeMessage(encodeMessage(sent), HERE)).toEqual({ ok: true, message: sent });
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
  ["a note of an unknown kind", encode([13, [noteWith({ kind: 5 })]]), "kind"],
  ["a note numbered 0", encode([13, [noteWith({ sequence: 0 })]]), "sequence"],
  ["a note numbered beyond what is exact", encode([13, [noteWith({ sequence: 2 ** 53 })]]), "sequence"],
  ["a command larger than a command may be", encode([13, [noteWith({ body: MAX_COMMAND_BYTES + 1 })]]), "body"],
  ["an attestation as large as a command", encode([13, [noteWith({ kind: 1, body: MAX_COMMAND_BYTES })]]), "body"],
  ["65 notes", encode([13, Array.from({ length: MAX_NOTES_PER_MESSAGE + 1 }, () => noteWith({}))]), "notes"],
  ["a digest of notes cut short", encode([14, 1, new Uint8Array(255)]), "sums"],
  ["a batch larger than a batch may be", encode([15, [cellsWith({ body: MAX_CELLS_BODY_BYTES + 1 })]]), "body"],
  ["a batch of an epoch that cannot be", encode([15, [cellsWith({ epoch: MAX_EPOCHS })]]), "epoch"],
  ["a batch of the first epoch that follows another", encode([15, [cellsWith({ base: someHead })]]), "base"],
  ["65 batches", encode([15, Array.from({ length: MAX_CELLS_PER_MESSAGE + 1 }, () => cellsWith({}))]), "cells"],
  ["more epochs than can close", encode([16, MAX_EPOCHS + 1, someHead, someHead, 1, sums]), "closed epochs"],
  ["a head where nothing is closed", encode([16, 0, someHead, noHead, 1, sums]), "head"],
  ["a head before the first epoch", encode([16, 1, someHead, someHead, 1, sums]), "head before"],
  ["records wanted from beyond the end", encode([17, MAX_EPOCHS + 1]), "from"],
  ["a record larger than a record may be", encode([18, 0, noHead, [record(MAX_RECORD_BYTES + 1)]]), "record"],
  ["a chain that begins behind another", encode([18, 0, someHead, []]), "head before"],
  ["more records than can be", encode([18, MAX_EPOCHS - 1, someHead, [record(1), record(1)]]), "records"],
  [
    "more bytes of records than go together",
    encode([18, 0, noHead, Array.from({ length: 5 }, () => record(MAX_RECORD_BYTES))]),
    "more records",
  ],
  ["keys cut short", encode([19, new Uint8Array(15)]), "keys"],
  ["no keys", encode([20, new Uint8Array(0)]), "keys"],
  ["1,025 keys", encode([21, new Uint8Array((MAX_KEYS_PER_MESSAGE + 1) * 8)]), "keys"],
  ["an address with a space", encode([7, ["a b"]]), "address"],
])("%s is refused with its reason", (_, hostile, reason) => {
  const decoded = decodeMessage(hostile);
  expect(decoded.ok ? "read" : decoded.reason).toContain(reason);
});

const sample = fakeSegment(fakeKey("somebody"), { totals: { complete: 12, pruned: 0, failed: 0 } });

test.each([
  ["a NaN as best", { best: Number.NaN }],
  ["a basis behind it", { basis: 1 }],
  ["a best behind it", { bestIndex: 1, bestCount: 1 }],
  ["a best that is not counted", { bestIndex: 0 }],
  ["a best that is nowhere", { bestCount: 1 }],
  ["more bests than segments", { bestIndex: 0, bestCount: 2 }],
  ["fewer told than carried", { totals: { complete: 2, pruned: 0, failed: 0 } }],
  ["65 trials", { count: 65, totals: { complete: 65, pruned: 0, failed: 0 } }],
  ["trials beyond the limit", { trials: new Uint8Array(MAX_SEGMENT_TRIAL_BYTES + 1) }],
  ["totals beyond belief", { totals: { complete: 2 ** 52, pruned: 0, failed: 0 } }],
])("a segment with %s is refused, stored or on its way", (_, fault) => {
  expect(decodeSegment(encodeSegment(sample)).ok).toBe(true);
  expect(decodeSegment(encodeSegment({ ...sample, ...fault })).ok).toBe(false);
  expect(decodeMessage(encodeMessage(pushOf(sample))).ok).toBe(true);
  expect(decodeMessage(encodeMessage(pushOf({ ...sample, ...fault }))).ok).toBe(false);
});

test.each([
  ["another version", { version: 1 }],
  ["a short key", { publicKey: new Uint8Array(31) }],
])("a stored segment with %s is refused", (_, fault) => {
  expect(decodeSegment(encodeSegment({ ...sample, ...fault })).ok).toBe(false);
});

test("the largest segment fits a message, and a message too large is our own fault", () => {
  const largest = { ...sample, trials: new Uint8Array(MAX_SEGMENT_TRIAL_BYTES) };
  expect(decodeMessage(encodeMessage(pushOf(largest, largest, largest))).ok).toBe(true);
  expect(() => encodeMessage(pushOf(...[1, 2, 3, 4, 5].map(() => largest)))).toThrow(RangeError);
});

test("a segment of one trial takes at most 115 bytes beside that trial, the introduction of its log told once", () => {
  const place = { index: 40_000, basis: 39_000, totals: { complete: 40_001, pruned: 300, failed: 3 }, count: 1 };
  const segment = fakeSegment(fakeKey("somebody"), { ...place, bestIndex: 39_990, bestCount: 30 });
  const message = { ...pushOf(segment), introductions: [] };
  expect(encodeMessage(message).length - segment.trials.length).toBeLessThanOrEqual(115);
  expect(encodeMessage(pushOf(segment)).length - encodeMessage(message).length).toBeLessThanOrEqual(55);
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
  const received = encodeMessage(pushOf(sample));
  const decoded = decodeMessage(received);
  if (!decoded.ok || decoded.message.type !== "segments") throw new Error("not read");
  expect(decoded.message.logs[0]?.segments[0]?.trials.buffer).not.toBe(received.buffer);
});
