import { createHmac } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import type { Seed, SeedOptions } from "../seed.ts";
import { joinRoom, tokenOf } from "../testing/relay-client.ts";
import { startTestSeed } from "../testing/test-seed.ts";
import { openWire, type WireClient } from "../testing/wire-client.ts";
import { CREDENTIAL_SECONDS, type IceOptions } from "./ice-servers.ts";

const SECRET = "a-secret-of-the-owner";
const TURN = "turn:turn.example.org:3478?transport=udp";
const WITH_TURN: IceOptions = { stunPort: null, stunUrls: [], turnUrls: [TURN], turnSecret: SECRET };

describe("the STUN and TURN servers of a seed", () => {
  let seed: Seed;
  const wires: WireClient[] = [];
  const start = async (options: Partial<SeedOptions>): Promise<void> => {
    seed = await startTestSeed(options);
  };
  const ask = async (address: string, token = tokenOf(address)) => {
    const response = await fetch(`http://127.0.0.1:${seed.port}/api/ice`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ address, token }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  afterEach(async () => {
    for (const { socket } of wires.splice(0)) socket.terminate();
    await seed.close();
  });

  it("are none unless its owner names some", async () => {
    await start({});
    wires.push(await joinRoom(seed.port, "ada"));
    expect((await ask("ada")).body).toMatchObject({ iceServers: [] });
  });

  it("are the seed itself under the name by which it was reached, and those its owner named", async () => {
    const stunUrls = ["stun:stun.example.org:3478"];
    await start({ ice: { stunPort: 0, stunUrls, turnUrls: [], turnSecret: "" } });
    wires.push(await joinRoom(seed.port, "ada"));
    const { iceServers } = (await ask("ada")).body;
    expect(iceServers).toEqual([{ urls: [expect.stringMatching(/^stun:127\.0\.0\.1:\d+$/), ...stunUrls] }]);
  });

  it("answer STUN on every address where the seed itself listens for its proxy alone, for no proxy passes UDP on", async () => {
    await start({ trustProxy: true, ice: { stunPort: 0, stunUrls: [], turnUrls: [], turnSecret: "" } });
    wires.push(await joinRoom(seed.port, "ada"));
    const [, port] = /"stun:127\.0\.0\.1:(\d+)"/.exec(JSON.stringify((await ask("ada")).body)) ?? [];
    const socket = createSocket("udp4");
    try {
      const answered = once(socket, "message");
      // A binding request, to another address than the seed's; one may be lost.
      const request = Buffer.from("000100002112a442b7e7a701bc34d686fa87dfae", "hex");
      const asking = setInterval(() => socket.send(request, Number(port), "127.0.0.2"), 50);
      const [answer] = (await answered) as [Buffer];
      clearInterval(asking);
      expect(answer.subarray(0, 2).toString("hex")).toBe("0101");
    } finally {
      socket.close();
    }
  });

  it("come with credentials that coturn accepts, for an hour, and only to members of a room", async () => {
    const clock = new VirtualClock();
    await start({ clock, ice: WITH_TURN });
    wires.push(
      await openWire(seed.port, { id: "outside", token: tokenOf("outside") }),
      await joinRoom(seed.port, "ada"),
    );
    expect((await ask("outside")).body).toEqual({ iceServers: [], refreshMs: 10_000 });
    const username = `${Math.floor(clock.wallMs() / 1_000) + CREDENTIAL_SECONDS}:ada`;
    const credential = createHmac("sha1", SECRET).update(username).digest("base64");
    expect((await ask("ada")).body).toEqual({
      iceServers: [{ urls: [TURN], username, credential }],
      refreshMs: 3_000_000,
    });
    expect((await ask("ada", "guessed")).status).toBe(403);
    expect((await ask("nobody")).status).toBe(403);
    expect((await ask("not an address!", "x")).status).toBe(400);
  });

  it("are given so often to one network, and no more", async () => {
    await start({ clock: new VirtualClock(), ice: WITH_TURN });
    wires.push(await joinRoom(seed.port, "ada"));
    for (let i = 0; i < 300; i++) expect((await ask("ada")).status).toBe(200);
    expect(await ask("ada")).toMatchObject({ status: 429, body: { error: "too-many-credentials" } });
  });
});

describe("the configuration of coturn that is shipped", () => {
  const text = readFileSync(join(import.meta.dirname, "turnserver.conf"), "utf8");
  const denied = [...text.matchAll(/^denied-peer-ip=([\d.]+)-([\d.]+)$/gm)].map(([, from = "", to = ""]) => [
    numberOf(from),
    numberOf(to),
  ]);
  const isDenied = (address: string): boolean =>
    denied.some(([from = 0, to = -1]) => numberOf(address) >= from && numberOf(address) <= to);

  it.each(["127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1"])(
    "relays nothing to %s",
    (address) => expect(isDenied(address)).toBe(true),
  );

  it.each(["224.0.0.1", "255.255.255.255", "0.0.0.0"])("nor to %s, which is nobody's", (address) =>
    expect(isDenied(address)).toBe(true),
  );

  it.each(["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1"])("and relays to %s", (address) =>
    expect(isDenied(address)).toBe(false),
  );
});

const numberOf = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
