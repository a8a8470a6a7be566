import { describe, expect, it } from "vitest";
import { fakeLog } from "../../swarm/simulator/fake-segments.ts";
import { encodeMessage } from "../../swarm/wire/codec.ts";
import { RecentFrames } from "../../swarm/wire/recent-frames.ts";
import type { Verifier } from "../ports.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { LinkInbox, MAX_WAITING_BYTES, MAX_WAITING_MESSAGES } from "./link-inbox.ts";

const ping = (stamp: number) => encodeMessage({ type: "ping", stamp });
/** As no tab sends it, since nothing is introduced; here nobody looks. */
const push = (index: number) =>
  encodeMessage({
    type: "segments",
    answer: 0,
    introductions: [],
    logs: [{ log: "A".repeat(22), segments: fakeLog("a", index + 1).slice(index), headers: [] }],
    reached: [],
  });
const proof = () => encodeMessage({ type: "proof", signature: new Uint8Array(64) });

interface Circumstances {
  readonly frames?: RecentFrames;
  readonly isHeld?: boolean;
}

function setUp(
  verify: Verifier["verify"] = async () => true,
  { frames = new RecentFrames(), isHeld = true }: Circumstances = {},
) {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const inbox = new LinkInbox({ verify }, clock, frames, {
    origin: { studyId: "study", authorOf: () => undefined },
    context: () => ({
      proofBytes: new Uint8Array(4),
      proofKey: new Uint8Array(32),
      newsOf: ({ logs }) => ({
        segments: logs.flatMap(({ segments }) => segments.flatMap(({ index }) => fakeLog("a", index + 1).slice(index))),
        headers: [],
      }),
      knowsStatus: () => false,
      knowsWord: () => false,
      knowsNote: () => false,
      knowsCells: () => false,
    }),
    onMessage: (message) => seen.push(message.type === "ping" ? `ping ${message.stamp}` : message.type),
    isHeld: () => isHeld,
    onMisbehaved: (reason) => seen.push(`misbehaved: ${reason}`),
    onOverflow: () => seen.push("overflow"),
  });
  return { clock, seen, inbox };
}

describe("a link's messages", () => {
  it("stay in order while signatures are checked", async () => {
    const waiting: ((holds: boolean) => void)[] = [];
    const { clock, seen, inbox } = setUp(() => new Promise((resolve) => waiting.push(resolve)));
    inbox.push(ping(1));
    inbox.push(proof());
    inbox.push(ping(2));
    await clock.advance(10);
    expect(seen).toEqual(["ping 1"]);
    waiting[0]?.(true);
    await clock.advance(10);
    expect(seen).toEqual(["ping 1", "proof", "ping 2"]);
  });

  it("are refused with a reason when they are no messages or wrongly signed, and the next ones pass", async () => {
    for (const verify of [async () => false, () => Promise.reject(new Error("no point on the curve"))]) {
      const { clock, seen, inbox } = setUp(verify);
      inbox.push(Uint8Array.of(1, 2, 3));
      inbox.push(proof());
      inbox.push(ping(3));
      await clock.advance(10);
      expect(seen.length).toBe(3);
      expect(seen[0]).toMatch(/^misbehaved: ./);
      expect(seen.slice(1)).toEqual(["misbehaved: a signature does not hold", "ping 3"]);
    }
  });

  it("overflow once when they come faster than they can be checked, by number or size", async () => {
    const never = () => new Promise<boolean>(() => {});
    const many = setUp(never);
    for (let i = 0; i < MAX_WAITING_MESSAGES + 5; i++) many.inbox.push(proof());
    expect(many.seen).toEqual(["overflow"]);
    const large = setUp(never);
    large.inbox.push(proof());
    for (let i = 0; i < 6; i++) large.inbox.push(new Uint8Array(MAX_WAITING_BYTES / 4));
    expect(large.seen).toEqual(["overflow"]);
  });

  it("are dropped when the link has closed meanwhile", async () => {
    const waiting: ((holds: boolean) => void)[] = [];
    const { clock, seen, inbox } = setUp(() => new Promise((resolve) => waiting.push(resolve)));
    inbox.push(proof());
    inbox.push(ping(1));
    await clock.advance(1);
    inbox.close();
    waiting[0]?.(true);
    await clock.advance(1);
    inbox.push(ping(2));
    expect(seen).toEqual([]);
  });

  it("are neither decoded nor checked again if the same bytes came over another link, and all they told is held", async () => {
    for (const isHeld of [true, false]) {
      let checked = 0;
      const verify = async (): Promise<boolean> => ++checked > 0;
      const frames = new RecentFrames();
      const [first, second] = [setUp(verify, { frames, isHeld }), setUp(verify, { frames, isHeld })];
      first.inbox.push(push(0));
      await first.clock.advance(10);
      second.inbox.push(push(0));
      second.inbox.push(ping(1));
      second.inbox.push(push(1));
      await second.clock.advance(10);
      expect([first.seen, second.seen]).toEqual([["segments"], ["segments", "ping 1", "segments"]]);
      expect(checked).toBe(isHeld ? 2 : 3);
    }
  });

  it("are known only once judged: what is forged is checked over every link", async () => {
    const frames = new RecentFrames();
    const links = [1, 2].map(() => setUp(async () => false, { frames, isHeld: false }));
    for (const { inbox, clock } of links) {
      inbox.push(push(0));
      await clock.advance(10);
    }
    expect(links.map(({ seen }) => seen)).toEqual([
      ["misbehaved: a signature does not hold"],
      ["misbehaved: a signature does not hold"],
    ]);
  });

  it("that ask for an answer are each answered, however alike they are", async () => {
    const { clock, seen, inbox } = setUp();
    for (let i = 0; i < 3; i++) inbox.push(ping(7));
    await clock.advance(10);
    expect(seen).toEqual(["ping 7", "ping 7", "ping 7"]);
  });

  it("of segments are checked side by side, handed on in order, and overtaken by nothing", async () => {
    const waiting: ((holds: boolean) => void)[] = [];
    const { clock, seen, inbox } = setUp(() => new Promise((resolve) => waiting.push(resolve)));
    for (let index = 0; index < 4; index++) inbox.push(push(index));
    inbox.push(ping(1));
    expect(waiting.length).toBe(4);
    waiting[0]?.(true);
    await clock.advance(10);
    expect(seen).toEqual(["segments"]);
    waiting[3]?.(true);
    waiting[2]?.(false);
    await clock.advance(10);
    expect(seen).toEqual(["segments"]);
    waiting[1]?.(true);
    await clock.advance(10);
    expect(seen.slice(1)).toEqual(["segments", "misbehaved: a signature does not hold", "segments", "ping 1"]);
  });

  it("wait for who introduces a log, since they may be about it", async () => {
    const waiting: ((holds: boolean) => void)[] = [];
    const { clock, seen, inbox } = setUp(() => new Promise((resolve) => waiting.push(resolve)));
    const logs = [{ log: "A".repeat(22), segments: fakeLog("a", 1), headers: [] }];
    const introductions = [{ publicKey: new Uint8Array(32).fill(1), nonce: new Uint8Array(16) }];
    inbox.push(encodeMessage({ type: "segments", answer: 0, introductions, logs, reached: [] }));
    inbox.push(push(1));
    await clock.advance(10);
    expect(waiting.length).toBe(1);
    waiting[0]?.(true);
    await clock.advance(10);
    expect([waiting.length, seen]).toEqual([2, ["segments"]]);
  });
});
