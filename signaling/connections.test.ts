import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { PlainLimits } from "./connections.ts";
import type { Seed } from "./seed.ts";
import { startTestSeed } from "./testing/test-seed.ts";
import { openWire } from "./testing/wire-client.ts";

describe("plain connections", () => {
  let seed: Seed;
  const sockets: Socket[] = [];

  async function start(plainLimits: PlainLimits, trustProxy = false): Promise<void> {
    seed = await startTestSeed({ plainLimits, trustProxy });
  }
  /** From another network of the loopback interface, as the seed tells them apart. */
  async function open(localAddress = "127.0.0.1"): Promise<Socket> {
    const socket = connect({ port: seed.port, host: "127.0.0.1", localAddress });
    sockets.push(socket);
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  }
  async function asks(socket: Socket): Promise<string> {
    socket.write("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    const [answer] = await once(socket, "data");
    return String(answer).slice(0, 15);
  }
  const isGone = (socket: Socket): boolean => socket.destroyed || socket.readableEnded;

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await seed.close();
  });

  it("of one network are bounded, and the idle ones make room for who has something to ask", async () => {
    await start({ mostOfNetwork: 3 });
    const idle = [await open(), await open(), await open()];
    const asking = await open("127.0.0.1");
    expect(await asks(asking)).toBe("HTTP/1.1 200 OK");
    const more = [await open(), await open(), await open()];
    for (const socket of more) expect(await asks(socket)).toBe("HTTP/1.1 200 OK");
    for (const socket of [...idle, asking]) if (!isGone(socket)) await once(socket, "close");
  });

  it("of all are bounded, and the network with most of them makes room", async () => {
    await start({ most: 4, mostOfNetwork: 4 });
    const idle = [await open("127.0.0.2"), await open("127.0.0.2"), await open("127.0.0.2")];
    const others = [await open("127.0.0.3"), await open("127.0.0.4"), await open("127.0.0.5")];
    for (const socket of others) expect(await asks(socket)).toBe("HTTP/1.1 200 OK");
    expect(idle.filter((socket) => !isGone(socket))).toHaveLength(1);
  });

  it("do not count what has become a client's, nor what a proxy brings", async () => {
    await start({ mostOfNetwork: 1 });
    const client = await openWire(seed.port, { id: "client" });
    expect(await asks(await open())).toBe("HTTP/1.1 200 OK");
    await client.echo("client");
    client.socket.terminate();
    await seed.close();
    await start({ mostOfNetwork: 1 }, true);
    const [first, second] = [await open(), await open()];
    for (const socket of [first, second]) expect(await asks(socket)).toBe("HTTP/1.1 200 OK");
  });
});
