import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../agent/virtual-clock.ts";
import { ALIVE_MS, MAX_FAULTS, PING_EVERY_MS, SOCKET_BUCKET } from "./broker/broker.ts";
import { MAX_FRAME_BYTES } from "./broker/peer-message.ts";
import { RECONNECT_GRACE_MS } from "./broker/realm.ts";
import { MAX_WAITING_PER_DESTINATION, WAIT_MS } from "./broker/waiting-messages.ts";
import type { Seed, SeedOptions } from "./seed.ts";
import { startTestSeed } from "./testing/test-seed.ts";
import { WatchedRealm } from "./testing/watched-realm.ts";
import {
  candidatePayload,
  offerPayload,
  openWire,
  refusalStatus,
  WireClient,
  type WireOptions,
} from "./testing/wire-client.ts";

// Each fault is one that PeerServer 1.0.2 was seen to have; with most of them one stranger harms everybody.
describe("the seed's signaling", () => {
  let clock: VirtualClock;
  let realm: WatchedRealm;
  let seed: Seed;
  let wires: WireClient[] = [];

  const start = async (options: Partial<SeedOptions> = {}): Promise<void> => {
    clock = new VirtualClock();
    realm = new WatchedRealm(clock);
    seed = await startTestSeed({ clock, realm, ...options });
  };
  const open = async (id: string, options: WireOptions = {}): Promise<WireClient> => {
    const wire = await openWire(seed.port, { id, ...options });
    wires.push(wire);
    return wire;
  };
  const bare = (query: string, options: WireOptions = {}): WireClient => {
    const wire = new WireClient(seed.port, query, options);
    wires.push(wire);
    return wire;
  };
  /** Nobody else may feel what a stranger does. */
  const othersAreServed = async (): Promise<void> => {
    const [a, b] = [await open("witness-a"), await open("witness-b")];
    a.send({ type: "OFFER", dst: "witness-b", payload: offerPayload() });
    expect(await b.next()).toMatchObject({ type: "OFFER", src: "witness-a" });
  };

  beforeEach(() => start());
  afterEach(async () => {
    for (const wire of wires) wire.socket.terminate();
    wires = [];
    await seed.close();
  });

  const malformed: [string, string | Buffer][] = [
    ["no JSON", "{not json"],
    ["null", "null"],
    ["a number", "17"],
    ["a list", "[]"],
    ["an empty frame", ""],
    ["bytes", Buffer.from([0, 255, 3])],
    ["an unknown type", JSON.stringify({ type: "TRANSFER", dst: "bob", payload: {} })],
    ["a type of the server's own", JSON.stringify({ type: "EXPIRE", dst: "bob" })],
    ["no type", JSON.stringify({ dst: "bob", payload: offerPayload() })],
    [
      "an unknown serialization",
      JSON.stringify({ type: "OFFER", dst: "bob", payload: offerPayload("dc_1", "MsgPack") }),
    ],
    [
      "a name from Object's prototype",
      JSON.stringify({ type: "OFFER", dst: "bob", payload: offerPayload("dc_1", "constructor") }),
    ],
    ["a media offer", JSON.stringify({ type: "OFFER", dst: "bob", payload: { ...offerPayload(), type: "media" } })],
    [
      "an offer without a description",
      JSON.stringify({ type: "OFFER", dst: "bob", payload: { ...offerPayload(), sdp: null } }),
    ],
    ["an offer without a payload", JSON.stringify({ type: "OFFER", dst: "bob" })],
    ["a destination that is no id", JSON.stringify({ type: "OFFER", dst: { id: "bob" }, payload: offerPayload() })],
    ["a very deep payload", deepOffer(7_000)],
  ];

  it.each(malformed)("hands on nothing of a frame with %s, and lives", async (_what, frame) => {
    const [stranger, bob] = [await open("stranger"), await open("bob")];
    stranger.sendText(frame);
    await stranger.echo("stranger");
    await bob.echo("bob");
    await othersAreServed();
  });

  it("hands on only what it knows of a message", async () => {
    const [stranger, bob] = [await open("stranger"), await open("bob")];
    stranger.send({ type: "CANDIDATE", dst: "bob", evil: 1, payload: { ...candidatePayload(), script: "<b>" } });
    expect(await bob.next()).toEqual({ type: "CANDIDATE", src: "stranger", dst: "bob", payload: candidatePayload() });
  });

  it("closes a socket that sends more than 64 KB at once, and hands nothing on", async () => {
    const [stranger, bob] = [await open("stranger"), await open("bob")];
    stranger.send({ type: "OFFER", dst: "bob", payload: { ...offerPayload(), metadata: "x".repeat(MAX_FRAME_BYTES) } });
    expect((await stranger.closed).code).toBe(1009);
    await bob.echo("bob");
    await othersAreServed();
  });

  it("lets a burst of messages through, drops the rest, and closes a socket that goes on", async () => {
    const [stranger, bob] = [await open("stranger"), await open("bob")];
    const total = SOCKET_BUCKET.capacity + MAX_FAULTS;
    for (let i = 0; i < total; i++) stranger.send({ type: "CANDIDATE", dst: "bob", payload: candidatePayload(`${i}`) });
    expect((await stranger.closed).code).toBe(1008);
    for (let i = 0; i < SOCKET_BUCKET.capacity; i++) {
      expect(await bob.next()).toMatchObject({ payload: { connectionId: `dc_${i}` } });
    }
    await bob.echo("bob");
    await othersAreServed();
  });

  it("closes a socket that sends nothing but nonsense", async () => {
    const stranger = await open("stranger");
    for (let i = 0; i < MAX_FAULTS; i++) stranger.sendText("nonsense");
    expect((await stranger.closed).code).toBe(1008);
    await othersAreServed();
  });

  it("keeps only so much for an absent client and tells the sender of the rest at once", async () => {
    const stranger = await open("stranger");
    for (let i = 0; i <= MAX_WAITING_PER_DESTINATION; i++) {
      stranger.send({ type: "CANDIDATE", dst: "absent", payload: candidatePayload(`${i}`) });
    }
    const expired = { type: "EXPIRE", src: "absent", dst: "stranger" };
    expect(await stranger.next()).toEqual(expired);
    await clock.advance(2 * WAIT_MS);
    expect(await stranger.next()).toEqual(expired);
    await stranger.echo("stranger");
  });

  it("answers a client that comes back with its id and token while its old socket still stands, and closes that", async () => {
    const old = await open("returning", { token: "mine" });
    const fresh = await open("returning", { token: "mine" });
    expect((await old.closed).code).toBe(4000);
    await fresh.echo("returning");
    const other = bare("key=peerjs&id=returning&token=stolen");
    expect(await other.next()).toMatchObject({ type: "ID-TAKEN" });
  });

  it("keeps the id of a client whose connection broke for it, but not for ever", async () => {
    const lost = await open("lost", { token: "mine" });
    const noticed = realm.hasLeft("lost");
    lost.socket.terminate();
    await noticed;
    expect(await bare("key=peerjs&id=lost&token=other").next()).toMatchObject({ type: "ID-TAKEN" });
    await clock.advance(RECONNECT_GRACE_MS);
    expect(await bare("key=peerjs&id=lost&token=other").next()).toMatchObject({ type: "OPEN" });
  });

  it("drops a client that does not answer pings", async () => {
    const [dead, alive] = [await open("dead", { autoPong: false }), await open("alive")];
    const pinged = [once(dead.socket, "ping"), once(alive.socket, "ping")];
    await clock.advance(PING_EVERY_MS);
    await Promise.all(pinged);
    await alive.echo("alive");
    await clock.advance(ALIVE_MS - PING_EVERY_MS);
    expect((await dead.closed).code).toBe(1006);
    await alive.echo("alive");
  });

  it.each([
    ["9 KB long", "x".repeat(9_000)],
    ["of markup", encodeURIComponent("<img src=x onerror=alert(1)>")],
    ["a path", encodeURIComponent("../../etc/passwd")],
    ["with a line break", "a%0d%0ab"],
  ])("refuses an id that is %s", async (_what, id) => {
    const client = bare(`key=peerjs&id=${id}&token=t`);
    expect(await client.next()).toEqual({ type: "ERROR", payload: { msg: "Invalid id provided" } });
    expect((await client.closed).code).toBe(1000);
  });

  it("refuses a token of an impossible shape", async () => {
    expect(await bare(`key=peerjs&id=a&token=${"t".repeat(65)}`).next()).toMatchObject({ type: "ERROR" });
  });

  const query = "key=peerjs&id=a&token=t";

  it("lets its own page and those its owner named connect, and no page of another origin", async () => {
    await seed.close();
    await start({ origins: ["https://elsewhere.example"] });
    const own = `http://127.0.0.1:${seed.port}`;
    for (const [id, origin] of [
      ["own", own],
      ["named", "https://elsewhere.example"],
    ] as const) {
      await open(id, { headers: { origin } });
    }
    for (const origin of [
      "https://evil.example",
      "null",
      `http://127.0.0.1:1`,
      "https://elsewhere.example.evil.example",
    ]) {
      expect(await refusalStatus(seed.port, query, { origin })).toBe(403);
    }
  });

  it("answers to no name but its own", async () => {
    expect(await refusalStatus(seed.port, query, { host: "evil.example" })).toBe(421);
    expect(await refusalStatus(seed.port, query, { host: `127.0.0.1:${seed.port}\tx` })).toBe(421);
    await open("a", { headers: { host: `localhost:${seed.port}` } });
  });

  it("takes only so many clients from one network, and one more when one leaves", async () => {
    await seed.close();
    await start({ maxClientsPerNetwork: 3 });
    const last = [await open("a"), await open("b"), await open("c")].at(-1);
    expect(await refusalStatus(seed.port, query)).toBe(503);
    const noticed = realm.hasLeft("c");
    last?.socket.close();
    await noticed;
    await open("d");
  });

  it("takes only so many attempts to connect from one network at a time", async () => {
    await seed.close();
    await start({ connectBucket: { capacity: 3, perSecond: 1 } });
    // Attempts of foreign pages are refused for their origin before they count.
    for (let i = 0; i < 5; i++) expect(await refusalStatus(seed.port, query, { origin: "null" })).toBe(403);
    for (let i = 0; i < 3; i++) await bare("key=wrong&id=a&token=t").closed;
    expect(await refusalStatus(seed.port, query)).toBe(429);
    await clock.advance(2_000);
    await othersAreServed();
  });

  it("refuses WebSockets at other paths and lives through connections that break off", async () => {
    expect(await upgradeStatus(seed.port, "/elsewhere")).toBe(404);
    expect(await upgradeStatus(seed.port, "//[")).toBe(404);
    const half = connect(seed.port, "127.0.0.1");
    await once(half, "connect");
    half.write("GET /peerjs?key=peerjs&id=a&token=t HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n");
    half.resetAndDestroy();
    await othersAreServed();
  });

  it("says goodbye to everybody and ends within a second, also if somebody does not answer", async () => {
    const [polite, rude] = [await open("polite"), await open("rude")];
    rude.socket.pause();
    const began = performance.now();
    await seed.close();
    expect(performance.now() - began).toBeLessThan(1_000);
    expect((await polite.closed).code).toBe(1001);
    rude.socket.resume();
    await start();
  });
});

function deepOffer(depth: number): string {
  const metadata = `${"[".repeat(depth)}${"]".repeat(depth)}`;
  return JSON.stringify({ type: "OFFER", dst: "bob", payload: { ...offerPayload(), metadata: "@" } }).replace(
    '"@"',
    metadata,
  );
}

function upgradeStatus(port: number, path: string): Promise<number> {
  const headers = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "sec-websocket-version": "13",
  };
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", path, headers }, (response) => resolve(response.statusCode ?? 0));
    asked.on("error", reject);
    asked.end();
  });
}
