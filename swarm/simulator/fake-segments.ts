import { utf8ToBytes } from "@noble/hashes/utils.js";
import { type Segment, segmentHash, signingBytes, type UnsignedSegment } from "../log/segment.ts";
import { fakeKey, fakeSign } from "./fake-signer.ts";
import { STUDY_ID } from "./participant.ts";

/** An honest log of `length` segments, one trial each. */
export function fakeLog(name: string, length: number, trialBytes = 10): Segment[] {
  const publicKey = fakeKey(name);
  const segments: Segment[] = [];
  for (let index = 0; index < length; index++) {
    const previous = segments.at(-1);
    const unsigned: UnsignedSegment = {
      version: 1,
      studyId: STUDY_ID,
      publicKey,
      nonce: new Uint8Array(16),
      index,
      previousHash: previous === undefined ? new Uint8Array(32) : segmentHash(previous),
      totals: { complete: index + 1, pruned: 0, failed: 0 },
      best: null,
      urgent: false,
      count: 1,
      trials: utf8ToBytes(`${name} ${index}`.padEnd(trialBytes)),
    };
    segments.push({ ...unsigned, signature: fakeSign(publicKey, signingBytes(unsigned)) });
  }
  return segments;
}
