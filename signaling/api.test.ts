import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../agent/virtual-clock.ts";
import { MAX_SEALED_BYTES, sealedIdOf } from "../study/spec/sealed-bytes.ts";
import { sealSpec } from "../study/spec/sealed-spec.ts";
import type { StudySpec } from "../study/spec/spec.ts";
import { encodeSpec, studyIdOf } from "../study/spec/spec-bytes.ts";
import { MAX_SPEC_BYTES } from "../study/spec/spec-limits.ts";
import { SECRET_BYTES, secretHash, studySecret } from "../study/spec/study-secret.ts";
import { demonstrationStudy } from "./demonstration-study.ts";
import { MEMBER_EXPIRES_MS } from "./rooms/rooms.ts";
import type { Seed, SeedOptions } from "./seed.ts";
import { startTestSeed } from "./testing/test-seed.ts";
import { testSpec } from "./testing/test-spec.ts";
import { WatchedRealm } from "./testing/watched-realm.ts";
import { openWire, type WireClient } from "./testing/wire-client.ts";

const summary = { best: 1.5, trials: 10, peers: 2 };

describe("the seed's HTTP interface", () => {
  let clock: VirtualClock;
  let realm: WatchedRealm;
  let seed: Seed;
  let wires: WireClient[] = [];

  const start = async (options: Partial<SeedOptions> = {}): Promise<void> => {
    clock = new VirtualClock();
    realm = new WatchedRealm(clock);
    seed = await startTestSeed({ clock, realm, ...options });
  };
  beforeEach(() => start());
  afterEach(async () => {
    for (const wire of wires) wire.socket.terminate();
    wires = [];
    await seed.close();
  });

  const connect = async (address: string): Promise<WireClient> => {
    const wire = await openWire(seed.port, { id: address, token: `token-${address}` });
    wires.push(wire);
    return wire;
  };
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(`http://127.0.0.1:${seed.port}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      answer: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text,
    };
  };
  const announce = (studyId: string, address: string, changes: object = {}) =>
    call("POST", `/api/rooms/${studyId}/announce`, { address, token: `token-${address}`, summary, ...changes });
  const offer = (spec: StudySpec) => call("PUT", `/api/studies/${studyIdOf(spec)}/spec`, encodeSpec(spec));
  const study = studyIdOf(testSpec("Study"));

  describe("rooms", () => {
    it("introduce connected tabs to each other", async () => {
      await connect("a");
      await connect("b");
      expect(await announce(study, "a")).toMatchObject({ status: 200, answer: { addresses: [], wantsSpec: true } });
      expect(await announce(study, "b")).toMatchObject({ status: 200, answer: { addresses: ["a"] } });
      expect(await announce(study, "a")).toMatchObject({ status: 200, answer: { addresses: ["b"] } });
    });

    it("take nobody in who is not connected under that address", async () => {
      await connect("a");
      expect(await announce(study, "a", { token: "stolen" })).toMatchObject({
        status: 403,
        answer: { error: "not-connected" },
      });
      expect(await announce(study, "absent")).toMatchObject({ status: 403 });
      expect(await call("POST", `/api/rooms/${study}/leave`, { address: "a", token: "stolen" })).toMatchObject({
        status: 403,
      });
    });

    it("forget a tab that leaves, that closes, and that says nothing more", async () => {
      for (const address of ["a", "b", "c", "d"]) {
        await connect(address);
        await announce(study, address);
      }
      expect((await call("POST", `/api/rooms/${study}/leave`, { address: "a", token: "token-a" })).status).toBe(204);
      const noticed = realm.hasLeft("b");
      wires[1]?.socket.close();
      await noticed;
      expect((await announce(study, "d")).answer.addresses).toEqual(["c"]);
      await clock.advance(MEMBER_EXPIRES_MS);
      expect((await announce(study, "d")).answer.addresses).toEqual([]);
    });

    it.each([
      ["no JSON object", 17],
      ["an infinite best", { address: "a", token: "token-a", summary: { ...summary, best: "Infinity" } }],
      ["negative trials", { address: "a", token: "token-a", summary: { ...summary, trials: -1 } }],
      ["a study time in the future", { address: "a", token: "token-a", summary: { ...summary, studyMs: -1 } }],
      ["a study time of ages", { address: "a", token: "token-a", summary: { ...summary, studyMs: 1e15 } }],
      ["no token", { address: "a", summary }],
      ["an address that is none", { address: "a".repeat(100), token: "t", summary }],
    ])("refuse an announcement with %s", async (_what, body) => {
      await connect("a");
      expect(await call("POST", `/api/rooms/${study}/announce`, body)).toMatchObject({ status: 400 });
    });

    it("tell how long the study has been going on as their members say, and when those have left", async () => {
      for (const address of ["a", "b", "c"]) await connect(address);
      const says = (address: string, studyMs?: number) =>
        announce(study, address, { summary: { ...summary, ...(studyMs === undefined ? {} : { studyMs }) } });
      expect((await says("a")).answer).not.toHaveProperty("studyMs");
      expect((await says("a", 61_000)).answer.studyMs).toBe(61_000);
      expect((await says("b", 3_600_000)).answer.studyMs).toBe(61_000);
      await clock.advance(1_000);
      expect((await says("c")).answer.studyMs).toBe(62_000);
      await offer(testSpec("Study"));
      await clock.advance(2 * MEMBER_EXPIRES_MS);
      await connect("d");
      expect((await says("d")).answer.studyMs).toBe(62_000 + 2 * MEMBER_EXPIRES_MS);
    });

    it("exist for ids of studies alone", async () => {
      await connect("a");
      expect((await announce("short", "a")).status).toBe(400);
      expect((await announce("x".repeat(44), "a")).status).toBe(400);
      expect((await announce("x".repeat(500), "a")).status).toBeGreaterThanOrEqual(400);
    });
  });

  describe("specs", () => {
    it("are kept for whoever asks by their id, and asked for where they are missing", async () => {
      const spec = testSpec("Study");
      await connect("a");
      expect((await announce(study, "a")).answer.wantsSpec).toBe(true);
      expect((await offer(spec)).status).toBe(204);
      expect((await announce(study, "a")).answer.wantsSpec).toBe(false);
      const response = await fetch(`http://127.0.0.1:${seed.port}/api/studies/${study}/spec`);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(encodeSpec(spec));
      expect(response.headers.get("cache-control")).toContain("immutable");
    });

    it("are handed on in their canonical bytes, however they came", async () => {
      const loose = new TextEncoder().encode(JSON.stringify(testSpec("Study"), null, 4));
      expect((await call("PUT", `/api/studies/${study}/spec`, loose)).status).toBe(204);
      const response = await fetch(`http://127.0.0.1:${seed.port}/api/studies/${study}/spec`);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(encodeSpec(testSpec("Study")));
    });

    it("are taken under their own id alone", async () => {
      const path = `/api/studies/${study}/spec`;
      expect(await call("PUT", path, encodeSpec(testSpec("Another")))).toMatchObject({
        status: 422,
        answer: { error: "other-study" },
      });
      expect(await call("PUT", path, new Uint8Array([1, 2, 3]))).toMatchObject({
        status: 422,
        answer: { error: "not-a-spec" },
      });
      expect(await call("PUT", path, { version: 1 })).toMatchObject({ status: 400 });
      expect(await call("PUT", path, new Uint8Array(MAX_SPEC_BYTES + 1))).toMatchObject({ status: 413 });
      expect(await call("GET", path)).toMatchObject({ status: 404, answer: { error: "unknown-study" } });
    });
  });

  describe("private studies", () => {
    const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(1));
    const hidden = testSpec("Hidden words", { private: { secretHash: secretHash(secret) }, listed: true });
    const sealed = sealSpec(hidden, secret);
    const path = `/api/studies/${sealedIdOf(sealed)}/spec`;

    it("are kept sealed, under the hash of what is kept, and listed nowhere whatever they say", async () => {
      await connect("a");
      expect((await announce(sealedIdOf(sealed), "a")).answer.wantsSpec).toBe(true);
      expect((await call("PUT", path, sealed)).status).toBe(204);
      expect((await announce(sealedIdOf(sealed), "a")).answer.wantsSpec).toBe(false);
      const kept = await fetch(`http://127.0.0.1:${seed.port}${path}`);
      expect(new Uint8Array(await kept.arrayBuffer())).toEqual(sealed);
      expect((await call("GET", "/api/studies")).answer).toEqual([]);
    });

    it("are refused where they lie open, are not whole, or are another's", async () => {
      expect(await call("PUT", `/api/studies/${studyIdOf(hidden)}/spec`, encodeSpec(hidden))).toMatchObject({
        status: 422,
        answer: { error: "not-a-spec", message: expect.stringContaining("private, and is not sealed") },
      });
      expect(await call("PUT", path, sealed.subarray(0, sealed.length - 1))).toMatchObject({ status: 422 });
      expect(await call("PUT", `/api/studies/${study}/spec`, sealed)).toMatchObject({
        status: 422,
        answer: { error: "other-study" },
      });
      const tooLong = new Uint8Array(MAX_SEALED_BYTES + 1);
      tooLong.set(sealed);
      expect(await call("PUT", path, tooLong)).toMatchObject({ status: 413 });
    });

    it("are taken at any length that a study can have", async () => {
      const longest = new Uint8Array(MAX_SEALED_BYTES);
      longest.set(sealed);
      expect((await call("PUT", `/api/studies/${sealedIdOf(longest)}/spec`, longest)).status).toBe(204);
    });
  });

  it("lists open studies, the demonstration first", async () => {
    await seed.close();
    await start({ demonstration: demonstrationStudy });
    await connect("a");
    const [listed, hidden] = [
      testSpec("Listed", { objectives: [{ name: "value", direction: "minimize", unit: "s" }] }),
      testSpec("Hidden", { listed: false }),
    ];
    for (const spec of [listed, hidden]) {
      await offer(spec);
      await announce(studyIdOf(spec), "a");
    }
    const { answer } = await call("GET", "/api/studies");
    expect(answer.map(({ name }: { name: string }) => name)).toEqual([demonstrationStudy.name, "Listed"]);
    expect(answer[1]).toEqual({
      studyId: studyIdOf(listed),
      name: "Listed",
      unit: "s",
      direction: "minimize",
      networks: 1,
      ...summary,
    });
    const spec = await fetch(`http://127.0.0.1:${seed.port}/api/studies/${answer[0].studyId}/spec`);
    expect(new Uint8Array(await spec.arrayBuffer())).toEqual(encodeSpec(demonstrationStudy));
    expect(answer[0].studyId).toBe(studyIdOf(demonstrationStudy));
  });

  it("counts a study's networks by the sockets of its tabs, wherever they call from", async () => {
    await seed.close();
    await start({ trustProxy: true });
    const from = (network: string) => ({ "x-forwarded-for": network });
    const spec = testSpec("Listed");
    const id = studyIdOf(spec);
    await call("PUT", `/api/studies/${id}/spec`, encodeSpec(spec), from("203.0.113.1"));
    const networks = async () => (await call("GET", "/api/studies")).answer[0].networks;
    const come = async (address: string, network: string) => {
      wires.push(await openWire(seed.port, { id: address, token: `token-${address}`, headers: from(network) }));
      for (const caller of [network, "203.0.113.98", "203.0.113.99"]) {
        const body = { address, token: `token-${address}`, summary };
        expect((await call("POST", `/api/rooms/${id}/announce`, body, from(caller))).status).toBe(200);
      }
    };
    await come("a", "203.0.113.1");
    await come("b", "203.0.113.1");
    expect(await networks()).toBe(1);
    await come("c", "203.0.113.2");
    expect(await networks()).toBe(2);
    const noticed = realm.hasLeft("c");
    wires.at(-1)?.socket.close();
    await noticed;
    expect(await networks()).toBe(1);
  });

  it("says where the seed is and that it is well", async () => {
    const { answer } = await call("GET", "/api/info");
    expect(answer).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      publicUrls: [],
      lanUrls: [],
      localUrl: `http://localhost:${seed.port}`,
    });
    await connect("a");
    expect((await call("GET", "/health")).answer).toMatchObject({ ok: true, clients: 1 });
    expect((await call("GET", "/api/nothing")).answer).toMatchObject({ statusCode: 404 });
  });

  it("answers pages of other origins only if its owner named them", async () => {
    await seed.close();
    await start({ origins: ["https://elsewhere.example"] });
    const foreign = await call("GET", "/api/studies", undefined, { origin: "https://evil.example" });
    // Its page may read that it is not let in, and why; nothing else.
    expect(foreign).toMatchObject({ status: 403, answer: { error: "unknown-origin" } });
    expect(foreign.headers.get("access-control-allow-origin")).toBe("https://evil.example");
    const preflight = await call("OPTIONS", `/api/studies/${study}/spec`, undefined, {
      origin: "https://evil.example",
    });
    expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([403, null]);
    const named = { origin: "https://elsewhere.example" };
    expect((await call("GET", "/api/studies", undefined, named)).headers.get("access-control-allow-origin")).toBe(
      named.origin,
    );
    const asked = await call("OPTIONS", `/api/studies/${study}/spec`, undefined, named);
    expect([asked.status, asked.headers.get("access-control-allow-methods")]).toEqual([204, "GET, POST, PUT"]);
    // A form or a script of a foreign page can send text without asking first; it is no announcement.
    const response = await fetch(`http://127.0.0.1:${seed.port}/api/rooms/${study}/announce`, {
      method: "POST",
      body: "{}",
    });
    expect(response.status).toBe(415);
  });

  it("slows down a network that calls without end", async () => {
    await seed.close();
    await start({ callsPerMinute: 5 });
    for (let i = 0; i < 5; i++) expect((await call("GET", "/api/info")).status).toBe(200);
    const refused = await call("GET", "/api/info");
    expect(refused).toMatchObject({ status: 429, answer: { error: "too-many-calls" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await call("GET", "/health")).status).toBe(200);
  });

  it("lets a tab's membership outlive a broken connection, but not for long", async () => {
    await connect("a");
    await connect("b");
    await announce(study, "a");
    wires[0]?.socket.terminate();
    await realm.hasLeft("a");
    expect((await announce(study, "b")).answer.addresses).toEqual(["a"]);
    await clock.advance(20_000);
    expect((await announce(study, "b")).answer.addresses).toEqual([]);
  });

  it("lives when a caller breaks off in the middle", async () => {
    const half = connectSocket(seed.port, "127.0.0.1");
    await once(half, "connect");
    half.write(`PUT /api/studies/${study}/spec HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n`);
    half.write("Content-Type: application/octet-stream\r\n\r\nabc");
    half.resetAndDestroy();
    await once(half, "close");
    expect((await call("GET", "/health")).status).toBe(200);
  });
});
