import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { LogId } from "../ids.ts";
import { SEGMENT_VERSION, type Segment, segmentLog, signingBytes, type UnsignedSegment } from "../log/segment.ts";
import type { SegmentsMessage } from "../wire/message.ts";
import { fakeKey, fakeSign } from "./fake-signer.ts";
import { STUDY_ID } from "./participant.ts";

export interface FakeLogOptions {
  readonly trialBytes?: number;
  /** Every so many segments one stands by itself. */
  readonly basisEach?: number;
  /** Every so many one is of lane best, the first never. */
  readonly bestEach?: number;
  readonly nonce?: number;
}

/** A segment signed by that key, as given. */
export function fakeSegment(publicKey: Uint8Array, over: Partial<UnsignedSegment> = {}): Segment {
  const unsigned: UnsignedSegment = {
    version: SEGMENT_VERSION,
    studyId: STUDY_ID,
    publicKey,
    nonce: new Uint8Array(16),
    index: 0,
    basis: over.index ?? 0,
    totals: { complete: 10, pruned: 0, failed: 0 },
    bestIndex: null,
    bestCount: 0,
    best: null,
    count: 10,
    trials: utf8ToBytes("x"),
    ...over,
  };
  return { ...unsigned, signature: fakeSign(publicKey, signingBytes(unsigned)) };
}

/** As somebody pushes them who has introduced nobody yet. */
export function pushOf(...segments: readonly Segment[]): SegmentsMessage {
  const byLog = new Map<LogId, Segment[]>();
  const introductions = segments.flatMap((segment) => {
    const log = segmentLog(segment);
    const known = byLog.get(log);
    known?.push(segment);
    if (known !== undefined) return [];
    byLog.set(log, [segment]);
    return [{ publicKey: segment.publicKey, nonce: segment.nonce }];
  });
  const logs = [...byLog].map(([log, of]) => ({ log, segments: of, headers: [] }));
  return { type: "segments", answer: 0, introductions, logs, reached: [] };
}

/** An honest log of `length` segments, one trial each. */
export function fakeLog(name: string, length: number, options: FakeLogOptions = {}): Segment[] {
  const { trialBytes = 10, basisEach = 3, bestEach = 4, nonce = 0 } = options;
  const [publicKey, logNonce] = [fakeKey(name), new Uint8Array(16)];
  new DataView(logNonce.buffer).setUint32(0, nonce);
  let basis = 0;
  let bestIndex: number | null = null;
  let bestCount = 0;
  return Array.from({ length }, (_, index) => {
    if (index % basisEach === 0) basis = index;
    if (index % bestEach === 1) [bestIndex, bestCount] = [index, bestCount + 1];
    return fakeSegment(publicKey, {
      nonce: logNonce,
      index,
      basis,
      totals: { complete: index + 1, pruned: 0, failed: 0 },
      bestIndex,
      bestCount,
      count: 1,
      trials: utf8ToBytes(`${name} ${index}`.padEnd(trialBytes)),
    });
  });
}
