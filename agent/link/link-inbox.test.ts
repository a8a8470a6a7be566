import { describe, expect, it } from "vitest";
import { encodeMessage } from "../../swarm/wire/codec.ts";
import type { Verifier } from "../ports.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { LinkInbox, MAX_WAITING_BYTES, MAX_WAITING_MESSAGES } from "./link-inbox.ts";

const ping = (stamp: number) => encodeMessage({ type: "ping", stamp });
const proof = () => encodeMessage({ type: "proof", signature: new Uint8Array(64) });

function setUp(verify: Verifier["verify"] = async () => true) {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const inbox = new LinkInbox({ verify }, clock, {
    context: () => ({
      proofBytes: new Uint8Array(4),
      proofKey: new Uint8Array(32),
      knowsSegment: () => false,
      knowsStatus: () => false,
      knowsNote: () => false,
    }),
    onMessage: (message) => seen.push(message.type === "ping" ? `ping ${message.stamp}` : message.type),
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
});
