import { describe, expect, it } from "vitest";
import type { Address, LinkId, LinkKind, TransportEvents } from "../../agent/ports.ts";
import { PAIR_BYTES_PER_SECOND, type RelayLimits } from "../../signaling/relay/relay-limits.ts";
import { startTestSeed } from "../../signaling/testing/test-seed.ts";
import { PeerJsTransport } from "../peerjs-transport.ts";
import { transportContract } from "../transport.contract.ts";

const ROOM = "r".repeat(43);
/** Contracts are about what arrives, not how fast. */
const FAST: RelayLimits = { pairBytesPerSecond: 1e9, networkBytesPerSecond: 1e9, totalBytesPerSecond: 1e9 };

/** A real seed, and tabs without WebRTC that are members of one room there. */
async function openNetwork(relayLimits: RelayLimits = FAST) {
  const seed = await startTestSeed({ relayLimits, random: () => 0.5 });
  const transports: PeerJsTransport[] = [];
  const announcing: Promise<void>[] = [];
  const join = async (): Promise<PeerJsTransport> => {
    const transport = new PeerJsTransport({
      seedUrl: `http://127.0.0.1:${seed.port}`,
      hasWebRtc: false,
      onAddress: (address, token) => {
        if (address !== null) announcing.push(announce(seed.port, address, token));
      },
    });
    transports.push(transport);
    return transport;
  };
  return {
    seed,
    join,
    /** Who dials before the seed knows both is refused, as it is for strangers. */
    until: async (isDone: () => boolean) => {
      const endMs = performance.now() + 20_000;
      while (!isDone()) {
        if (performance.now() > endMs) throw new Error("It did not happen in time.");
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await Promise.all(announcing);
    },
    close: async () => {
      for (const transport of transports) transport.shutDown();
      await seed.close();
    },
  };
}

async function announce(port: number, address: Address, token: string): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/api/rooms/${ROOM}/announce`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ address, token, summary: { best: null, trials: 0, peers: 1 } }),
  });
}

transportContract("relayed", openNetwork);

interface Tab {
  readonly transport: PeerJsTransport;
  readonly opened: { readonly link: LinkId; readonly kind: LinkKind }[];
  readonly closed: LinkId[];
  readonly received: Uint8Array[];
}

async function pairOf(network: Awaited<ReturnType<typeof openNetwork>>): Promise<readonly [Tab, Tab]> {
  const tabs: Tab[] = [];
  for (let i = 0; i < 2; i++) {
    const tab: Tab = { transport: await network.join(), opened: [], closed: [], received: [] };
    const events: TransportEvents = {
      onLinkOpened: (link, _address, kind) => tab.opened.push({ link, kind }),
      onLinkClosed: (link) => tab.closed.push(link),
      onConnectFailed: () => {},
      onMessage: (_link, bytes) => tab.received.push(bytes),
    };
    tab.transport.listen(events);
    await network.until(() => tab.transport.address() !== null);
    tabs.push(tab);
  }
  const [a, b] = tabs;
  if (a === undefined || b === undefined) throw new Error("no tabs");
  return [a, b];
}

const bothLinked = (a: Tab, b: Tab) => () => a.opened.length === 1 && b.opened.length === 1;

describe("relayed links", () => {
  it("say that they are", async () => {
    const network = await openNetwork();
    const [a, b] = await pairOf(network);
    a.transport.connect(b.transport.address() ?? "");
    await network.until(bothLinked(a, b));
    expect([a.opened[0]?.kind, b.opened[0]?.kind]).toEqual(["relayed", "relayed"]);
    await network.close();
  });

  it("are one where both tabs ask at once", async () => {
    const network = await openNetwork();
    const [a, b] = await pairOf(network);
    a.transport.connect(b.transport.address() ?? "");
    b.transport.connect(a.transport.address() ?? "");
    await network.until(bothLinked(a, b));
    a.transport.send(a.opened[0]?.link ?? 0, Uint8Array.of(1));
    b.transport.send(b.opened[0]?.link ?? 0, Uint8Array.of(2));
    await network.until(() => a.received.length === 1 && b.received.length === 1);
    expect([a.opened.length, b.opened.length, a.closed, b.closed]).toEqual([1, 1, [], []]);
    await network.close();
  });

  it("never get the seed to end them, however much a tab sends, and lose nothing", async () => {
    // A tenth of the time for as much.
    const network = await openNetwork({ ...FAST, pairBytesPerSecond: 10 * PAIR_BYTES_PER_SECOND });
    const [a, b] = await pairOf(network);
    a.transport.connect(b.transport.address() ?? "");
    await network.until(bothLinked(a, b));
    const sizes = [...Array.from({ length: 2_000 }, () => 20), 300_000, 5, 300_000];
    for (const size of sizes) {
      expect(a.transport.send(a.opened[0]?.link ?? 0, new Uint8Array(size))).toBe(true);
      expect(b.transport.send(b.opened[0]?.link ?? 0, new Uint8Array(size))).toBe(true);
    }
    await network.until(() => a.received.length === sizes.length && b.received.length === sizes.length);
    expect(a.received.map(({ length }) => length)).toEqual(sizes);
    expect([a.closed, b.closed]).toEqual([[], []]);
    await network.close();
  });

  it("end with the seed, and not before", async () => {
    const network = await openNetwork();
    const [a, b] = await pairOf(network);
    a.transport.connect(b.transport.address() ?? "");
    await network.until(bothLinked(a, b));
    await network.seed.close();
    await network.until(() => a.closed.length === 1 && b.closed.length === 1);
    await network.close();
  });
});
