import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import type { Effect, SwarmEvent } from "./events.ts";
import { MAX_SEGMENT_TRIAL_BYTES, type SegmentDraft } from "./log/segment.ts";
import { fakeLog } from "./simulator/fake-segments.ts";
import { fakeKey, fakeSign } from "./simulator/fake-signer.ts";
import { STUDY_ID } from "./simulator/participant.ts";
import { MAX_ANSWER_BYTES } from "./spread/fetcher.ts";
import { SwarmCore } from "./swarm-core.ts";
import type { HelloMessage, Message } from "./wire/message.ts";

const draft = (complete: number, over: Partial<SegmentDraft> = {}): SegmentDraft => ({
  trials: utf8ToBytes("trials"),
  count: 1,
  totals: { complete, pruned: 0, failed: 0 },
  best: null,
  urgent: false,
  ...over,
});

function newCore(name = "a core", nonce = 1): SwarmCore {
  return new SwarmCore({
    studyId: STUDY_ID,
    publicKey: fakeKey(name),
    logNonce: new Uint8Array(16).fill(nonce),
    seed: utf8ToBytes("seed of one core"),
    nowMs: 1_700_000_000_000,
  });
}

const START_MS = 1_700_000_000_000;
const hello: HelloMessage = {
  type: "hello",
  minVersion: 1,
  maxVersion: 1,
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

test("a draft that would break the log throws", () => {
  const core = newCore();
  const publish = (wrong: SegmentDraft) => core.step({ type: "publish", nowMs: START_MS, draft: wrong });
  publish(draft(5, { totals: { complete: 5, pruned: 1, failed: 0 } }));
  expect(() => publish(draft(4))).toThrow("never fall");
  expect(() => publish(draft(7, { totals: { complete: 6, pruned: 1, failed: 0 }, count: 2 }))).toThrow("less than");
  expect(() => publish(draft(80, { count: 65 }))).toThrow("65 trials");
  expect(() => publish(draft(9, { trials: new Uint8Array(MAX_SEGMENT_TRIAL_BYTES + 1) }))).toThrow("bytes of trials");
  expect(() => publish(draft(9, { best: Number.NaN }))).toThrow("NaN");
});

test("segments follow each other by hash before the first is signed, and are taken in whatever order signatures come", () => {
  const core = newCore();
  const effects = [1, 2, 3].flatMap((n) => core.step({ type: "publish", nowMs: START_MS, draft: draft(n) }));
  const unsigned = effects.flatMap((effect) => (effect.type === "signSegment" ? [effect] : []));
  expect(unsigned.map((effect) => effect.index)).toEqual([0, 1, 2]);
  const persisted = [2, 1, 0].flatMap((i) => {
    const waiting = unsigned[i];
    if (waiting === undefined) throw new Error("not asked to sign");
    const segment = { ...waiting.unsigned, signature: fakeSign(fakeKey("a core"), waiting.bytes) };
    return core.step({ type: "segmentSigned", nowMs: START_MS, segment });
  });
  expect(persisted).toMatchObject([{ type: "persist", segments: [{ index: 0 }, { index: 1 }, { index: 2 }] }]);
  expect(core.segmentsOf(core.log).length).toBe(3);
  expect(core.logs()).toMatchObject([{ own: true, live: true, length: 3, totals: { complete: 3 } }]);
});

test("nothing but the handshake counts before both have proven who they are", () => {
  const core = newCore();
  core.step({ type: "linkOpened", nowMs: START_MS, link: 1, address: "the-other", incoming: true });
  const segments = fakeLog("somebody", 1);
  expect(core.step(received({ type: "segments", answer: 0, segments }))).toEqual([]);
  core.step(received(hello));
  expect(core.step(received({ type: "ping", stamp: 1 }))).toEqual([]);
  expect(core.logs()).toEqual([]);
});

test("a peer whose oldest version is newer than ours is told that we do not fit", () => {
  const core = newCore();
  core.step({ type: "linkOpened", nowMs: START_MS, link: 1, address: "the-other", incoming: true });
  const effects = core.step(received({ ...hello, minVersion: 2, maxVersion: 3 }));
  expect(effects).toMatchObject([
    { type: "send", message: { type: "disconnect", reason: "incompatible" } },
    { type: "disconnect", link: 1 },
  ]);
});

test("an hour of sleep cuts no link and declares nobody gone, and a dead link is still found within 6 s", () => {
  const core = linkedCore();
  const wokeMs = START_MS + 3_600_000;
  const atWake = core.step({ type: "tick", nowMs: wokeMs });
  expect(atWake.map((effect) => effect.type)).not.toContain("disconnect");
  expect(sent(atWake).some((message) => message.type === "ping")).toBe(true);
  core.step(received({ type: "pong", stamp: 0 }, wokeMs + 100));
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
  core.step(received({ type: "pong", stamp: stamp.stamp }, START_MS + 41));
  expect(core.links()[0]?.rttMs).toBe(40);
});

test("one want is in flight per link, and an answer carries at most 128 KiB", () => {
  const segments = fakeLog("a long log", 40, 20_000);
  const holder = linkedCore();
  holder.step({ type: "restored", nowMs: START_MS, segments });
  const log = holder.logs()[0]?.log ?? "";
  const [answer] = sent(holder.step(received({ type: "want", id: 5, ranges: [{ log, from: 0, to: 40 }] })));
  if (answer?.type !== "segments") throw new Error("no answer");
  expect(answer.answer).toBe(5);
  expect(answer.segments.length).toBe(6);
  const carried = answer.segments.reduce((sum, segment) => sum + segment.trials.length, 0);
  expect(carried).toBeLessThanOrEqual(MAX_ANSWER_BYTES);

  const seeker = linkedCore();
  const heads: Message = { type: "heads", prefixes: [], heads: [{ log, length: 40, hash: new Uint8Array(8) }] };
  const wants = (effects: Effect[]) => sent(effects).filter((message) => message.type === "want");
  expect(wants(seeker.step(received(heads)))).toMatchObject([{ id: 1, ranges: [{ log, from: 0, to: 40 }] }]);
  expect(wants(seeker.step(received(heads)))).toEqual([]);
  const next = seeker.step(received({ ...answer, answer: 1 }));
  expect(wants(next)).toMatchObject([{ id: 2, ranges: [{ log, from: 6, to: 40 }] }]);
});

test("an urgent segment takes along what waits before it, so that it can be used on arrival", () => {
  const core = linkedCore();
  const publish = (n: number, urgent: boolean): Message[] => {
    const [effect] = core.step({ type: "publish", nowMs: START_MS, draft: draft(n, { urgent }) });
    if (effect?.type !== "signSegment") throw new Error("not asked to sign");
    const segment = { ...effect.unsigned, signature: new Uint8Array(64) };
    return sent(core.step({ type: "segmentSigned", nowMs: START_MS, segment }));
  };
  expect(publish(1, false)).toEqual([]);
  expect(publish(2, true)).toMatchObject([{ type: "segments", segments: [{ index: 0 }, { index: 1 }] }]);
  expect(sent(core.step({ type: "tick", nowMs: START_MS + 1 })).filter((m) => m.type === "segments")).toEqual([]);
});

test("what a neighbour has shown to know is not sent back", () => {
  const core = linkedCore();
  const segments = fakeLog("somebody", 2);
  const effects = [
    ...core.step(received({ type: "segments", answer: 0, segments })),
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
  expect(context.admits?.({ type: "segments", answer: 0, segments: fakeLog("somebody", 1) })).toBe(false);
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
