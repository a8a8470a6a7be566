import { utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import type { Effect, SwarmEvent } from "../events.ts";
import { segmentLog } from "../log/segment.ts";
import { fakeLog, pushOf } from "../simulator/fake-segments.ts";
import { fakeKey } from "../simulator/fake-signer.ts";
import { STUDY_ID } from "../simulator/participant.ts";
import { SwarmCore } from "../swarm-core.ts";
import { type Message, PROTOCOL_VERSION, type SegmentsMessage, type WantMessage } from "../wire/message.ts";
import { MAX_PREVIEW_BYTES } from "../wire/wire-limits.ts";

type Unstamped = SwarmEvent extends infer E ? (E extends SwarmEvent ? Omit<E, "nowMs"> : never) : never;

/** A core in virtual time, and neighbours whose identity is proven, by link. */
class Tab {
  nowMs = 60_000;
  readonly core = new SwarmCore({
    studyId: STUDY_ID,
    publicKey: fakeKey("ours"),
    logNonce: new Uint8Array(16),
    seed: utf8ToBytes("seed of one core"),
    nowMs: this.nowMs,
    start: { from: "guess", studyMs: 0 },
    authorKey: null,
  });

  step(event: Unstamped): Effect[] {
    return this.core.step({ ...event, nowMs: this.nowMs });
  }

  receive(link: number, message: Message): Effect[] {
    return this.step({ type: "received", link, message });
  }

  /** What the handshake makes the core do at last. */
  open(link: number): Effect[] {
    this.step({ type: "linkOpened", link, address: `address-${link}`, incoming: true });
    this.receive(link, {
      type: "hello",
      minVersion: 1,
      maxVersion: PROTOCOL_VERSION,
      publicKey: fakeKey(`neighbour ${link}`),
      handshakeNonce: new Uint8Array(16).fill(link),
      logNonce: new Uint8Array(16).fill(link),
      address: `address-${link}`,
      priority: false,
      liveLogs: 0,
    });
    this.step({ type: "proofSigned", link, signature: new Uint8Array(64) });
    return this.receive(link, { type: "proof", signature: new Uint8Array(64) });
  }

  /** Time passes, and the neighbours stay alive. */
  wait(ms: number, links: readonly number[] = []): Effect[] {
    const effects: Effect[] = [];
    for (let passed = 0; passed < ms; passed += 500) {
      this.nowMs += 500;
      effects.push(...this.step({ type: "tick" }));
      for (const link of links) this.receive(link, { type: "ping", stamp: 1 });
    }
    return effects;
  }
}

/** Links over which these effects ask for a preview. */
const asked = (effects: readonly Effect[]): number[] =>
  effects.flatMap((it) => (it.type === "send" && it.message.type === "previewWanted" ? [it.link] : []));
const wanted = (effects: readonly Effect[]): number[] =>
  effects.flatMap((it) => (it.type === "previewWanted" ? [it.link] : []));
const cut = (effects: readonly Effect[]): boolean => effects.some(({ type }) => type === "disconnect");
const preview = (body: string): Message => ({ type: "preview", body: utf8ToBytes(body) });

test("who holds nothing asks its first two neighbours, and nobody else once both have answered", () => {
  const tab = new Tab();
  expect([1, 2, 3].flatMap((link) => asked(tab.open(link)))).toEqual([1, 2]);
  expect(tab.receive(1, preview("good")).filter(({ type }) => type === "preview")).toEqual([
    { type: "preview", link: 1, body: utf8ToBytes("good") },
  ]);
  tab.receive(2, preview("better"));
  expect(asked(tab.wait(10_000, [1, 2, 3]))).toEqual([]);
});

test("who is not answered asks others, four in all, and a minute after its first link nobody", () => {
  const tab = new Tab();
  const links = [1, 2, 3, 4, 5, 6];
  const first = links.flatMap((link) => asked(tab.open(link)));
  expect([...first, ...asked(tab.wait(20_000, links))]).toEqual([1, 2, 3, 4]);
  const late = new Tab();
  late.open(1);
  late.receive(1, preview(""));
  late.wait(61_000, [1]);
  expect(asked(late.open(2))).toEqual([]);
});

test("who holds most of what heads count asks nobody, who holds little of it does", () => {
  for (const [held, expected] of [
    [9, []],
    [2, [1, 2]],
  ] as const) {
    const tab = new Tab();
    const log = fakeLog("somebody", 10);
    tab.step({ type: "restored", segments: log.slice(0, held) });
    const before = [1, 2].flatMap((link) => asked(tab.open(link)));
    expect(before).toEqual([]);
    tab.receive(1, pushOf(...log.slice(9)));
    expect(asked(tab.wait(500)).concat(asked(tab.wait(1_000)))).toEqual(expected);
  }
});

test("a neighbour that asks is answered once by our agent, and again a minute later; more often is a fault", () => {
  const tab = new Tab();
  tab.open(1);
  expect(wanted(tab.receive(1, { type: "previewWanted" }))).toEqual([1]);
  expect(tab.step({ type: "previewMade", link: 1, body: utf8ToBytes("ours") })).toContainEqual({
    type: "send",
    link: 1,
    message: preview("ours"),
  });
  expect(tab.step({ type: "previewMade", link: 1, body: utf8ToBytes("again") })).toEqual([]);
  tab.wait(59_000, [1]);
  expect(wanted(tab.receive(1, { type: "previewWanted" }))).toEqual([]);
  tab.wait(2_000, [1]);
  expect(wanted(tab.receive(1, { type: "previewWanted" }))).toEqual([1]);
  const flood = Array.from({ length: 130 }, () => tab.receive(1, { type: "previewWanted" }));
  expect(flood.some(cut)).toBe(true);
  expect(flood.flatMap(wanted)).toEqual([]);
});

test("answers wait while those who ask for what is past have used up their budget", () => {
  const tab = new Tab();
  const neighbours = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const link of neighbours) tab.open(link);
  const body = new Uint8Array(MAX_PREVIEW_BYTES);
  const answer = (link: number): void => expect(tab.step({ type: "previewMade", link, body })).toHaveLength(1);
  const answered = neighbours.filter((link) => {
    const isAsked = wanted(tab.receive(link, { type: "previewWanted" })).length > 0;
    if (isAsked) answer(link);
    return isAsked;
  });
  // 300 kB at once, the last one on credit.
  expect(answered).toEqual([1, 2, 3, 4, 5]);
  expect(wanted(tab.wait(1_000, neighbours))).toEqual([6, 7, 8]);
});

test("what nobody asked for is a fault of its sender's, and our agent never hears of it", () => {
  const tab = new Tab();
  tab.open(1);
  tab.receive(1, preview("asked for"));
  const effects = Array.from({ length: 10 }, () => tab.receive(1, preview("unasked"))).flat();
  expect(effects.filter(({ type }) => type === "preview")).toEqual([]);
  expect(cut(effects)).toBe(true);
});

test("an answer for a link that has gone, or never asked, is dropped; one that is too large is our own fault", () => {
  const tab = new Tab();
  tab.open(1);
  tab.receive(1, { type: "previewWanted" });
  tab.step({ type: "linkClosed", link: 1 });
  expect(tab.step({ type: "previewMade", link: 1, body: utf8ToBytes("late") })).toEqual([]);
  expect(tab.step({ type: "previewMade", link: 7, body: utf8ToBytes("?") })).toEqual([]);
  const large = new Uint8Array(MAX_PREVIEW_BYTES + 1);
  expect(() => tab.step({ type: "previewMade", link: 1, body: large })).toThrow(RangeError);
});

const wants = (effects: readonly Effect[]): WantMessage[] =>
  effects.flatMap((it) => (it.type === "send" && it.message.type === "want" ? [it.message] : []));
const places = ({ ranges }: WantMessage): string[] => ranges.map(({ from, to }) => `${from}-${to}`);

test("segments that the agent seeks are asked of the link before the rest, again where an answer had no room, and in vain once", () => {
  const tab = new Tab();
  tab.open(1);
  tab.receive(1, preview("names segments"));
  const log = fakeLog("somebody", 1_000, { basisEach: 1 });
  const name = segmentLog(log[0] as (typeof log)[number]);
  const answer = (
    want: WantMessage,
    indices: readonly number[],
    reached: readonly number[],
  ): WantMessage | undefined => {
    const segments: SegmentsMessage = { ...pushOf(...indices.flatMap((i) => log[i] ?? [])), answer: want.id, reached };
    return wants(tab.receive(1, segments))[0];
  };
  const claim = { log: name, length: 1_000, head: 1, level: 0, count: 1_000, high: 1, low: 1 };
  const [first] = wants(tab.receive(1, { type: "sums", buckets: [], logs: [claim] }));
  expect(first && places(first)).toEqual(["744-1000"]);
  const seek = [5, 700, 900].map((index) => ({ log: name, index }));
  expect(wants(tab.step({ type: "seek", link: 1, places: seek }))).toEqual([]);
  const second = first && answer(first, [999], [999]);
  expect(second && places(second)).toEqual(["5-6", "700-701", "900-901"]);
  // Of the three one came, one there was no room for, and one nobody has.
  const third = second && answer(second, [5], [5, 701, 900]);
  expect(third && places(third)).toEqual(["700-701"]);
  const fourth = third && answer(third, [700], [700]);
  expect(fourth && places(fourth)).toEqual(["743-999"]);
});

test("no more is sought of a link than two previews name", () => {
  const tab = new Tab();
  tab.open(1);
  const name = segmentLog(fakeLog("somebody", 1)[0] ?? (undefined as never));
  const seek = Array.from({ length: 1_000 }, (_, index) => ({ log: name, index }));
  let [want] = wants(tab.step({ type: "seek", link: 1, places: seek }));
  let sought = 0;
  for (let i = 0; want !== undefined && i < 100; i++) {
    sought += want.ranges.length;
    // What fits of it: other logs' heads, so that the answer is not empty.
    const other = pushOf(...fakeLog(`other ${i}`, 1));
    [want] = wants(tab.receive(1, { ...other, answer: want.id, reached: want.ranges.map(({ from }) => from) }));
  }
  expect(sought).toBe(400);
});
