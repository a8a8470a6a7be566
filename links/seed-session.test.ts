import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { util } from "peerjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { VirtualClock } from "../agent/virtual-clock.ts";
import type { Seed } from "../signaling/seed.ts";
import { startTestSeed } from "../signaling/testing/test-seed.ts";
import { offerPayload, openWire } from "../signaling/testing/wire-client.ts";
import { SeedSession } from "./seed-session.ts";

/** Longer than the longest wait between two attempts. */
const NEXT_ATTEMPT_MS = 25_000;

describe("a tab's place at the seed", () => {
  let clock: VirtualClock;
  let start: number;
  let addresses: (string | null)[];
  let tokens: string[];
  let asked: string[];
  let unavailable: string[];
  let deaf: number;
  let sessions: SeedSession[] = [];
  const closing: (() => Promise<void> | void)[] = [];

  beforeEach(() => {
    // There is no WebRTC in Node; what a session does before a connection needs none.
    util.supports.data = true;
    clock = new VirtualClock();
    start = clock.nowMs();
    [addresses, tokens, asked, unavailable] = [[], [], [], []];
    deaf = 0;
  });
  afterEach(async () => {
    for (const session of sessions) session.end();
    sessions = [];
    for (const close of closing.splice(0)) await close();
  });

  function begin(port: number): SeedSession {
    const options = { seedUrl: `http://127.0.0.1:${port}`, iceServers: () => [], clock, random: () => 0.5 };
    const session = new SeedSession(options, {
      onAddress: (address, token) => {
        addresses.push(address);
        tokens.push(token);
      },
      onIncoming: () => {},
      onRelayCall: () => {},
      onDeaf: () => {
        deaf++;
      },
      onUnavailable: (address) => unavailable.push(address),
      admits: (address) => {
        asked.push(address);
        return false;
      },
    });
    sessions.push(session);
    session.start();
    return session;
  }
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  }
  async function seedAt(port: number): Promise<Seed> {
    const seed = await startTestSeed({ port });
    closing.push(() => seed.close());
    return seed;
  }
  /** A server that can misbehave in ways of its own. */
  async function falseSeed(onClient: (socket: WebSocket, id: string) => void): Promise<number> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    server.on("connection", (socket, { url }) => onClient(socket, new URLSearchParams(url).get("id") ?? ""));
    await once(server, "listening");
    closing.push(() => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  it("has an address that proves itself to the seed by its token", async () => {
    const seed = await seedAt(0);
    const session = begin(seed.port);
    await until(() => addresses.length > 0);
    expect(session.address()).toMatch(/^[0-9a-f]{32}$/);
    const body = { address: addresses[0], token: tokens[0], summary: { best: null, trials: 0, peers: 1 } };
    const response = await fetch(`http://127.0.0.1:${seed.port}/api/rooms/${"s".repeat(43)}/announce`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
  });

  it("is the same after the seed was away, and nowhere in between", async () => {
    const first = await startTestSeed();
    const session = begin(first.port);
    await until(() => addresses.length === 1);
    await first.close();
    await until(() => addresses.length === 2);
    expect([session.address(), session.connect("someone")]).toEqual([
      null,
      expect.stringContaining("The seed is away"),
    ]);
    await seedAt(first.port);
    await passTimeUntil(() => addresses.length === 3);
    expect(addresses).toEqual([addresses[0], null, addresses[0]]);
    expect(new Set(tokens).size).toBe(1);
  });

  it("is another if somebody took the old one meanwhile", async () => {
    const first = await startTestSeed();
    begin(first.port);
    await until(() => addresses.length === 1);
    await first.close();
    const second = await seedAt(first.port);
    const thief = await openWire(second.port, { id: addresses[0] ?? "", token: "thief" });
    closing.unshift(() => thief.socket.terminate());
    await passTimeUntil(() => addresses.length === 3);
    expect(addresses.at(-1)).not.toBe(addresses[0]);
    expect(new Set(tokens).size).toBe(2);
  });

  it("is asked for under a fresh name when the seed does not answer the old one", async () => {
    const names: string[] = [];
    const port = await falseSeed((socket, id) => {
      names.push(id);
      if (names.length > 2) socket.send(JSON.stringify({ type: "OPEN" }));
    });
    begin(port);
    await passTimeUntil(() => addresses.length > 0);
    expect(names[1]).toBe(names[0]);
    expect(names[2]).not.toBe(names[0]);
    expect(addresses).toEqual([names[2]]);
  });

  it("is taken up at once when the network is back", async () => {
    const first = await startTestSeed();
    const session = begin(first.port);
    await until(() => addresses.length === 1);
    await first.close();
    await until(() => addresses.length === 2);
    await seedAt(first.port);
    session.retryNow();
    await until(() => addresses.length === 3);
    expect(addresses[2]).toBe(addresses[0]);
  });

  it("is asked for again where it is in doubt and the seed does not answer, and stays where it does", async () => {
    const seed = await seedAt(0);
    const session = begin(seed.port);
    await until(() => addresses.length === 1);
    session.doubt();
    await passTimeUntil(() => clock.nowMs() > start + NEXT_ATTEMPT_MS);
    expect([addresses.length, deaf]).toEqual([1, 0]);
    const sockets: WebSocket[] = [];
    const port = await falseSeed((socket) => {
      sockets.push(socket);
      socket.send(JSON.stringify({ type: "OPEN" }));
    });
    const other = begin(port);
    await until(() => addresses.length === 2);
    other.doubt();
    const beganMs = clock.nowMs();
    // However often it is doubted meanwhile.
    for (let i = 1; i < 10; i++) clock.setTimer(i * 500, () => other.doubt());
    await passTimeUntil(() => addresses.length === 4);
    expect(clock.nowMs() - beganMs).toBeLessThan(5_000);
    expect([addresses[2], addresses[3], sockets.length, deaf]).toEqual([null, addresses[1], 2, 1]);
  });

  it("is not shaken by a seed that says what it should not", async () => {
    const offer = (serialization: string, src: unknown = "stranger") => ({
      type: "OFFER",
      src,
      payload: offerPayload("dc_9", serialization),
    });
    const hostile = [
      null,
      17,
      [],
      {},
      { type: "ERROR" },
      { type: "ID-TAKEN", payload: null },
      { type: "EXPIRE" },
      { type: "LEAVE", src: "stranger" },
      { type: "ANSWER", src: "stranger", payload: { connectionId: "unknown" } },
      { type: "CANDIDATE", src: "stranger", payload: { connectionId: "unknown", candidate: {} } },
      { type: "OFFER", src: "stranger" },
      { type: "OFFER", src: "stranger", payload: { ...offerPayload(), type: "media" } },
      ...["MsgPack", "binary", "constructor", "__proto__"].map((serialization) => offer(serialization)),
      offer("raw", { toString: "x" }),
    ];
    const port = await falseSeed((socket) => {
      socket.send(JSON.stringify({ type: "OPEN" }));
      for (const message of hostile) socket.send(JSON.stringify(message));
      socket.send("{not json");
      socket.send(JSON.stringify(offer("raw", "well-behaved")));
      socket.send(JSON.stringify({ type: "EXPIRE", src: "absent" }));
    });
    const session = begin(port);
    await until(() => unavailable.length > 0);
    expect([asked, unavailable]).toEqual([["well-behaved"], ["absent"]]);
    expect(session.address()).not.toBeNull();
  });

  it("is given up at once and for good when the tab closes", async () => {
    const seed = await seedAt(0);
    const session = begin(seed.port);
    await until(() => addresses.length === 1);
    session.end();
    expect(addresses.at(-1)).toBeNull();
    await clock.advance(10 * NEXT_ATTEMPT_MS);
    expect(addresses).toHaveLength(2);
  });

  /** Lets time pass, slowly enough for real sockets to keep up. */
  async function passTimeUntil(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await clock.advance(100);
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  }
});
