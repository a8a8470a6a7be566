import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Seed } from "./seed.ts";
import { joinRoom, ROOM, tokenOf } from "./testing/relay-client.ts";
import { startTestSeed } from "./testing/test-seed.ts";
import { refusalStatus, type WireClient, openWire } from "./testing/wire-client.ts";

const NAMED = "https://pages.example";
const STRANGE = "https://evil.example";

describe("a page on another host", () => {
  let seed: Seed;
  const wires: WireClient[] = [];
  beforeEach(async () => {
    seed = await startTestSeed({ origins: [NAMED] });
  });
  afterEach(async () => {
    for (const { socket } of wires.splice(0)) socket.terminate();
    await seed.close();
  });

  const me = { address: "ada", token: tokenOf("ada") };
  const summary = { best: null, trials: 0, peers: 1 };
  const json = { "content-type": "application/json" };
  const bytes = { "content-type": "application/octet-stream" };
  /** All that a page asks of its seed, as it asks. */
  const CALLS: readonly (readonly [string, string, Readonly<Record<string, string>>, string | undefined])[] = [
    ["GET", "/api/studies", { accept: "application/json" }, undefined],
    ["GET", "/api/info", { accept: "application/json" }, undefined],
    ["GET", `/api/studies/${ROOM}/spec`, {}, undefined],
    ["PUT", `/api/studies/${ROOM}/spec`, bytes, "no study"],
    ["POST", `/api/rooms/${ROOM}/announce`, json, JSON.stringify({ ...me, summary })],
    ["POST", "/api/ice", json, JSON.stringify(me)],
    ["POST", `/api/rooms/${ROOM}/leave`, json, JSON.stringify(me)],
  ];
  const call = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: string) =>
    fetch(`http://127.0.0.1:${seed.port}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  /** What a browser asks before all that is no plain GET. */
  const preflight = (origin: string, method: string, path: string, headers: Readonly<Record<string, string>>) =>
    call("OPTIONS", path, {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": Object.keys(headers).join(),
    });
  const readers = (answer: Response) => answer.headers.get("access-control-allow-origin");

  it.each(CALLS)("that was named may %s %s, and reads the answer", async (method, path, headers, body) => {
    wires.push(await joinRoom(seed.port, "ada"));
    const asked = await preflight(NAMED, method, path, headers);
    expect([asked.status, readers(asked)]).toEqual([204, NAMED]);
    expect(asked.headers.get("access-control-allow-methods")?.split(", ")).toContain(method);
    expect(asked.headers.get("access-control-allow-headers")).toBe("content-type");
    expect(asked.headers.get("access-control-allow-credentials")).toBeNull();
    const answer = await call(method, path, { ...headers, origin: NAMED }, body);
    // A refusal has words, too, and they can be read.
    expect([answer.status < 400 || path.endsWith("/spec"), readers(answer)]).toEqual([true, NAMED]);
    expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    // Nobody is handed what was kept for another origin.
    expect(answer.headers.get("vary")).toContain("origin");
  });

  it.each(CALLS)("that was not named may not %s %s, and reads why", async (method, path, headers, body) => {
    wires.push(await joinRoom(seed.port, "ada"));
    const asked = await preflight(STRANGE, method, path, headers);
    expect([asked.status, asked.headers.get("access-control-allow-methods")]).toEqual([403, null]);
    const answer = await call(method, path, { ...headers, origin: STRANGE }, body);
    expect([answer.status, readers(answer)]).toEqual([403, STRANGE]);
    expect(await answer.json()).toEqual({
      statusCode: 403,
      error: "unknown-origin",
      message: `This seed does not let in pages of ${STRANGE}; its owner can, with --origin ${STRANGE}.`,
    });
  });

  it.each([
    "null",
    "file://",
    "chrome-extension://abc",
    "https://evil.example/path",
    `https://${"e".repeat(300)}.example`,
  ])("whose origin is %s reads nothing at all", async (origin) => {
    const answer = await call("GET", "/api/studies", { origin });
    expect([answer.status, readers(answer)]).toEqual([403, null]);
  });

  it("may open the WebSockets if it was named, and only then", async () => {
    wires.push(await openWire(seed.port, { id: "named", headers: { origin: NAMED } }));
    expect(await refusalStatus(seed.port, "key=peerjs&id=strange&token=t", { origin: STRANGE })).toBe(403);
  });

  it("is let in under the very origin that was named", async () => {
    for (const origin of ["http://pages.example", "https://pages.example:8443", "https://pages.example.evil.example"])
      expect((await call("GET", "/api/studies", { origin })).status).toBe(403);
  });
});
