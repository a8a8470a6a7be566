import { expect, it } from "vitest";
import { Handshake } from "../link/handshake.ts";
import { newLink } from "../link/link.ts";
import { Replica } from "../log/replica.ts";
import { segmentLog } from "../log/segment.ts";
import { Presence } from "../presence/presence.ts";
import { fakeLog, pushOf } from "../simulator/fake-segments.ts";
import { fakeKey } from "../simulator/fake-signer.ts";
import { STUDY_ID } from "../simulator/participant.ts";
import { decodeMessage, encodeMessage } from "../wire/codec.ts";
import { PROTOCOL_VERSION, type SegmentsMessage } from "../wire/message.ts";
import { Resolving } from "./resolving.ts";

function linkOf(id: number) {
  const handshake = new Handshake(STUDY_ID, {
    type: "hello",
    minVersion: PROTOCOL_VERSION,
    maxVersion: PROTOCOL_VERSION,
    publicKey: fakeKey("me"),
    handshakeNonce: new Uint8Array(16),
    logNonce: new Uint8Array(16),
    address: "here",
    priority: false,
    liveLogs: 0,
  });
  return newLink(id, `at ${id}`, true, handshake, 0);
}

function asReceived(message: SegmentsMessage): SegmentsMessage {
  const decoded = decodeMessage(encodeMessage(message));
  if (!decoded.ok || decoded.message.type !== "segments") throw new Error("no segments");
  return decoded.message;
}

const [segment] = fakeLog("a", 1);
if (segment === undefined) throw new Error("no log");
const log = segmentLog(segment);

it("a copy over another link says the same, and introduces its logs there, too", () => {
  const resolving = new Resolving(new Replica(), new Presence(8), STUDY_ID);
  const [first, second] = [linkOf(1), linkOf(2)];
  const message = asReceived(pushOf(segment));
  const resolved = resolving.resolve(first, message);
  expect(resolved.segments).toEqual([segment]);
  const again = resolving.resolve(second, message);
  expect(again.segments[0]).toBe(resolved.segments[0]);
  expect(again.introduced.get(log)?.publicKey).toEqual(segment.publicKey);
});

it("what one link could not name is looked at anew over another", () => {
  const resolving = new Resolving(new Replica(), new Presence(8), STUDY_ID);
  const [first, second] = [linkOf(1), linkOf(2)];
  const bare = asReceived({ ...pushOf(segment), introductions: [] });
  expect(resolving.resolve(first, bare).unknown.length).toBe(1);
  second.knowledge.learn(log, segment);
  expect(resolving.resolve(second, bare)).toMatchObject({ unknown: [], segments: [segment] });
});
