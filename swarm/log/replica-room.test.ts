import { expect, test } from "vitest";
import { logIdOf, peerIdOf } from "../ids.ts";
import { fakeKey } from "../simulator/fake-signer.ts";
import { STUDY_ID } from "../simulator/participant.ts";
import { SLOW } from "../simulator/scenario.ts";
import { MAX_HELD_BYTES, MAX_HELD_BYTES_PER_KEY, MAX_LOGS, MAX_LOGS_PER_KEY, Replica } from "./replica.ts";
import { NO_TOTALS, type Segment, segmentLog } from "./segment.ts";

/** The first segment of the key's log of that number; a replica looks at no signature. */
function firstOf(key: Uint8Array, number: number, trialBytes = 1): Segment {
  const nonce = new Uint8Array(16);
  new DataView(nonce.buffer).setUint32(0, number);
  return {
    version: 1,
    studyId: STUDY_ID,
    publicKey: key,
    nonce,
    index: 0,
    previousHash: new Uint8Array(32),
    totals: { ...NO_TOTALS, complete: 10 },
    best: null,
    urgent: false,
    count: 10,
    trials: new Uint8Array(trialBytes),
    signature: new Uint8Array(64),
  };
}

/** Every place taken, by keys with as many logs as they may have; the first have had theirs for longest. */
function fullOfLogs(replica: Replica): void {
  for (let first = 0; replica.logCount < MAX_LOGS; first += MAX_LOGS_PER_KEY) {
    const key = fakeKey(`crowd ${first}`);
    const before = Math.min(first + MAX_LOGS_PER_KEY, first + MAX_LOGS - replica.logCount);
    for (let number = first; number < before; number++) replica.accept(firstOf(key, number), number);
  }
}

test("no key gets more logs than its share, and what is refused is not asked for", () => {
  const replica = new Replica();
  const key = fakeKey("greedy");
  for (let number = 0; number < MAX_LOGS_PER_KEY; number++)
    expect(replica.accept(firstOf(key, number), 0).kind).toBe("added");
  const beyond = firstOf(key, MAX_LOGS_PER_KEY);
  expect(replica.accept(beyond, 0).kind).toBe("full");
  expect(replica.refuses(segmentLog(beyond), 1)).toBe(true);
  expect(replica.accept(firstOf(fakeKey("other"), 0), 0).kind).toBe("added");
});

test("no key gets more bytes than its share", () => {
  const replica = new Replica();
  const key = fakeKey("greedy");
  const half = MAX_HELD_BYTES_PER_KEY / 2;
  expect(replica.accept(firstOf(key, 0, half), 0).kind).toBe("added");
  expect(replica.accept(firstOf(key, 1, half), 0).kind).toBe("full");
  expect(replica.accept(firstOf(fakeKey("other"), 0, half), 0).kind).toBe("added");
});

test(
  "in a full table a newcomer takes the oldest log of the key that holds most, and the own log always has room",
  SLOW,
  () => {
    const ownKey = fakeKey("own");
    const own = firstOf(ownKey, 1);
    const replica = new Replica({ peer: peerIdOf(ownKey), log: logIdOf(ownKey, STUDY_ID, own.nonce) });
    fullOfLogs(replica);
    const newcomer = fakeKey("newcomer");
    expect(replica.accept(firstOf(newcomer, 0), 1e6).kind).toBe("added");
    expect(replica.logCount).toBe(MAX_LOGS);
    const evicted = firstOf(fakeKey("crowd 0"), 0);
    expect(replica.lengthOf(segmentLog(evicted))).toBe(0);
    expect(replica.accept(evicted, 1e6).kind).toBe("full");
    for (let number = 1; number < MAX_LOGS_PER_KEY; number++) replica.accept(firstOf(newcomer, number), 1e6);
    const held = [...replica.logs()].filter((log) => log.peer === peerIdOf(newcomer)).length;
    expect(held, "up to half of what another holds").toBeGreaterThan(MAX_LOGS_PER_KEY / 3);
    expect(held, "up to half of what another holds").toBeLessThanOrEqual(MAX_LOGS_PER_KEY / 2);
    expect(replica.accept(own, 1).kind).toBe("added");
    expect(replica.logCount).toBe(MAX_LOGS);
  },
);

test("the own profile has no share to exceed", () => {
  const key = fakeKey("own");
  const replica = new Replica({ peer: peerIdOf(key), log: segmentLog(firstOf(key, 0)) });
  for (let number = 0; number < 2 * MAX_LOGS_PER_KEY; number++)
    expect(replica.accept(firstOf(key, number), 0).kind).toBe("added");
});

test("in a table full of bytes likewise", SLOW, () => {
  const replica = new Replica();
  const each = MAX_HELD_BYTES_PER_KEY / 4 - 512;
  for (let number = 0; number < 32; number++)
    replica.accept(firstOf(fakeKey(`crowd ${Math.floor(number / 4)}`), number, each), number);
  expect(replica.logCount * (each + 512)).toBe(MAX_HELD_BYTES);
  expect(replica.accept(firstOf(fakeKey("newcomer"), 0), 100).kind).toBe("added");
  expect(replica.logCount).toBe(32);
  expect(replica.lengthOf(segmentLog(firstOf(fakeKey("crowd 0"), 0, each)))).toBe(0);
});
