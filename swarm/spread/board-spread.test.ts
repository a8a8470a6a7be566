import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { Chain, headAfter, MAX_CHAIN_BYTES, MAX_EPOCHS, MAX_RECORD_BYTES, NO_HEAD } from "../board/chain.ts";
import {
  cellsSigningBytes,
  MAX_CELLS_BODY_BYTES,
  type SignedCells,
  type UnsignedCells,
} from "../board/signed-cells.ts";
import { BUCKET_SUMS_BYTES } from "../bucket-sums.ts";
import type { Effect } from "../events.ts";
import { fakeKey, fakeSign } from "../simulator/fake-signer.ts";
import { STUDY_ID } from "../simulator/participant.ts";
import { SwarmCore } from "../swarm-core.ts";
import { type BoardDigestMessage, type Message, PROTOCOL_VERSION } from "../wire/message.ts";
import { signaturesToCheck } from "../wire/signatures.ts";

const START_MS = 1_000;
const recordOf = (text: string): Uint8Array => utf8ToBytes(text);
const chainOf = (...texts: readonly string[]): Chain => {
  const chain = new Chain();
  chain.replace(0, texts.map(recordOf));
  return chain;
};

/** A core with one proven neighbour on link 1. */
class Linked {
  readonly core = new SwarmCore({
    studyId: STUDY_ID,
    publicKey: fakeKey("ours"),
    logNonce: new Uint8Array(16),
    seed: utf8ToBytes("seed of one core"),
    nowMs: START_MS,
    start: { from: "guess", studyMs: 0 },
    authorKey: null,
  });
  nowMs = START_MS;

  constructor() {
    this.core.step({ type: "linkOpened", nowMs: START_MS, link: 1, address: "the-other", incoming: true });
    this.receive({
      type: "hello",
      minVersion: 1,
      maxVersion: PROTOCOL_VERSION,
      publicKey: fakeKey("the other"),
      handshakeNonce: new Uint8Array(16).fill(9),
      logNonce: new Uint8Array(16).fill(8),
      address: "the-other",
      priority: false,
      liveLogs: 0,
    });
    this.core.step({ type: "proofSigned", nowMs: START_MS, link: 1, signature: new Uint8Array(64) });
    this.receive({ type: "proof", signature: new Uint8Array(64) });
  }

  receive(message: Message): Effect[] {
    return this.core.step({ type: "received", nowMs: this.nowMs, link: 1, message });
  }

  close(...texts: readonly string[]): Effect[] {
    return texts.flatMap((text) => this.core.step({ type: "epochClosed", nowMs: this.nowMs, record: recordOf(text) }));
  }

  publish(text: string): UnsignedCells {
    const effects = this.core.step({ type: "publishCells", nowMs: this.nowMs, body: utf8ToBytes(text) });
    const sign = effects.find((effect) => effect.type === "signCells");
    if (sign?.type !== "signCells") throw new Error("nothing to sign");
    return sign.unsigned;
  }

  signed(unsigned: UnsignedCells): Effect[] {
    return this.core.step({ type: "cellsSigned", nowMs: this.nowMs, cells: sign(unsigned) });
  }

  tick(afterMs: number): Effect[] {
    this.nowMs += afterMs;
    return this.core.step({ type: "tick", nowMs: this.nowMs });
  }
}

const sign = (unsigned: UnsignedCells): SignedCells => ({
  ...unsigned,
  signature: fakeSign(unsigned.publicKey, cellsSigningBytes(unsigned)),
});

const theirCells = (epoch: number, base: Uint8Array, text: string): SignedCells =>
  sign({
    version: 1,
    studyId: STUDY_ID,
    publicKey: fakeKey("the other"),
    logNonce: new Uint8Array(16),
    epoch,
    base,
    body: utf8ToBytes(text),
  });

const digestOf = (chain: Chain, sums = new Uint8Array(BUCKET_SUMS_BYTES)): BoardDigestMessage => ({
  type: "boardDigest",
  count: chain.count,
  head: chain.head,
  before: chain.headAt(chain.count - 1) ?? NO_HEAD,
  salt: 1,
  sums,
});

const BOARD_MESSAGES: ReadonlySet<Message["type"]> = new Set(["cells", "boardDigest", "epochsWanted", "epochs"]);
/** Of what is sent, what is about the board. */
const told = (effects: readonly Effect[]): Message[] =>
  effects.flatMap((effect) =>
    effect.type === "send" && BOARD_MESSAGES.has(effect.message.type) ? [effect.message] : [],
  );

test("a batch leaves as soon as it is signed, and a closed epoch is told at once", () => {
  const linked = new Linked();
  const unsigned = linked.publish("x");
  expect(told(linked.signed(unsigned))).toMatchObject([{ type: "cells", cells: [{ epoch: 0 }] }]);
  expect(told(linked.close("a"))).toMatchObject([{ type: "boardDigest", count: 1, before: NO_HEAD }]);
});

test("our batch whose epoch closed while it was being signed still reaches who is behind by one", () => {
  const linked = new Linked();
  const last = linked.publish("the last");
  linked.close("a");
  expect(told(linked.signed(last))).toMatchObject([{ type: "cells", cells: [{ epoch: 0 }] }]);
  expect(linked.core.board().cells).toEqual([]);
});

test("batches that came too early are handed over when the epoch closes on their base, and none else", () => {
  const linked = new Linked();
  const head = chainOf("a").head;
  const early = theirCells(1, head, "early");
  const other = theirCells(1, chainOf("b").head, "of another chain");
  const effects = linked.receive({ type: "cells", cells: [early, other] });
  expect(effects.filter((effect) => effect.type === "cells")).toEqual([]);
  const handed = linked.close("a").filter((effect) => effect.type === "cells");
  expect(handed).toEqual([{ type: "cells", cells: [early] }]);
  expect(linked.core.board().cells).toEqual([early]);
});

test("who is behind by more than one asks from where its own chain ends, and is offered what comes", () => {
  const linked = new Linked();
  linked.close("a");
  const theirs = new Chain();
  const large = Array.from({ length: 5 }, (_, i) => new Uint8Array(MAX_RECORD_BYTES).fill(i));
  theirs.replace(0, [recordOf("a"), ...large]);
  expect(told(linked.receive(digestOf(theirs)))).toMatchObject([{ type: "epochsWanted", from: 1 }]);
  const before = theirs.headAt(1) ?? NO_HEAD;
  expect(told(linked.receive({ type: "epochs", from: 1, before, records: large.slice(0, 4) }))).toMatchObject([
    { type: "epochsWanted", from: 5 },
  ]);
  const rest = { type: "epochs", from: 5, before: theirs.headAt(5) ?? NO_HEAD, records: large.slice(4) } as const;
  const offers = linked.receive(rest).filter((effect) => effect.type === "epochsOffered");
  expect(offers).toEqual([{ type: "epochsOffered", from: 1, records: large }]);
  linked.core.step({ type: "epochsReplaced", nowMs: START_MS, from: 1, records: large });
  expect(bytesToHex(linked.core.board().head)).toBe(bytesToHex(theirs.head));
});

test("a chain told record by record keeps nobody else's from being fetched", () => {
  const linked = new Linked();
  const theirs = chainOf("a", "b", "c");
  linked.receive(digestOf(theirs));
  const effects = linked.receive({ type: "epochs", from: 0, before: NO_HEAD, records: [recordOf("a")] });
  expect(told(effects)).toEqual([]);
  linked.tick(1_500);
  // Nor is that link asked again for a while.
  expect(told(linked.receive(digestOf(theirs))).map(({ type }) => type)).not.toContain("epochsWanted");
});

test("a batch for which there is no room still counts here, and is passed on to nobody", () => {
  const linked = new Linked();
  const large = (i: number): SignedCells => {
    const { signature: _, ...unsigned } = theirCells(0, NO_HEAD, "");
    return sign({ ...unsigned, body: new Uint8Array(MAX_CELLS_BODY_BYTES).fill(i).fill(i >> 8, 1) });
  };
  let heard = 0;
  for (let i = 0; i < 250; i++) {
    for (const effect of linked.receive({ type: "cells", cells: [large(i)] }))
      if (effect.type === "cells") heard += effect.cells.length;
  }
  expect(heard).toBe(250);
  expect(linked.core.board().cells.length).toBeLessThan(100);
  // A tab that finds more than its share is no stranger for that.
  expect(linked.core.links()).toHaveLength(1);
});

test("of equally long chains the one with the smaller head wins, and is looked for further and further back", () => {
  const [ours, theirs] = [
    ["a", "b", "c", "d", "e", "f"],
    ["a", "x", "c", "d", "e", "f"],
  ];
  const [worse, better] =
    bytesToHex(chainOf(...ours).head) > bytesToHex(chainOf(...theirs).head) ? [ours, theirs] : [theirs, ours];
  const chain = chainOf(...better);
  const linked = new Linked();
  linked.close(...worse);
  const asked: number[] = [];
  let effects = linked.receive(digestOf(chain));
  for (let want = told(effects)[0]; want?.type === "epochsWanted"; want = told(effects)[0]) {
    asked.push(want.from);
    const before = chain.headAt(want.from) ?? NO_HEAD;
    effects = linked.receive({ type: "epochs", from: want.from, before, records: chain.records.slice(want.from) });
  }
  expect(asked).toEqual([5, 4, 2, 0]);
  // Both begin with "a".
  expect(effects).toContainEqual({ type: "epochsOffered", from: 1, records: chain.records.slice(1) });
  const stays = new Linked();
  stays.close(...better);
  stays.tick(1_500);
  expect(told(stays.receive(digestOf(chainOf(...worse)))).map((message) => message.type)).not.toContain("epochsWanted");
});

test("who is behind by one waits 4 s for the batches before it asks for the record", () => {
  const linked = new Linked();
  const theirs = digestOf(chainOf("a"));
  expect(told(linked.receive(theirs))).toMatchObject([{ type: "boardDigest", count: 0 }]);
  linked.tick(2_000);
  expect(told(linked.receive(theirs)).map((message) => message.type)).not.toContain("epochsWanted");
  linked.tick(2_000);
  expect(told(linked.receive(theirs))).toMatchObject([{ type: "epochsWanted", from: 0 }]);
});

test("an answer holds at most 256 KiB, and who asks for what was never claimed is to blame", () => {
  const linked = new Linked();
  for (let i = 0; i < 6; i++)
    linked.core.step({ type: "epochClosed", nowMs: START_MS, record: new Uint8Array(MAX_RECORD_BYTES).fill(i) });
  const [answer] = told(linked.receive({ type: "epochsWanted", from: 1 }));
  expect(answer?.type === "epochs" && answer.records.length).toBe(4);
  for (let i = 0; i < 10; i++) linked.receive({ type: "epochsWanted", from: 7 });
  expect(linked.core.links()).toEqual([]);
});

test("signatures are checked but of what is held and of epochs that are closed for good", () => {
  const linked = new Linked();
  linked.close("a");
  const { head } = linked.core.board();
  const held = theirCells(1, head, "held");
  linked.receive({ type: "cells", cells: [held] });
  const forged = { ...held, signature: new Uint8Array(64) };
  const [late, far] = [theirCells(0, NO_HEAD, "late"), theirCells(7, head, "far")];
  const message: Message = { type: "cells", cells: [held, forged, late, far] };
  // What is too far ahead now may not be so when the others have been checked.
  expect(signaturesToCheck(message, linked.core.signatureContext(1)).map(({ signature }) => signature)).toEqual([
    forged.signature,
    far.signature,
  ]);
});

test("batches of another study cost a link", () => {
  const linked = new Linked();
  const unsigned = { ...theirCells(0, NO_HEAD, "x"), studyId: "another" };
  linked.receive({ type: "cells", cells: [unsigned] });
  expect(linked.core.links()).toEqual([]);
});

test("what is beyond the bounds is our own fault", () => {
  const linked = new Linked();
  const step = (record: Uint8Array) => linked.core.step({ type: "epochClosed", nowMs: START_MS, record });
  expect(() => linked.publish("x".repeat(MAX_CELLS_BODY_BYTES + 1))).toThrow("at most 16384");
  expect(() => step(new Uint8Array(MAX_RECORD_BYTES + 1))).toThrow("no room");
  for (let i = 0; i < MAX_EPOCHS; i++) step(Uint8Array.of(i & 255, i >> 8));
  expect(() => linked.publish("x")).toThrow("end the study");
  expect(() => step(recordOf("one more"))).toThrow("no room");
  expect(linked.core.sizes().epochBytes).toBeLessThan(MAX_CHAIN_BYTES);
});

test("what was kept is known again, and batches come back to the agent", () => {
  const linked = new Linked();
  const cells = [theirCells(1, headAfter(NO_HEAD, recordOf("a")), "kept"), theirCells(0, NO_HEAD, "of before")];
  const effects = linked.core.step({ type: "restoredBoard", nowMs: START_MS, records: [recordOf("a")], cells });
  expect(effects).toContainEqual({ type: "cells", cells: cells.slice(0, 1) });
  expect(bytesToHex(linked.core.board().head)).toBe(bytesToHex(chainOf("a").head));
});
