import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import type { Seed, SeedOptions } from "../seed.ts";
import { joinRoom, RelayEnd, tokenOf, until } from "../testing/relay-client.ts";
import { startTestSeed } from "../testing/test-seed.ts";
import { offerPayload, type WireClient } from "../testing/wire-client.ts";
import {
  JOIN_WITHIN_MS,
  JOINED,
  MAX_DEBT_BYTES,
  MAX_UNREAD_BYTES,
  MIN_FRAME_COST,
  NOBODY_CAME,
  OTHER_END_LEFT,
  STALLED_MS,
} from "./relay.ts";
import { PAIR_BYTES_PER_SECOND } from "./relay-limits.ts";

const FRAME = 16 << 10;

describe("the seed's relay", () => {
  let seed: Seed;
  const wires: WireClient[] = [];
  const ends: RelayEnd[] = [];

  const start = async (options: Partial<SeedOptions> = {}): Promise<void> => {
    seed = await startTestSeed(options);
  };
  const join = async (...ids: string[]): Promise<WireClient[]> => {
    const joined = await Promise.all(ids.map((id) => joinRoom(seed.port, id)));
    wires.push(...joined);
    return joined;
  };
  const open = (
    ...parameters: ConstructorParameters<typeof RelayEnd> extends [number, ...infer Rest] ? Rest : never
  ) => {
    const end = new RelayEnd(seed.port, ...parameters);
    ends.push(end);
    return end;
  };
  const pair = async (a: string, b: string, options = {}): Promise<readonly [RelayEnd, RelayEnd]> => {
    const both = [open(a, b, options), open(b, a, options)] as const;
    await until(() => both.every(({ texts }) => texts.length === 1));
    return both;
  };
  const counts = async (): Promise<Record<string, unknown>> =>
    (await (await fetch(`http://127.0.0.1:${seed.port}/health`)).json()) as Record<string, unknown>;

  afterEach(async () => {
    for (const { socket } of [...ends.splice(0), ...wires.splice(0)]) socket.terminate();
    await seed.close();
  });

  it("joins two members of one room that both asked, tells the one that did not yet, and carries bytes as they are", async () => {
    await start();
    const [, b] = await join("ada", "bob");
    const first = open("ada", "bob");
    expect(await b?.next()).toMatchObject({ type: "RELAY", src: "ada", from: expect.stringMatching(/^[\w-]{11}$/) });
    expect(first.texts).toEqual([]);
    const second = open("bob", "ada");
    await until(() => first.texts.length === 1 && second.texts.length === 1);
    expect([first.texts, second.texts]).toEqual([[JOINED], [JOINED]]);
    const frames = Array.from({ length: 3 }, (_, i) => Buffer.alloc(100 * i + 1, i));
    for (const frame of frames) first.socket.send(frame);
    second.socket.send(Buffer.from("back"));
    await until(() => second.received.length === 3 && first.received.length === 1);
    expect(Buffer.concat(second.received).equals(Buffer.concat(frames))).toBe(true);
    expect(first.received[0]?.toString()).toBe("back");
    expect(await counts()).toMatchObject({ relayedPairs: 1, relayedBytes: 307 });
    second.socket.close();
    expect(await first.closed).toBe(OTHER_END_LEFT);
    expect(await counts()).toMatchObject({ relayedPairs: 0 });
  });

  it("refuses whoever does not prove its address, or asks for somebody of no room of its own", async () => {
    await start();
    await join("ada", "bob");
    wires.push(await joinRoom(seed.port, "eve", "e".repeat(43)));
    expect(await open("ada", "bob", { token: "guessed" }).refused).toBe(403);
    expect(await open("nobody", "bob").refused).toBe(403);
    expect(await open("eve", "bob").refused).toBe(403);
    expect(await open("ada", "eve").refused).toBe(403);
    expect(await open("ada", "ada").refused).toBe(400);
    expect(await open("ada", "").refused).toBe(400);
    expect(await open("ada", "bob", { headers: { origin: "http://evil.example" } }).refused).toBe(403);
    expect(await open("ada", "bob", { headers: { host: "evil.example" } }).refused).toBe(421);
  });

  it("lets go of whoever waits for somebody that does not come, and what it sent meanwhile goes nowhere", async () => {
    const clock = new VirtualClock();
    await start({ clock });
    await join("ada", "bob");
    const end = open("ada", "bob");
    await until(() => end.socket.readyState === end.socket.OPEN);
    end.socket.send(Buffer.alloc(10));
    await settle();
    await clock.advance(JOIN_WITHIN_MS);
    expect(await end.closed).toBe(NOBODY_CAME);
    expect(await counts()).toMatchObject({ relayedPairs: 0, relayedBytes: 0 });
  });

  it("lets a newer end take an older one's place", async () => {
    await start();
    await join("ada", "bob");
    const [former, other] = await pair("ada", "bob");
    const newer = open("ada", "bob");
    expect([await former.closed, await other.closed]).toEqual([4000, 4000]);
    const back = open("bob", "ada");
    await until(() => newer.texts.length === 1 && back.texts.length === 1);
  });

  it("carries no more than its bound between two ends, both ways together, and loses nothing", async () => {
    await start();
    await join("ada", "bob");
    const [a, b] = await pair("ada", "bob");
    const began = performance.now();
    const sent = 9 * FRAME;
    for (let i = 0; i < 5; i++) a.socket.send(Buffer.alloc(FRAME, i));
    for (let i = 0; i < 4; i++) b.socket.send(Buffer.alloc(FRAME, i));
    await until(() => a.receivedBytes + b.receivedBytes === sent);
    const tookMs = performance.now() - began;
    // A second's worth at once, the last frame of each way before it is paid for.
    const leastMs = ((sent - 2 * FRAME) / PAIR_BYTES_PER_SECOND - 1) * 1_000;
    expect(tookMs).toBeGreaterThan(leastMs * 0.9);
    expect(b.received.map((frame) => frame[0])).toEqual([0, 1, 2, 3, 4]);
    expect(a.received.map((frame) => frame[0])).toEqual([0, 1, 2, 3]);
  });

  it("cuts a pair whose sender floods it with small frames, and nobody else notices", async () => {
    await start();
    const [a, b] = await join("ada", "bob", "cyd", "dan");
    const [flooding, flooded] = await pair("ada", "bob");
    const [fair, reading] = await pair("cyd", "dan");
    for (let i = 0; i < (4 * MAX_DEBT_BYTES) / MIN_FRAME_COST; i++) flooding.socket.send(Buffer.of(1));
    expect(await flooding.closed).toBe(1008);
    expect(await flooded.closed).toBe(OTHER_END_LEFT);
    await expectServed(a, b, fair, reading);
  });

  it("serves everybody else before one that sends far more than its bound has been served, and at its bound still", async () => {
    await start();
    const [, , a, b] = await join("ada", "bob", "cyd", "dan");
    const [greedy, other] = await pair("ada", "bob");
    const [fair, reading] = await pair("cyd", "dan");
    const sent = 256 * FRAME;
    for (let i = 0; i < 256; i++) greedy.socket.send(Buffer.alloc(FRAME));
    await until(() => other.receivedBytes >= 2 * FRAME);
    await expectServed(a, b, fair, reading, "dan");
    // A minute's worth, of which most is still to come.
    expect(other.receivedBytes).toBeLessThan(sent);
    expect(greedy.socket.readyState).toBe(greedy.socket.OPEN);
  });

  it("holds little for an end that does not read, stops reading from its pair, and lets both go after a while", async () => {
    const clock = new VirtualClock();
    await start({ clock, relayLimits: FAST });
    const [, , from, to] = await join("ada", "bob", "cyd", "dan");
    const [a, b] = await pair("ada", "bob");
    const [fair, reading] = await pair("cyd", "dan");
    b.socket.pause();
    const frame = Buffer.alloc(FRAME);
    // Far more than the network's buffers on both sides hold.
    for (let i = 0; i < 2_048; i++) a.socket.send(frame);
    // Until nothing has moved for half a second: a busy machine pauses, too.
    for (let [before, still] = [-1, 0]; still < 10; still++) {
      if (before !== a.socket.bufferedAmount) [before, still] = [a.socket.bufferedAmount, 0];
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(a.socket.bufferedAmount).toBeGreaterThan(10 << 20);
    expect(seed.relayUnreadBytes()).toBeGreaterThan(0);
    expect(seed.relayUnreadBytes()).toBeLessThan(MAX_UNREAD_BYTES + 4 * FRAME);
    await expectServed(from, to, fair, reading, "dan");
    await clock.advance(STALLED_MS + 5_000);
    b.socket.resume();
    await Promise.all([a.closed, b.closed]);
    expect(fair.socket.readyState).toBe(fair.socket.OPEN);
  });

  it("goes on, without loss, once an end that was slow reads again", async () => {
    await start({ relayLimits: FAST });
    await join("ada", "bob");
    const [a, b] = await pair("ada", "bob");
    b.socket.pause();
    for (let i = 0; i < 1_024; i++) a.socket.send(Buffer.alloc(FRAME, i));
    await new Promise((resolve) => setTimeout(resolve, 200));
    b.socket.resume();
    await until(() => b.receivedBytes === 1_024 * FRAME);
    expect(b.received.map((frame) => frame[0])).toEqual(Array.from({ length: 1_024 }, (_, i) => i & 0xff));
  });

  it("is bounded for an address, a network and in all", async () => {
    await start({ relayLimits: { maxEndsOfAddress: 2, maxEndsOfNetwork: 4, maxEnds: 6 } });
    await join("ada", "bob", "cyd", "dan", "eve");
    await pair("ada", "bob");
    open("ada", "cyd");
    const third = open("ada", "dan");
    expect(await third.closed).toBe(1013);
    await until(() => ends.filter(({ socket }) => socket.readyState === socket.OPEN).length === 3);
    const fourth = open("bob", "cyd");
    await until(() => fourth.socket.readyState === fourth.socket.OPEN);
    expect(await open("eve", "dan").refused).toBe(503);
    const elsewhere = { localAddress: "127.0.0.2" };
    const more = [open("eve", "dan", elsewhere), open("dan", "eve", elsewhere)];
    await until(() => more.every(({ texts }) => texts.length === 1));
    expect(await open("eve", "cyd", { localAddress: "127.0.0.3" }).refused).toBe(503);
  });

  it("lets one network ask so often and no more", async () => {
    await start({ relayAttempts: { capacity: 3, perSecond: 0 } });
    await join("ada", "bob");
    for (let i = 0; i < 3; i++) expect(await open("ada", "bob", { token: "guessed" }).refused).toBe(403);
    expect(await open("ada", "bob").refused).toBe(429);
    const other = open("ada", "bob", { localAddress: "127.0.0.2" });
    await until(() => other.socket.readyState === other.socket.OPEN);
  });

  it("ends a pair in which somebody speaks in text, which is the seed's alone, or in frames of any length", async () => {
    await start();
    await join("ada", "bob");
    for (const wrong of ["joined", Buffer.alloc(FRAME + 1_024)]) {
      const [a, b] = await pair("ada", "bob");
      a.socket.send(wrong);
      await Promise.all([a.closed, b.closed]);
      expect([b.received, b.texts]).toEqual([[], [JOINED]]);
    }
  });

  it("has tokens of members in no message to others", async () => {
    await start();
    const [, b] = await join("ada", "bob");
    open("ada", "bob");
    expect(JSON.stringify(await b?.next())).not.toContain(tokenOf("ada"));
  });
});

const FAST = { pairBytesPerSecond: 1e9, networkBytesPerSecond: 1e9, totalBytesPerSecond: 1e9 };

/** A frame gets through between two others, and an offer. */
async function expectServed(
  from: WireClient | undefined,
  to: WireClient | undefined,
  fair: RelayEnd,
  reading: RelayEnd,
  dst = "bob",
): Promise<void> {
  fair.socket.send(Buffer.from("fair"));
  await until(() => reading.received.length === 1);
  from?.send({ type: "OFFER", dst, payload: offerPayload() });
  // The first is that somebody waits at the relay.
  expect(await to?.next()).toMatchObject({ type: "RELAY" });
  expect(await to?.next()).toMatchObject({ type: "OFFER" });
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
