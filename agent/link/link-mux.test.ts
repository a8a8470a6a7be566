import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SimulatedNetwork, type SimulatedTransport } from "../../links/simulated-transport.ts";
import type { LinkId, Transport, TransportEvents } from "../ports.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { IDLE_LINK_MS, LinkMux, MAX_STUDIES_PER_TAB, MAX_VAIN_OPENS } from "./link-mux.ts";
import { decodeFrame, encodeFrame, MAX_PAYLOAD_BYTES, tagOf } from "./mux-frame.ts";

const A = `${"A".repeat(42)}E`;
const B = `B${"A".repeat(42)}`;

class Ear {
  readonly opened: { link: LinkId; address: string; incoming: boolean }[] = [];
  readonly closed: LinkId[] = [];
  readonly failed: string[] = [];
  readonly heard: string[] = [];
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
    transport.listen({
      onLinkOpened: (link, address, _, incoming) => this.opened.push({ link, address, incoming }),
      onLinkClosed: (link) => this.closed.push(link),
      onConnectFailed: (address) => this.failed.push(address),
      onMessage: (_, bytes) => this.heard.push(String.fromCharCode(...bytes)),
    });
  }

  say(text: string): boolean {
    const link = this.opened.at(-1)?.link ?? -1;
    return this.transport.send(
      link,
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
    );
  }
}

function two() {
  const clock = new VirtualClock();
  const network = new SimulatedNetwork({ clock, random: () => 0.5 });
  const tab = (): { station: SimulatedTransport; mux: LinkMux } => {
    const station = network.join();
    return { station, mux: new LinkMux(station, clock) };
  };
  return { clock, network, here: tab(), there: tab() };
}

describe("studies of one tab", () => {
  it("talk over one link, each with its own", async () => {
    const { clock, network, here, there } = two();
    const [a, b] = [new Ear(here.mux.open(A)), new Ear(here.mux.open(B))];
    const [otherA, otherB] = [new Ear(there.mux.open(A)), new Ear(there.mux.open(B))];
    a.transport.connect(there.station.ownAddress);
    b.transport.connect(there.station.ownAddress);
    await clock.advance(1_000);
    expect(network.countLinks()).toBe(1);
    a.say("for A");
    otherB.say("for B");
    await clock.advance(100);
    expect([a.heard, b.heard, otherA.heard, otherB.heard]).toEqual([[], ["for B"], ["for A"], []]);
    expect(otherA.opened[0]).toMatchObject({ incoming: true, address: here.station.ownAddress });
  });

  it("use a link that is open already, also one the other side opened", async () => {
    const { clock, network, here, there } = two();
    const a = new Ear(here.mux.open(A));
    const otherA = new Ear(there.mux.open(A));
    a.transport.connect(there.station.ownAddress);
    await clock.advance(1_000);
    const b = new Ear(there.mux.open(B));
    const otherB = new Ear(here.mux.open(B));
    b.transport.connect(here.station.ownAddress);
    await clock.advance(100);
    expect(network.countLinks()).toBe(1);
    expect([otherB.opened.length, otherA.opened.length]).toEqual([1, 1]);
  });

  it("that both dial at the same time get one link of their own", async () => {
    const { clock, here, there } = two();
    const a = new Ear(here.mux.open(A));
    const otherA = new Ear(there.mux.open(A));
    const first = new Ear(here.mux.open(B));
    const second = new Ear(there.mux.open(B));
    first.transport.connect(there.station.ownAddress);
    await clock.advance(1_000);
    expect(second.opened.length).toBe(1);
    a.transport.connect(there.station.ownAddress);
    otherA.transport.connect(here.station.ownAddress);
    await clock.advance(1_000);
    expect([a.opened.length, otherA.opened.length]).toEqual([1, 1]);
    a.say("once");
    await clock.advance(100);
    expect(otherA.heard).toEqual(["once"]);
  });

  it.each([
    ["relayed", 1],
    ["direct", 0],
  ] as const)("begin at once over a %s link that the dialled tab opens meanwhile: %i", (kind, begun) => {
    const { here } = two();
    let events: TransportEvents | null = null;
    const { station } = here;
    const mux = new LinkMux(
      {
        address: () => station.ownAddress,
        // Nobody answers this dial in the time of the test.
        connect: () => {},
        send: () => true,
        close: () => {},
        listen: (given) => {
          events = given;
        },
      },
      new VirtualClock(),
    );
    const a = new Ear(mux.open(A));
    a.transport.connect("them");
    const tell = events as TransportEvents | null;
    tell?.onLinkOpened(7, "them", kind, true);
    expect(a.opened.map(({ address, incoming }) => ({ address, incoming }))).toEqual(
      Array.from({ length: begun }, () => ({ address: "them", incoming: false })),
    );
    // And the dial's end is no news then.
    tell?.onConnectFailed("them", "nobody answers");
    expect([a.opened.length, a.failed.length]).toEqual([1, 0]);
  });

  it("are told when the other tab does not take part, and leave the link to the others", async () => {
    const { clock, network, here, there } = two();
    const [a, b] = [new Ear(here.mux.open(A)), new Ear(here.mux.open(B))];
    const otherB = new Ear(there.mux.open(B));
    b.transport.connect(there.station.ownAddress);
    await clock.advance(1_000);
    a.transport.connect(there.station.ownAddress);
    await clock.advance(100);
    expect(a.closed).toEqual(a.opened.map(({ link }) => link));
    expect(a.say("into the void")).toBe(false);
    expect(network.countLinks()).toBe(1);
    there.mux.close(B);
    await clock.advance(100);
    expect(b.closed.length).toBe(1);
    expect(otherB.closed).toEqual([]);
    await clock.advance(IDLE_LINK_MS + 100);
    expect(network.countLinks()).toBe(0);
  });

  it("learn that nobody answers, and that a link broke", async () => {
    const { clock, network, here, there } = two();
    const a = new Ear(here.mux.open(A));
    there.mux.open(A);
    a.transport.connect("nobody");
    await clock.advance(10_000);
    expect(a.failed).toEqual(["nobody"]);
    a.transport.connect(there.station.ownAddress);
    await clock.advance(1_000);
    network.leave(there.station);
    await clock.advance(1_000);
    expect(a.closed.length).toBe(1);
  });

  it("take part only once they listen", async () => {
    const { clock, here, there } = two();
    const a = new Ear(here.mux.open(A));
    const loading = there.mux.open(A);
    a.transport.connect(there.station.ownAddress);
    await clock.advance(1_000);
    expect(a.closed.length).toBe(1);
    const otherA = new Ear(loading);
    a.transport.connect(there.station.ownAddress);
    await clock.advance(1_000);
    expect(otherA.opened.length).toBe(1);
  });

  it("are limited in number, and one is open only once", () => {
    const { here } = two();
    here.mux.open(A);
    expect(() => here.mux.open(A)).toThrow("already");
    for (let i = 1; i < MAX_STUDIES_PER_TAB; i++) here.mux.open(`${String.fromCharCode(97 + i)}${"A".repeat(42)}`);
    expect(() => here.mux.open(B)).toThrow("16 studies");
    here.mux.close(A);
    here.mux.open(B);
  });
});

describe("a stranger on a link", () => {
  it("that asks for study after study is cut off", async () => {
    const { clock, network, there } = two();
    const rude = network.join();
    let link = -1;
    rude.listen({
      onLinkOpened: (l) => (link = l),
      onLinkClosed: () => {},
      onConnectFailed: () => {},
      onMessage: () => {},
    });
    rude.connect(there.station.ownAddress);
    await clock.advance(1_000);
    for (let i = 0; i < MAX_VAIN_OPENS; i++) rude.send(link, encodeFrame("open", i.toString(16).padStart(32, "0")));
    await clock.advance(100);
    expect(network.countLinks()).toBe(1);
    rude.send(link, encodeFrame("open", "f".repeat(32)));
    await clock.advance(100);
    expect(network.countLinks()).toBe(0);
    expect(there.mux.faults.get("not here")).toBe(MAX_VAIN_OPENS + 1);
  });

  it.each([
    ["nothing", new Uint8Array(), "empty"],
    ["another version", Uint8Array.of(9, 1, 2), "other version"],
    ["a frame cut short", Uint8Array.of(1, 1, 2), "malformed"],
    ["an unknown kind", Uint8Array.from({ length: 40 }, (_, i) => (i === 0 ? 1 : 77)), "malformed"],
  ] as const)("that sends %s is cut off and counted", async (_, bytes, fault) => {
    const { clock, network, there } = two();
    const rude = network.join();
    let link = -1;
    rude.listen({
      onLinkOpened: (l) => (link = l),
      onLinkClosed: () => {},
      onConnectFailed: () => {},
      onMessage: () => {},
    });
    rude.connect(there.station.ownAddress);
    await clock.advance(1_000);
    rude.send(link, bytes);
    await clock.advance(100);
    expect(network.countLinks()).toBe(0);
    expect(there.mux.faults.get(fault)).toBe(1);
  });

  it("cannot make the frame decoder throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const frame = decodeFrame(bytes);
        if (typeof frame === "object") expect(encodeFrame(frame.kind, frame.tag, frame.payload)).toEqual(bytes);
      }),
    );
    expect(tagOf(A)).toBe("0".repeat(32));
    expect(tagOf(B).startsWith("04")).toBe(true);
    expect(() => tagOf("not/base64url")).toThrow();
  });

  it("gets no message larger than the transport may carry", async () => {
    const { clock, here, there } = two();
    const a = new Ear(here.mux.open(A));
    const other = new Ear(there.mux.open(A));
    a.transport.connect(there.station.ownAddress);
    await clock.advance(1_000);
    const link = a.opened[0]?.link ?? -1;
    expect(a.transport.send(link, new Uint8Array(MAX_PAYLOAD_BYTES))).toBe(true);
    expect(a.transport.send(link, new Uint8Array(MAX_PAYLOAD_BYTES + 1))).toBe(false);
    expect(other.opened.length).toBe(1);
  });
});
