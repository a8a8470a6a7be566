// Runs in real Chromium: test/e2e/peerjs-transport.spec.ts bundles it with a small stand-in for vitest's functions.
import { Peer, type PeerConnectOption } from "peerjs";
import { describe, expect, it } from "vitest";
import type { LinkId } from "../agent/ports.ts";
import { cutIntoFrames, FRAME_PAYLOAD_BYTES } from "./framing.ts";
import { MAX_CONNECTIONS_PER_ADDRESS, PeerJsTransport } from "./peerjs-transport.ts";
import { transportContract } from "./transport.contract.ts";

/** An address that nobody has is reported after the seed's five seconds; everything else is far quicker. */
const LONGEST_MS = 20_000;

async function until(isDone: () => boolean): Promise<void> {
  const endMs = performance.now() + LONGEST_MS;
  while (!isDone()) {
    if (performance.now() > endMs) throw new Error("It did not happen in time.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const open = (): PeerJsTransport => new PeerJsTransport({ seedUrl: location.origin });

transportContract("PeerJS", async () => {
  const transports: PeerJsTransport[] = [];
  return {
    join: async () => {
      const transport = open();
      transports.push(transport);
      return transport;
    },
    until,
    close: async () => {
      for (const transport of transports) transport.shutDown();
    },
  };
});

interface Listening {
  readonly transport: PeerJsTransport;
  readonly opened: LinkId[];
  readonly closed: LinkId[];
  readonly failed: string[];
  readonly received: Uint8Array[];
}

async function listening(): Promise<Listening> {
  const seen: Listening = { transport: open(), opened: [], closed: [], failed: [], received: [] };
  seen.transport.listen({
    onLinkOpened: (link) => seen.opened.push(link),
    onLinkClosed: (link) => seen.closed.push(link),
    onConnectFailed: (_address, reason) => seen.failed.push(reason),
    onMessage: (_link, bytes) => seen.received.push(bytes),
  });
  await until(() => seen.transport.address() !== null);
  return seen;
}

/** A plain peerjs client in a stranger's hands. */
async function stranger(): Promise<Peer> {
  const peer = new Peer({
    host: location.hostname,
    port: Number(location.port),
    path: "/",
    config: { iceServers: [] },
  });
  peer.on("error", () => {});
  await until(() => peer.open);
  return peer;
}

async function strangerLinked(options: PeerConnectOption = {}) {
  const [own, peer] = [await listening(), await stranger()];
  const connection = peer.connect(own.transport.address() ?? "", { serialization: "raw", reliable: true, ...options });
  await until(() => connection.open && own.opened.length === 1);
  return { own, peer, connection };
}

describe("a tab's links", () => {
  it("close at once for the other side when a tab goes", async () => {
    const [a, b] = [await listening(), await listening()];
    a.transport.connect(b.transport.address() ?? "");
    await until(() => a.opened.length === 1 && b.opened.length === 1);
    const began = performance.now();
    a.transport.shutDown();
    expect(a.closed.length).toBe(1);
    await until(() => b.closed.length === 1);
    expect(performance.now() - began < 1_000).toBe(true);
    b.transport.shutDown();
  });

  it("close when a peer sends text, or breaks the framing", async () => {
    const [first, second] = cutIntoFrames(new Uint8Array(3 * FRAME_PAYLOAD_BYTES), 1);
    if (!first || !second) throw new Error("no frames");
    for (const wrong of [["text"], [new Uint8Array(3).buffer], [first.buffer, first.buffer], [second.buffer]]) {
      const { own, peer, connection } = await strangerLinked();
      for (const part of wrong) void connection.send(part);
      await until(() => own.closed.length === 1);
      expect(own.received).toEqual([]);
      peer.destroy();
      own.transport.shutDown();
    }
  });

  it("are not opened to strangers who speak another serialization, and those who do not misbehave are still served", async () => {
    const [own, peer] = [await listening(), await stranger()];
    for (const serialization of ["json", "binary"]) peer.connect(own.transport.address() ?? "", { serialization });
    const proper = peer.connect(own.transport.address() ?? "", { serialization: "raw", reliable: true });
    await until(() => proper.open && own.opened.length === 1);
    void proper.send(cutIntoFrames(Uint8Array.of(7), 0)[0]?.buffer);
    await until(() => own.received.length === 1);
    expect(own.received).toEqual([Uint8Array.of(7)]);
    peer.destroy();
    own.transport.shutDown();
  });

  it("are few from one address", async () => {
    const [own, peer] = [await listening(), await stranger()];
    const address = own.transport.address() ?? "";
    const connections = Array.from({ length: MAX_CONNECTIONS_PER_ADDRESS + 3 }, () => {
      return peer.connect(address, { serialization: "raw", reliable: true });
    });
    await until(() => own.opened.length === MAX_CONNECTIONS_PER_ADDRESS);
    // A message over a later link of somebody else shows that the refused ones had their time.
    const other = await listening();
    other.transport.connect(address);
    await until(() => own.opened.length === MAX_CONNECTIONS_PER_ADDRESS + 1);
    expect(connections.filter((connection) => connection.open).length).toBe(MAX_CONNECTIONS_PER_ADDRESS);
    peer.destroy();
    for (const { transport } of [own, other]) transport.shutDown();
  });
});
