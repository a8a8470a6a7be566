import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import type { Effect, SwarmEvent } from "./events.ts";
import { MAX_SEGMENT_TRIAL_BYTES, type SegmentDraft } from "./log/segment.ts";
import { type NoteKind, noteSigningBytes, type SignedNote } from "./notes/note.ts";
import { fakeLog, pushOf } from "./simulator/fake-segments.ts";
import { fakeKey, fakeSign } from "./simulator/fake-signer.ts";
import { STUDY_ID } from "./simulator/participant.ts";
import { MAX_ANSWER_BYTES } from "./spread/answer.ts";
import { SwarmCore } from "./swarm-core.ts";
import type { StudyStart } from "./time/study-time.ts";
import { type HelloMessage, type Message, PROTOCOL_VERSION } from "./wire/message.ts";
import { signaturesToCheck } from "./wire/signatures.ts";

const draft = (complete: number, over: Partial<SegmentDraft> = {}): SegmentDraft => ({
  trials: utf8ToBytes("trials"),
  count: 1,
  totals: { complete, pruned: 0, failed: 0 },
  best: null,
  lane: "rest",
  basis: "own",
  ...over,
});

function newCore(name = "a core", nonce = 1, start: StudyStart = { from: "guess", studyMs: 0 }): SwarmCore {
  return new SwarmCore({
    studyId: STUDY_ID,
    publicKey: fakeKey(name),
    logNonce: new Uint8Array(16).fill(nonce),
    seed: utf8ToBytes("seed of one core"),
    nowMs: 1_700_000_000_000,
    start,
    authorKey: fakeKey("the author"),
  });
}

const START_MS = 1_700_000_000_000;
const hello: HelloMessage = {
  type: "hello",
  minVersion: PROTOCOL_VERSION,
  maxVersion: PROTOCOL_VERSION,
  publicKey: fakeKey("the other"),
  handshakeNonce: new Uint8Array(16).fill(9),
  logNonce: new Uint8Array(16).fill(8),
  address: "the-other",
  priority: false,
  liveLogs: 0,
};
const received = (message: Message, nowMs = START_MS, link = 1): SwarmEvent => ({
  type: "received",
  nowMs,
  link,
  message,
});
const sent = (effects: readonly Effect[]): Message[] =>
  effects.flatMap((effect) => (effect.type === "send" ? [effect.message] : []));

/** A core with one proven neighbour on link 1. */
function linkedCore(): SwarmCore {
  const core = newCore();
  core.step({ type: "linkOpened", nowMs: START_MS, link: 1, address: "the-other", incoming: true });
  core.step(received(hello));
  core.step({ type: "proofSigned", nowMs: START_MS, link: 1, signature: new Uint8Array(64) });
  core.step(received({ type: "proof", signature: new Uint8Array(64) }));
  expect(core.links().length).toBe(1);
  return core;
}

test("a newcomer's first status promises as long as suits those whom its neighbour knows", () => {
  const firstPeriod = (liveLogs: number): number | null => {
    const core = newCore();
    core.step({ type: "linkOpened", nowMs: START_MS, link: 1, address: "the-other", incoming: true });
    core.step(received({ ...hello, liveLogs }));
    const effects = [
      ...core.step({ type: "proofSigned", nowMs: START_MS, link: 1, signature: new Uint8Array(64) }),
      ...core.step(received({ type: "proof", signature: new Uint8Array(64) })),
    ];
    const said = effects.find((effect) => effect.type === "signStatus");
    return said?.type === "signStatus" ? said.draft.periodMs : null;
  };
  expect([0, 12, 50, 1_000, 5_000].map(firstPeriod)).toEqual([5_000, 5_000, 20_000, 400_000, 900_000]);
});

test("a draft that would break the log throws", () => {
  const core = newCore();
  const publish = (wrong: SegmentDraft) => core.step({ type: "publish", nowMs: START_MS, draft: wrong });
  publish(draft(5, { totals: { complete: 5, pruned: 1, failed: 0 } }));
  expect(() => publish(draft(4))).toThrow("never fall");
  expect(() => publish(draft(7, { totals: { complete: 6, pruned: 1, failed: 0 }, count: 2 }))).toThrow("less than");
  expect(() => publish(draft(80, { count: 65 }))).toThrow("65 trials");
  expect(() => publish(draft(9, { trials: new Uint8Array(MAX_SEGMENT_TRIAL_BYTES + 1) }))).toThrow("bytes of trials");
  expect(() => publish(draft(9, { best: Number.NaN }))).toThrow("NaN");
  const first = { type: "publish", nowMs: START_MS, draft: draft(1, { basis: "last" }) } as const;
  expect(() => newCore().step(first)).toThrow("stands by itself");
});

test("a segment that stands alone is nobody's basis", () => {
  const core = newCore();
  const bases = (["own", "alone", "last", "own", "last"] as const).map((basis, i) => {
    const [effect] = core.step({ type: "publish", nowMs: START_MS, draft: draft(i + 1, { basis }) });
    return effect?.type === "signSegment" ? effect.unsigned.basis : null;
  });
  expect(bases).toEqual([0, 1, 0, 3, 3]);
});

test("segments are numbered before the first is signed, and are taken in whatever order signatures come", () => {
  const core = newCore();
  const effects = [1, 2, 3].flatMap((n) =>
    core.step({ type: "publish", nowMs: START_MS, draft: draft(n, { basis: n === 1 ? "own" : "last" }) }),
  );
  const unsigned = effects.flatMap((effect) => (effect.type === "signSegment" ? [effect] : []));
  expect(unsigned.map((effect) => effect.unsigned.index)).toEqual([0, 1, 2]);
  const persisted = [2, 1, 0].flatMap((i) => {
    const waiting = unsigned[i];
    if (waiting === undefined) throw new Error("not asked to sign");
    const segment = { ...waiting.unsigned, signature: fakeSign(fakeKey("a core"), waiting.bytes) };
    return core.step({ type: "segmentSigned", nowMs: START_MS, segment });
  });
  expect(persisted).toMatchObject([{ type: "persist", segments: [{ index: 0 }, { index: 2 }, { index: 1 }] }]);
  expect(core.segmentsOf(core.log).length).toBe(3);
  expect(core.logs()).toMatchObject([{ own: true, live: true, length: 3, held: 3, totals: { complete: 3 } }]);
});

test("nothing but the handshake counts before both have proven who they are", () => {
  const core = newCore();
  core.step({ type: "linkOpened", nowMs: START_MS, link: 1, address: "the-other", incoming: true });
  const segments = fakeLog("somebody", 1);
  expect(core.step(received(pushOf(...segments)))).toEqual([]);
  core.step(received(hello));
  expect(core.step(received({ type: "ping", stamp: 1 }))).toEqual([]);
  expect(core.logs()).toEqual([]);
});

test("a peer whose oldest version is newer than ours is told that we do not fit", () => {
  const core = newCore();
  core.step({ type: "linkOpened", nowMs: START_MS, link: 1, address: "the-other", incoming: true });
  const effects = core.step(received({ ...hello, minVersion: PROTOCOL_VERSION + 1, maxVersion: PROTOCOL_VERSION + 2 }));
  expect(effects).toMatchObject([
    { type: "send", message: { type: "disconnect", reason: "incompatible" } },
    { type: "disconnect", link: 1 },
  ]);
});

function noteOf(name: string, kind: NoteKind, sequence = 1): SignedNote {
  const publicKey = fakeKey(name);
  const unsigned = { version: 1, studyId: STUDY_ID, publicKey, kind, sequence, body: utf8ToBytes("body") };
  return { ...unsigned, signature: fakeSign(publicKey, noteSigningBytes(unsigned)) };
}

test("a note is checked and delivered once, and a command of a stranger is not even checked", () => {
  const core = linkedCore();
  const notes = [noteOf("somebody", "attestation"), noteOf("the author", "command")];
  const message: Message = { type: "notes", notes };
  expect(signaturesToCheck(message, core.signatureContext(1))).toHaveLength(2);
  const effects = core.step(received(message));
  expect(effects.flatMap((effect) => (effect.type === "noteHeld" ? [effect.note] : []))).toEqual(notes);
  const again: Message = {
    type: "notes",
    notes: [...notes, { ...noteOf("x", "blob"), signature: new Uint8Array(64) }],
  };
  expect(signaturesToCheck(again, core.signatureContext(1)).map(({ publicKey }) => publicKey)).toEqual([fakeKey("x")]);
  expect(core.step(received(message)).some((effect) => effect.type === "noteHeld")).toBe(false);
  const forged: Message = { type: "notes", notes: [noteOf("the other", "command")] };
  expect(signaturesToCheck(forged, core.signatureContext(1))).toEqual([]);
  expect(core.step(received(forged))).toContainEqual({ type: "disconnect", link: 1, reason: "misbehaved" });
  expect(core.notes()).toEqual([notes[1], notes[0]]);
});

test("an hour of sleep cuts no link and declares nobody gone, and a dead link is still found within 6 s", () => {
  const core = linkedCore();
  const wokeMs = START_MS + 3_600_000;
  const atWake = core.step({ type: "tick", nowMs: wokeMs });
  expect(atWake.map((effect) => effect.type)).not.toContain("disconnect");
  expect(sent(atWake).some((message) => message.type === "ping")).toBe(true);
  core.step(received({ type: "pong", stamp: 0, studyMs: null }, wokeMs + 100));
  for (let s = 1; s <= 6; s++) core.step({ type: "tick", nowMs: wokeMs + s * 1_000 });
  expect(core.links().length).toBe(1);
  const dead = linkedCore();
  for (let s = 0; s <= 6; s++) dead.step({ type: "tick", nowMs: wokeMs + s * 1_000 });
  expect(dead.links().length).toBe(0);
});

test("a clock that is set back does no harm", () => {
  const core = linkedCore();
  core.step({ type: "tick", nowMs: START_MS - 86_400_000 });
  for (let s = 1; s <= 13; s++) core.step({ type: "tick", nowMs: START_MS - 86_400_000 + s * 1_000 });
  expect(core.links().length).toBe(0);
});

test("the round trip is measured from ping to pong", () => {
  const core = linkedCore();
  const stamp = sent(core.step({ type: "tick", nowMs: START_MS + 1 })).find((message) => message.type === "ping");
  if (stamp?.type !== "ping") throw new Error("no ping");
  core.step(received({ type: "pong", stamp: stamp.stamp, studyMs: null }, START_MS + 41));
  expect(core.links()[0]?.rttMs).toBe(40);
});

const wanted = (log: string, from: number, to: number) => ({ log, from, to, level: 0, length: 0, bare: false });

test("one want is in flight per link, and an answer carries at most 128 KiB: the best and the newest first", () => {
  const segments = fakeLog("a long log", 40, { trialBytes: 20_000 });
  const holder = linkedCore();
  holder.step({ type: "restored", nowMs: START_MS, segments });
  const log = holder.logs()[0]?.log ?? "";
  const [answer] = sent(holder.step(received({ type: "want", id: 5, ranges: [wanted(log, 0, 40)] })));
  if (answer?.type !== "segments") throw new Error("no answer");
  expect(answer.answer).toBe(5);
  const told = answer.logs[0]?.segments ?? [];
  expect(told.map(({ index }) => index)).toEqual([36, 37, 39, 38, 33, 35]);
  expect(answer.logs[0]?.headers.map(({ index }) => index)).toEqual([39]);
  expect(answer.reached).toEqual([35]);
  expect(told.reduce((sum, { trials }) => sum + trials.length, 0)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);

  const seeker = linkedCore();
  const logs = [{ log, length: 40, head: 1, level: 0, count: 40, high: 1, low: 1 }];
  const sums: Message = { type: "sums", buckets: [], logs };
  const wants = (effects: Effect[]) => sent(effects).filter((message) => message.type === "want");
  expect(wants(seeker.step(received(sums)))).toMatchObject([{ id: 1, ranges: [wanted(log, 0, 40)] }]);
  expect(wants(seeker.step(received(sums)))).toEqual([]);
  const next = seeker.step(received({ ...answer, answer: 1 }));
  expect(wants(next)).toMatchObject([
    {
      id: 2,
      ranges: [
        { from: 34, to: 35, length: 40 },
        { from: 0, to: 33 },
      ],
    },
  ]);
  const delivered = next.flatMap((effect) => (effect.type === "deliver" ? effect.segments : []));
  expect(delivered.map(({ index }) => index)).toEqual([36, 37, 39, 38, 33, 35]);
});

test("who has none of what is wanted says so at once, and is not asked for it again", () => {
  const holder = linkedCore();
  holder.step({
    type: "restored",
    nowMs: START_MS,
    segments: fakeLog("somebody", 40).filter(({ index }) => index < 3),
  });
  const log = holder.logs()[0]?.log ?? "";
  const want: Message = { type: "want", id: 1, ranges: [wanted(log, 10, 40), wanted("A".repeat(22), 0, 9)] };
  expect(sent(holder.step(received(want)))).toMatchObject([{ answer: 1, reached: [3, 0] }]);

  const seeker = linkedCore();
  const sums: Message = {
    type: "sums",
    buckets: [],
    logs: [{ log, length: 40, head: 1, level: 0, count: 40, high: 1, low: 1 }],
  };
  const none: Message = { type: "segments", answer: 1, introductions: [], logs: [], reached: [0] };
  const wants = (effects: Effect[]) => sent(effects).filter((message) => message.type === "want").length;
  expect(wants(seeker.step(received(sums)))).toBe(1);
  expect(wants(seeker.step(received(none)))).toBe(0);
  for (let s = 1; s < 10; s++) {
    expect(wants(seeker.step(received(sums, START_MS + s * 1_000)))).toBe(0);
    expect(wants(seeker.step({ type: "tick", nowMs: START_MS + s * 1_000 + 1 }))).toBe(0);
  }
});

test("a best leaves at once behind its basis, the rest with the next tick, and neither twice", () => {
  const core = linkedCore();
  const publish = (n: number, over: Partial<SegmentDraft>): Message[] => {
    const [effect] = core.step({ type: "publish", nowMs: START_MS, draft: draft(n, over) });
    if (effect?.type !== "signSegment") throw new Error("not asked to sign");
    const segment = { ...effect.unsigned, signature: new Uint8Array(64) };
    return sent(core.step({ type: "segmentSigned", nowMs: START_MS, segment }));
  };
  const indices = (messages: readonly Message[]) =>
    messages
      .flatMap((message) => (message.type === "segments" ? message.logs : []))
      .flatMap(({ segments }) => segments.map(({ index }) => index));
  expect(publish(1, { basis: "own" })).toEqual([]);
  expect(publish(2, { basis: "last" })).toEqual([]);
  expect(indices(publish(3, { basis: "last", lane: "best" }))).toEqual([0, 2]);
  expect(indices(publish(4, { basis: "last", lane: "best" }))).toEqual([3]);
  expect(indices(sent(core.step({ type: "tick", nowMs: START_MS + 1 })))).toEqual([1]);
});

test("a segment that comes before its basis waits for it, and both are delivered together", () => {
  const core = linkedCore();
  const [basis, second] = fakeLog("somebody", 2);
  if (basis === undefined || second === undefined) throw new Error("no segments");
  const effects = core.step(received(pushOf(second)));
  expect(sent(effects)).toMatchObject([{ type: "want", ranges: [{ from: 0, to: 1 }] }]);
  expect(effects.some((effect) => effect.type === "deliver")).toBe(false);
  expect(core.step(received(pushOf(basis)))).toContainEqual({ type: "deliver", segments: [basis, second] });
  expect(core.sizes().waiting).toBe(0);
});

test("a segment of a log that nobody has introduced is asked for again, and the answer introduces it", () => {
  const core = linkedCore();
  const push = pushOf(...fakeLog("somebody", 1));
  const effects = core.step(received({ ...push, introductions: [] }));
  expect(sent(effects)).toMatchObject([{ type: "want", id: 1, ranges: [{ from: 0, to: 1 }] }]);
  expect(core.step(received({ ...push, answer: 1 })).some((effect) => effect.type === "deliver")).toBe(true);
});

test("what a neighbour has shown to know is not sent back", () => {
  const core = linkedCore();
  const segments = fakeLog("somebody", 2);
  const effects = [
    ...core.step(received(pushOf(...segments))),
    ...core.step({ type: "tick", nowMs: START_MS + 1_000 }),
  ];
  expect(effects).toContainEqual({ type: "deliver", segments: [segments[0]] });
  expect(effects).toContainEqual({ type: "deliver", segments: [segments[1]] });
  expect(sent(effects).filter((message) => message.type === "segments")).toEqual([]);
});

test("what the budget of a link does not cover is neither checked nor taken", () => {
  const core = linkedCore();
  const message = (): Message => ({ type: "ping", stamp: 1 });
  let answered = 0;
  for (let i = 0; i < 690; i++) answered += sent(core.step(received(message()))).length;
  expect(answered).toBe(600 - 2);
  const context = core.signatureContext(1);
  expect(context.admits?.(pushOf(...fakeLog("somebody", 1)))).toBe(false);
});

test("after the goodbye nothing is said", () => {
  const core = linkedCore();
  const [sign] = core.step({ type: "stop", nowMs: START_MS + 1 });
  if (sign?.type !== "signStatus") throw new Error("no last status");
  expect(sign.draft.leaving).toBe(true);
  const status = { ...sign.unsigned, signature: new Uint8Array(64) };
  const last = core.step({ type: "statusSigned", nowMs: START_MS + 2, status });
  expect(sent(last).map((message) => message.type)).toEqual(["status", "disconnect"]);
  expect(core.step({ type: "tick", nowMs: START_MS + 10_000 })).toEqual([]);
});

/** A core of an author who begins the study, or of somebody who can only guess, with a neighbour for each key. */
function coreAmong(keys: readonly string[], start: StudyStart): SwarmCore {
  const core = newCore("a core", 1, start);
  keys.forEach((key, at) => {
    const link = at + 1;
    const theirs = {
      ...hello,
      publicKey: fakeKey(key),
      logNonce: new Uint8Array(16).fill(20 + at),
      address: `at-${at}`,
    };
    core.step({ type: "linkOpened", nowMs: START_MS, link, address: theirs.address, incoming: true });
    core.step(received(theirs, START_MS, link));
    core.step({ type: "proofSigned", nowMs: START_MS, link, signature: new Uint8Array(64) });
    core.step(received({ type: "proof", signature: new Uint8Array(64) }, START_MS, link));
  });
  expect(core.links().length).toBe(keys.length);
  return core;
}

/** Every neighbour answers the pings of one tick, `tookMs` later, with its own word on how long the study has been going on. */
function answerPings(core: SwarmCore, nowMs: number, studyMs: (link: number) => number, tookMs = 40): Effect[] {
  const pings = core.step({ type: "tick", nowMs }).flatMap((effect) => {
    return effect.type === "send" && effect.message.type === "ping" ? [{ ...effect.message, link: effect.link }] : [];
  });
  expect(pings.length).toBe(core.links().length);
  return pings.flatMap(({ link, stamp }) =>
    core.step(received({ type: "pong", stamp, studyMs: studyMs(link) }, nowMs + tookMs, link)),
  );
}

const author: StudyStart = { from: "own", studyMs: 0 };
const guess: StudyStart = { from: "guess", studyMs: 86_400_000 };

test("a pong says how long the study has been going on, and nothing while that is a guess", () => {
  const ping = received({ type: "ping", stamp: 7 }, START_MS + 61_000);
  expect(sent(coreAmong(["b"], author).step(ping))).toContainEqual({ type: "pong", stamp: 7, studyMs: 61_000 });
  expect(sent(coreAmong(["b"], guess).step(ping))).toContainEqual({ type: "pong", stamp: 7, studyMs: null });
});

test("a newcomer takes the study's time from its neighbours and the seed, whatever it guessed", () => {
  const core = coreAmong(["b"], guess);
  expect(core.studyMs(START_MS)).toBeNull();
  const effects = answerPings(core, START_MS, () => 30_000);
  expect(effects.map((effect) => effect.type)).toContain("studyTime");
  expect(core.studyMs(START_MS + 40)).toBe(30_020);
  const other = coreAmong([], guess);
  other.step({ type: "seedTold", nowMs: START_MS + 50, studyMs: 30_000, tookMs: 50 });
  expect(other.studyMs(START_MS + 50)).toBe(30_025);
});

test("several tabs of one key are one voice, and a pong that nobody asked for is none", () => {
  const core = coreAmong(["liar", "liar", "liar"], author);
  answerPings(core, START_MS, () => 3_600_000);
  for (const link of [1, 2, 3])
    core.step(received({ type: "pong", stamp: 4_000, studyMs: 3_600_000 }, START_MS + 100, link));
  expect(core.studyMs(START_MS + 1_000)).toBe(1_000);
});

test("whoever began the study goes by its own clock, whatever two say, until it has slept", () => {
  const core = coreAmong(["one", "two"], author);
  answerPings(core, START_MS, () => 3_600_000);
  expect(core.studyMs(START_MS + 40)).toBe(40);
  core.step({ type: "slept", nowMs: START_MS + 900 });
  answerPings(core, START_MS + 900, () => 3_600_000);
  expect(core.studyMs(START_MS + 940)).toBeGreaterThan(3_599_000);
});

test("the word of a neighbour that has gone does not count", () => {
  const core = coreAmong(["liar", "honest"], author);
  answerPings(core, START_MS, (link) => (link === 1 ? 3_600_000 : 0));
  core.step({ type: "linkClosed", nowMs: START_MS + 50, link: 1 });
  core.step({ type: "seedTold", nowMs: START_MS + 60, studyMs: 3_600_000, tookMs: 5 });
  expect(core.studyMs(START_MS + 60)).toBe(60);
});

test("after a sleep in which its clock stood still a core asks at once, and the first answer counts", () => {
  const core = coreAmong(["b"], author);
  answerPings(core, START_MS, () => 0);
  const wokeMs = START_MS + 900;
  core.step({ type: "slept", nowMs: wokeMs });
  // The last ping is less than a second old: only a sleep makes another one due.
  answerPings(core, wokeMs, () => 3_600_000);
  expect(core.studyMs(wokeMs + 40)).toBeGreaterThan(3_599_000);
});

test("others are told at once of what was fetched, and where something is fetched with every tick every 2 s", () => {
  const core = linkedCore();
  const other: HelloMessage = { ...hello, publicKey: fakeKey("a third"), logNonce: new Uint8Array(16).fill(7) };
  core.step({ type: "linkOpened", nowMs: START_MS, link: 2, address: "a-third", incoming: true });
  core.step(received({ ...other, handshakeNonce: new Uint8Array(16).fill(6) }, START_MS, 2));
  core.step({ type: "proofSigned", nowMs: START_MS, link: 2, signature: new Uint8Array(64) });
  core.step(received({ type: "proof", signature: new Uint8Array(64) }, START_MS, 2));
  const hinted: number[] = [];
  for (let at = 0; at < 16; at++) {
    const nowMs = START_MS + 250 * at;
    const push = pushOf(...fakeLog(`log ${at}`, 1));
    const log = push.logs[0]?.log ?? "";
    const logs = [{ log, length: 1, head: 1, level: 0, count: 1, high: 1, low: 1 }];
    const asked = sent(core.step(received({ type: "sums", buckets: [], logs }, nowMs)));
    const want = asked.find((message) => message.type === "want");
    if (want?.type !== "want") throw new Error("nothing is wanted");
    core.step(received({ ...push, answer: want.id }, nowMs));
    for (const effect of core.step({ type: "tick", nowMs: nowMs + 1 }))
      if (effect.type === "send" && effect.link === 2 && effect.message.type === "sums") hinted.push(at);
  }
  expect(hinted).toEqual([0, 8]);
});
