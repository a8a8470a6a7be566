import fc from "fast-check";
import { expect, test } from "vitest";
import { Chance } from "../chance.ts";
import { headerOf, segmentLog } from "../log/segment.ts";
import { SwarmCore } from "../swarm-core.ts";
import { arbitraryMessage } from "../testing/arbitrary-message.ts";
import { decodeMessage, encodeMessage } from "../wire/codec.ts";
import { type HelloMessage, type Message, PROTOCOL_VERSION } from "../wire/message.ts";
import { signaturesToCheck } from "../wire/signatures.ts";
import { fakeLog, pushOf } from "./fake-segments.ts";
import { fakeKey } from "./fake-signer.ts";
import { STUDY_ID } from "./participant.ts";
import { SLOW } from "./scenario.ts";

const MUTATED = 50_000;

/** Of logs that the receiver holds, so that what is changed is looked at. */
function nearTruth(): Message[] {
  return Array.from({ length: 40 }, (_, i) => {
    const log = fakeLog(`key ${i % 4}`, 30, { nonce: i % 3 });
    const [first] = log;
    const name = first === undefined ? "" : segmentLog(first);
    const push = pushOf(...log.slice(i % 20, (i % 20) + 5));
    const sum = { log: name, length: 30, head: i, level: i % 3, count: 20 + (i % 11), high: i, low: i };
    const wanted = { log: name, from: i % 20, to: 30, level: i % 2, length: i % 30, bare: i % 5 === 0 };
    return [
      push,
      { ...push, logs: [{ log: name, segments: [], headers: log.map(headerOf) }] },
      { type: "sums", buckets: [i % 64], logs: [sum] },
      { type: "want", id: 1 + i, ranges: [wanted] },
    ][i % 4] as Message;
  });
}

/** A neighbour with a key of its own, who has proven it. */
function neighbour(core: SwarmCore, link: number, nowMs: number): void {
  const hello: HelloMessage = {
    type: "hello",
    minVersion: PROTOCOL_VERSION,
    maxVersion: PROTOCOL_VERSION,
    publicKey: fakeKey(`neighbour ${link}`),
    handshakeNonce: new Uint8Array(16),
    logNonce: new Uint8Array(16),
    address: `at-${link}`,
    priority: true,
    liveLogs: 0,
  };
  core.step({ type: "linkOpened", nowMs, link, address: hello.address, incoming: true });
  core.step({ type: "received", nowMs, link, message: hello });
  core.step({ type: "proofSigned", nowMs, link, signature: new Uint8Array(64) });
  core.step({ type: "received", nowMs, link, message: { type: "proof", signature: new Uint8Array(64) } });
}

test("50,000 changed messages are refused or taken, and nothing throws, whoever signed them", SLOW, () => {
  const start = { from: "guess", studyMs: 0 } as const;
  const names = { studyId: STUDY_ID, publicKey: fakeKey("a core"), logNonce: new Uint8Array(16), authorKey: null };
  const core = new SwarmCore({ ...names, seed: new Uint8Array(16), nowMs: 0, start });
  const chance = new Chance(new Uint8Array(16).fill(7));
  const messages = [...fc.sample(arbitraryMessage, { numRuns: 400, seed: 7 }), ...nearTruth(), ...nearTruth()];
  const originals = messages.map(encodeMessage);
  let link = 1;
  let nowMs = 0;
  let taken = 0;
  for (let i = 0; i < MUTATED; i++) {
    const bytes = (chance.pick(originals) ?? new Uint8Array()).slice();
    for (let edits = chance.below(3); edits >= 0; edits--) bytes[chance.below(bytes.length)] = chance.below(256);
    const decoded = decodeMessage(bytes, { studyId: STUDY_ID, authorOf: (log) => core.authorOf(link, log) });
    if (!decoded.ok || decoded.message.type === "disconnect") continue;
    nowMs += 20;
    // Who is cut for it is followed by somebody else.
    if (!core.links().some((open) => open.link === link)) neighbour(core, ++link, nowMs);
    taken += Number(core.links().some((open) => open.link === link));
    signaturesToCheck(decoded.message, core.signatureContext(link));
    const effects = core.step({ type: "received", nowMs, link, message: decoded.message });
    for (const effect of effects) if (effect.type === "send") encodeMessage(effect.message);
    if (i % 50 === 0) core.step({ type: "tick", nowMs });
  }
  expect(taken).toBeGreaterThan(MUTATED / 4);
  const { waiting, heldBytes, links } = core.sizes();
  expect(waiting).toBeLessThanOrEqual(512);
  expect(heldBytes).toBeLessThan(64 << 20);
  expect(links).toBeLessThan(20);
});
