import fc from "fast-check";
import { base64url } from "../ids.ts";
import type { LogSum } from "../log/replica.ts";
import {
  type HeaderBody,
  MAX_TOTAL,
  SEGMENT_VERSION,
  type Segment,
  type SegmentBody,
  type SegmentHeader,
} from "../log/segment.ts";
import { MAX_STATUS_PERIOD_MS, type SignedStatus } from "../presence/status.ts";
import type { DisconnectReason, Message } from "../wire/message.ts";
import { MAX_STUDY_MS } from "../wire/wire-limits.ts";
import { boardDigestMessage, cellsMessage, epochsMessage, epochsWantedMessage } from "./board-arbitraries.ts";
import { noteDigestMessage, notesMessage } from "./note-arbitraries.ts";
import {
  ARBITRARY_STUDY,
  previewMessage,
  previewWantedMessage,
  runningMessage,
  statusDigestMessage,
  wordsMessage,
} from "./presence-arbitraries.ts";
import { treeMessage } from "./tree-arbitraries.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = (pattern: RegExp) => fc.stringMatching(pattern);
const studyId = text(/^[A-Za-z0-9_-]{1,43}$/);
const address = text(/^[a-z0-9-]{1,36}$/);
const log = bytes(16).map(base64url);
const index = fc.nat(2 ** 31 - 2);
const total = fc.integer({ min: 64, max: MAX_TOTAL });
const totals = fc.record({ complete: total, pruned: total, failed: total });

/** Possible ones alone: neither the basis nor the best lies behind the segment. */
const place = fc
  .record({
    index,
    basis: fc.double({ min: 0, max: 1, noNaN: true }),
    best: fc.double({ min: 0, max: 1, noNaN: true }),
    hasBest: fc.boolean(),
    totals,
  })
  .map(({ index: at, basis, best, hasBest, totals: told }) => ({
    index: at,
    basis: Math.floor(basis * at),
    totals: told,
    bestIndex: hasBest ? Math.floor(best * at) : null,
    bestCount: hasBest ? Math.floor(best * at) + 1 : 0,
  }));
const rest = {
  best: fc.option(fc.double({ noNaN: true }).map((value) => value + 0)),
  count: fc.nat(64),
  signature: bytes(64),
};
const names = { version: fc.constant(SEGMENT_VERSION), studyId, publicKey: bytes(32), nonce: bytes(16) };
const together = <T extends object>(more: fc.Arbitrary<T>) =>
  fc.tuple(place, more).map(([placed, others]) => Object.assign({}, placed, others));
const trials = { trials: fc.uint8Array({ maxLength: 500 }) };
const trialsHash = { trialsHash: bytes(32) };

export const arbitrarySegment: fc.Arbitrary<Segment> = together(fc.record({ ...names, ...rest, ...trials }));
const header: fc.Arbitrary<SegmentHeader> = together(fc.record({ ...names, ...rest, ...trialsHash }));
const body: fc.Arbitrary<SegmentBody> = together(fc.record({ ...rest, ...trials }));
const headerBody: fc.Arbitrary<HeaderBody> = together(fc.record({ ...rest, ...trialsHash }));
const status: fc.Arbitrary<SignedStatus> = fc.record({
  version: fc.constant(1),
  studyId: fc.constant(ARBITRARY_STUDY),
  publicKey: bytes(32),
  nonce: bytes(16),
  sequence: index,
  address,
  length: index,
  totals,
  done: fc.boolean(),
  leaving: fc.boolean(),
  periodMs: fc.integer({ min: 1, max: MAX_STATUS_PERIOD_MS }),
  body: fc.uint8Array({ maxLength: 300 }),
  signature: bytes(64),
});
const uint32 = fc.nat(2 ** 31 - 1).map((half) => half * 2);
const level = fc.nat(21);
const logSum: fc.Arbitrary<LogSum> = fc.record({
  log,
  length: index.map((at) => at + 1),
  head: uint32,
  level,
  count: index,
  high: uint32,
  low: uint32,
});
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 5 });
const kind = <T extends string>(type: T) => fc.constant(type);

/** Any message that a link may carry; its signatures are none. */
export const arbitraryMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    type: kind("hello"),
    minVersion: fc.nat(65_535),
    maxVersion: fc.nat(65_535),
    publicKey: bytes(32),
    handshakeNonce: bytes(16),
    logNonce: bytes(16),
    address,
    priority: fc.boolean(),
    liveLogs: fc.nat(),
  }),
  fc.record({ type: kind("proof"), signature: bytes(64) }),
  fc.record({
    type: kind("segments"),
    answer: fc.nat(),
    introductions: few(fc.record({ publicKey: bytes(32), nonce: bytes(16) })),
    logs: few(fc.record({ log, segments: few(body), headers: few(headerBody) })),
    reached: few(index),
  }),
  fc.record({ type: kind("status"), statuses: few(fc.record({ ageMs: fc.nat(3_600_000), status })) }),
  fc.record({ type: kind("digest"), bans: bytes(8), sums: bytes(512), logs: few(logSum) }),
  fc.record({ type: kind("sums"), buckets: few(fc.nat(63)), logs: few(logSum) }),
  fc.record({
    type: kind("want"),
    id: fc.nat(1_000_000).map((id) => id + 1),
    ranges: few(
      fc.record({
        log,
        from: fc.nat(1_000),
        to: fc.integer({ min: 1_000, max: 9_000 }),
        level,
        length: index,
        bare: fc.boolean(),
      }),
    ),
  }),
  fc.record({ type: fc.constantFrom("shuffle" as const, "shuffleReply" as const), addresses: few(address) }),
  fc.record({ type: kind("ping"), stamp: fc.nat() }),
  fc.record({ type: kind("pong"), stamp: fc.nat(), studyMs: fc.option(fc.nat(MAX_STUDY_MS)) }),
  fc.record({ type: kind("forks"), proofs: few(fc.record({ first: header, second: header })) }),
  fc.record({
    type: kind("disconnect"),
    reason: fc.constantFrom<DisconnectReason>("full", "duplicate", "self", "goodbye", "incompatible", "misbehaved"),
    addresses: few(address),
  }),
  notesMessage,
  noteDigestMessage,
  cellsMessage,
  boardDigestMessage,
  epochsWantedMessage,
  epochsMessage,
  treeMessage,
  wordsMessage,
  runningMessage,
  statusDigestMessage,
  previewWantedMessage,
  previewMessage,
);
