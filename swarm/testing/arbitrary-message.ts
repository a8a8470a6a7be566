import fc from "fast-check";
import { base64url } from "../ids.ts";
import { type Head, MAX_TOTAL, type Segment, type SegmentHeader } from "../log/segment.ts";
import { MAX_STATUS_PERIOD_MS, type SignedStatus } from "../presence/status.ts";
import type { DisconnectReason, Message } from "../wire/message.ts";
import { MAX_STUDY_MS } from "../wire/wire-limits.ts";
import { noteDigestMessage, notesMessage } from "./note-arbitraries.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = (pattern: RegExp) => fc.stringMatching(pattern);
const studyId = text(/^[A-Za-z0-9_-]{1,43}$/);
const address = text(/^[a-z0-9-]{1,36}$/);
const log = bytes(16).map(base64url);
const index = fc.nat(2 ** 31 - 2);
const total = fc.integer({ min: 64, max: MAX_TOTAL });
const totals = fc.record({ complete: total, pruned: total, failed: total });

const place = {
  version: fc.constant(1),
  studyId,
  publicKey: bytes(32),
  nonce: bytes(16),
  index: index.map((at) => at + 1),
  previousHash: bytes(32),
  totals,
  best: fc.option(fc.double({ noNaN: true }).map((value) => value + 0)),
  urgent: fc.boolean(),
  count: fc.nat(64),
  signature: bytes(64),
};
export const arbitrarySegment: fc.Arbitrary<Segment> = fc.record({
  ...place,
  trials: fc.uint8Array({ maxLength: 500 }),
});
const header: fc.Arbitrary<SegmentHeader> = fc.record({ ...place, trialsHash: bytes(32) });
const status: fc.Arbitrary<SignedStatus> = fc.record({
  version: fc.constant(1),
  studyId,
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
const head: fc.Arbitrary<Head> = fc.record({ log, length: index.map((at) => at + 1), hash: bytes(8) });
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 5 });
const prefix = text(/^[A-Za-z0-9_-]{0,3}$/);
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
  fc.record({ type: kind("segments"), answer: fc.nat(), segments: few(arbitrarySegment) }),
  fc.record({ type: kind("status"), statuses: few(fc.record({ ageMs: fc.nat(3_600_000), status })) }),
  fc.record({
    type: kind("digest"),
    salt: fc.nat(),
    bans: bytes(8),
    recent: few(head),
    ranges: few(fc.record({ prefix, count: fc.nat(), fingerprint: bytes(8) })),
  }),
  fc.record({ type: kind("heads"), prefixes: few(prefix), heads: few(head) }),
  fc.record({
    type: kind("want"),
    id: fc.nat(1_000_000).map((id) => id + 1),
    ranges: few(fc.record({ log, from: fc.nat(1_000), to: fc.integer({ min: 1_001, max: 9_000 }) })),
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
);
