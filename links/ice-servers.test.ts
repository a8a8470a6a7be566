import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../agent/virtual-clock.ts";
import type { Seed } from "../signaling/seed.ts";
import { joinRoom, tokenOf, until } from "../signaling/testing/relay-client.ts";
import { startTestSeed } from "../signaling/testing/test-seed.ts";
import { openWire, type WireClient } from "../signaling/testing/wire-client.ts";
import { IceServers } from "./ice-servers.ts";

const ICE = {
  stunPort: null,
  stunUrls: ["stun:stun.example.org:3478"],
  turnUrls: ["turn:turn.example.org:3478?transport=udp"],
  turnSecret: "a-secret-of-the-owner",
};

describe("the STUN and TURN servers that a tab uses", () => {
  let seed: Seed | null = null;
  const wires: WireClient[] = [];

  afterEach(async () => {
    for (const { socket } of wires.splice(0)) socket.terminate();
    await seed?.close();
    seed = null;
  });

  it("are what the seed gives: STUN at once, TURN once it is a member, which is when it dials", async () => {
    const clock = new VirtualClock();
    seed = await startTestSeed({ clock, ice: ICE });
    wires.push(await openWire(seed.port, { id: "ada", token: tokenOf("ada") }));
    const ice = new IceServers(`http://127.0.0.1:${seed.port}`, clock);
    ice.onAddress("ada", tokenOf("ada"));
    await until(() => ice.current().length === 1);
    expect(ice.current()).toEqual([{ urls: ICE.stunUrls }]);
    wires.push(await joinRoom(seed.port, "ada"));
    await ice.beforeDial();
    expect(ice.current()[1]).toMatchObject({ urls: ICE.turnUrls, username: expect.stringMatching(/^\d+:ada$/) });
    const before = ice.current();
    await ice.beforeDial();
    expect(ice.current()).toBe(before);
    await clock.advance(3_000_000);
    await until(() => ice.current() !== before);
    expect(ice.current()[1]?.username).not.toBe(before[1]?.username);
  });

  it("are none where the seed does not answer, or names what no browser takes", async () => {
    const clock = new VirtualClock();
    const ice = new IceServers("http://127.0.0.1:1", clock);
    ice.onAddress("ada", "token");
    await ice.beforeDial();
    expect(ice.current()).toEqual([]);
    ice.onAddress(null, "");
    await ice.beforeDial();
    expect(ice.current()).toEqual([]);
  });
});
