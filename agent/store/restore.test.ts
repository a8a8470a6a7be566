import { encode } from "@msgpack/msgpack";
import { expect, it } from "vitest";
import type { Segment } from "../../swarm/log/segment.ts";
import { fakeLog } from "../../swarm/simulator/fake-segments.ts";
import { encodeSegment } from "../../swarm/wire/codec.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { MemorySegmentStore } from "./memory-segment-store.ts";
import { restoreSegments } from "./restore.ts";
import { segmentKey } from "./segment-key.ts";

it("gives back what was kept in order, and drops segments of a version that cannot be read", async () => {
  const log = fakeLog("somebody", 4);
  const [first] = log;
  if (first === undefined) throw new Error("no segment");
  const store = new MemorySegmentStore();
  const clock = new VirtualClock();
  const { studyId, publicKey, nonce } = first;
  const old = [1, studyId, publicKey, nonce, 9, new Uint8Array(32), [9, 0, 0], null, false, 1, new Uint8Array(3)];
  await store.appendSegments(studyId, [
    ...log.toReversed().map((segment) => ({ key: segmentKey(segment), bytes: encodeSegment(segment) })),
    { key: segmentKey({ ...first, index: 9 }), bytes: encode([...old, new Uint8Array(64)]) },
    { key: "damaged/1", bytes: Uint8Array.of(1, 2, 3) },
  ]);
  const restored: Segment[] = [];
  const restoring = restoreSegments(store, studyId, clock, (segments) => void restored.push(...segments));
  await clock.advance(10);
  expect(await restoring).toBe(2);
  expect(restored).toEqual(log);
  expect((await store.loadSegments(studyId)).length).toBe(log.length + 1);
});
