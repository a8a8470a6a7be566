import { describe, expect, it } from "vitest";
import { SimulatedNetwork, type SimulatedTransport } from "../../links/simulated-transport.ts";
import { rngFromSeed } from "../../study/rng.ts";
import { SECRET_BYTES, studySecret } from "../../study/spec/study-secret.ts";
import type { LinkId, Transport, TransportEvents } from "../ports.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { LinkMux } from "./link-mux.ts";
import {
  MAX_PROVING,
  MAX_STRANGERS,
  OTHER_SECRET,
  PRIVATE_HANDSHAKE_MS,
  PROVES_WITHIN_MS,
  PrivateChannel,
  STRANGER_MS,
} from "./private-channel.ts";

const secret = studySecret(new Uint8Array(SECRET_BYTES).fill(1));
const other = studySecret(new Uint8Array(SECRET_BYTES).fill(2));
const PRIVATE = `${"A".repeat(42)}E`;
const LISTED = `B${"A".repeat(42)}`;

/** Whoever listens to a transport. */
class Ear {
  readonly opened: LinkId[] = [];
  readonly closed: LinkId[] = [];
  readonly failed: string[] = [];
  readonly heard: string[] = [];
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
    transport.listen({
      onLinkOpened: (link) => this.opened.push(link),
      onLinkClosed: (link) => this.closed.push(link),
      onConnectFailed: (_, reason) => this.failed.push(reason),
      onMessage: (_, bytes) => this.heard.push(Buffer.from(bytes).toString("latin1")),
    });
  }

  say(text: string): boolean {
    return this.transport.send(this.opened.at(-1) ?? -1, Buffer.from(text, "latin1"));
  }
}

/** What passes a transport outwards, and how often it dials. */
class Tap implements Transport {
  readonly sent: string[] = [];
  dials = 0;
  readonly #tapped: Transport;
  constructor(tapped: Transport) {
    this.#tapped = tapped;
  }
  address = () => this.#tapped.address();
  listen: Transport["listen"] = (events) => this.#tapped.listen(events);
  close: Transport["close"] = (link) => this.#tapped.close(link);
  connect: Transport["connect"] = (address) => {
    this.dials++;
    this.#tapped.connect(address);
  };
  send: Transport["send"] = (link, bytes) => {
    this.sent.push(Buffer.from(bytes).toString("latin1"));
    return this.#tapped.send(link, bytes);
  };
}

/** A transport whose links go as a test says. */
class Carrier implements Transport {
  events: TransportEvents | null = null;
  readonly links: LinkId[] = [];
  wakings = 0;
  readonly #carried: Transport;
  constructor(carried: Transport) {
    this.#carried = carried;
  }
  address = () => this.#carried.address();
  listen: Transport["listen"] = (events) => {
    this.events = events;
    this.#carried.listen({
      ...events,
      onLinkOpened: (link, ...rest) => {
        this.links.push(link);
        events.onLinkOpened(link, ...rest);
      },
    });
  };
  close: Transport["close"] = (link) => this.#carried.close(link);
  connect: Transport["connect"] = (address) => this.#carried.connect(address);
  send: Transport["send"] = (link, bytes) => this.#carried.send(link, bytes);
  wake = () => {
    this.wakings++;
  };
}

function world() {
  const clock = new VirtualClock();
  const rng = rngFromSeed(3, "private channels");
  const network = new SimulatedNetwork({ clock, random: () => 0.5 });
  const randomBytes = (length: number) => Uint8Array.from({ length }, () => rng.nextUint32() & 255);
  const over = (channel: Transport, its = secret) => new PrivateChannel({ channel, secret: its, clock, randomBytes });
  const tab = (its = secret) => {
    const station = network.join();
    const tap = new Tap(station);
    return { station, tap, ear: new Ear(over(tap, its)), address: station.ownAddress };
  };
  return { clock, network, over, tab };
}

describe("tabs of a private study", () => {
  it("talk as over any link, and nothing of what they say is seen on the way", async () => {
    const { clock, tab } = world();
    const [a, b] = [tab(), tab()];
    a.ear.transport.connect(b.address);
    await clock.advance(1_000);
    expect([a.ear.opened.length, b.ear.opened.length]).toEqual([1, 1]);
    for (const text of ["first", "second"]) {
      a.ear.say(text);
      b.ear.say(text.toUpperCase());
    }
    await clock.advance(1_000);
    expect([a.ear.heard, b.ear.heard]).toEqual([
      ["FIRST", "SECOND"],
      ["first", "second"],
    ]);
    expect([...a.tap.sent, ...b.tap.sent].join()).not.toMatch(/first|second/i);
    a.ear.transport.close(a.ear.opened[0] ?? -1);
    await clock.advance(1_000);
    expect(b.ear.closed).toEqual(b.ear.opened);
    expect(a.ear.say("third")).toBe(false);
  });

  it("hear how their link goes from when they know of it, and of doubts; and pass on that they woke", async () => {
    const { clock, network, over, tab } = world();
    const station = network.join();
    const carrier = new Carrier(station);
    const heard: string[] = [];
    const channel = over(carrier);
    channel.listen({
      onLinkOpened: (_link, _address, kind) => heard.push(`opened ${kind}`),
      onLinkClosed: () => {},
      onLinkKind: (_link, kind) => heard.push(kind),
      onConnectFailed: () => {},
      onMessage: () => {},
      onDoubt: () => heard.push("doubt"),
    });
    channel.connect(tab().address);
    await clock.advance(1_000, () => carrier.links.length === 1);
    const [link = -1] = carrier.links;
    // Not known to be a member's yet.
    carrier.events?.onLinkKind?.(link, "relayed");
    await clock.advance(1_000);
    carrier.events?.onLinkKind?.(link, "direct");
    carrier.events?.onDoubt?.();
    expect(heard).toEqual(["opened relayed", "direct", "doubt"]);
    channel.wake();
    expect(carrier.wakings).toBe(1);
  });

  it("refuse one with another secret in words, tell it nothing, and try it again after ten minutes", async () => {
    const { clock, tab } = world();
    const [member, stranger] = [tab(), tab(other)];
    member.ear.transport.connect(stranger.address);
    await clock.advance(1_000);
    expect(member.ear.failed).toEqual([OTHER_SECRET]);
    expect([member.ear.opened, stranger.ear.opened, stranger.ear.failed]).toEqual([[], [], []]);
    // A nonce, and a proof of that link or the word that the other's is none.
    expect(member.tap.sent.map((frame) => frame.length)).toEqual([33, 41, 1]);
    stranger.ear.transport.connect(member.address);
    member.ear.transport.connect(stranger.address);
    await clock.advance(1_000);
    expect(stranger.ear.failed).toEqual([OTHER_SECRET]);
    expect(member.ear.failed).toEqual([OTHER_SECRET, OTHER_SECRET]);
    expect([member.tap.dials, member.tap.sent.length]).toEqual([1, 3]);
    await clock.advance(STRANGER_MS);
    member.ear.transport.connect(stranger.address);
    await clock.advance(1_000);
    expect(member.tap.dials).toBe(2);
  });

  it("hear and tell nothing before both have proven themselves", async () => {
    const { clock, network, tab } = world();
    const member = tab();
    const stranger = new Ear(network.join());
    stranger.transport.connect(member.address);
    await clock.advance(100);
    expect(stranger.heard.map((frame) => frame.length)).toEqual([33]);
    // As tabs of other studies begin.
    stranger.say("\x98\x00\x04\x04 hello");
    await clock.advance(100);
    expect(stranger.heard.slice(1)).toEqual(["\x03"]);
    expect([member.ear.opened, member.ear.heard, stranger.closed.length]).toEqual([[], [], 1]);
  });

  it("wait ten seconds for a proof, and for few at a time", async () => {
    const { clock, network, tab } = world();
    const member = tab();
    const silent = network.join();
    const mute = new Ear(silent);
    member.ear.transport.connect(silent.ownAddress);
    await clock.advance(PRIVATE_HANDSHAKE_MS - 1_000);
    expect(member.ear.failed).toEqual([]);
    await clock.advance(2_000);
    expect(member.ear.failed).toEqual(["This tab did not prove in time that it has the study's secret."]);
    expect(mute.closed).toHaveLength(1);
    const crowd = Array.from({ length: MAX_PROVING + 5 }, () => new Ear(network.join()));
    for (const { transport } of crowd) transport.connect(member.address);
    await clock.advance(500);
    const waiting = () => crowd.filter(({ closed }) => closed.length === 0).length;
    expect(waiting()).toBe(MAX_PROVING);
    const friend = tab();
    friend.ear.transport.connect(member.address);
    await clock.advance(100);
    expect([friend.ear.opened.length, friend.ear.failed.length]).toEqual([0, 1]);
    // Whoever has had its second gives way.
    await clock.advance(PROVES_WITHIN_MS);
    friend.ear.transport.connect(member.address);
    await clock.advance(500);
    expect([friend.ear.opened.length, waiting()]).toEqual([1, MAX_PROVING - 1]);
  });

  it("say that a dial failed where the other end goes before its proof", async () => {
    const { clock, network, tab } = world();
    const member = tab();
    const gone = network.join();
    const ear = new Ear(gone);
    member.ear.transport.connect(gone.ownAddress);
    await clock.advance(100);
    gone.close(ear.opened[0] ?? -1);
    await clock.advance(1_000);
    expect(member.ear.failed).toEqual(["The link ended before this tab had proven that it has the study's secret."]);
    expect(member.ear.closed).toEqual([]);
  });

  it("end an open link whose messages are not as they were sent", async () => {
    const { clock, network, over } = world();
    const [station, another] = [network.join(), network.join()];
    const a = new Ear(over(station));
    const spoiled = new Ear(over(spoiling(another)));
    a.transport.connect(another.ownAddress);
    await clock.advance(1_000);
    spoiled.say("as it is");
    spoiled.say("to be changed");
    await clock.advance(1_000);
    expect([a.heard, a.closed]).toEqual([["as it is"], a.opened]);
  });

  it("remember few strangers, the last ones", async () => {
    const { clock, tab } = world();
    const member = tab();
    const strangers = Array.from({ length: MAX_STRANGERS + 1 }, () => tab(other));
    for (const { address } of strangers) {
      member.ear.transport.connect(address);
      await clock.advance(100);
    }
    expect(member.tap.dials).toBe(MAX_STRANGERS + 1);
    for (const { address } of [strangers[0], strangers.at(-1)].filter((each) => each !== undefined))
      member.ear.transport.connect(address);
    expect(member.tap.dials).toBe(MAX_STRANGERS + 2);
  });

  it("open anew over a connection on which messages of before are still under way", async () => {
    const { clock, network, over } = world();
    const tabs = [network.join(), network.join()].map((station) => {
      const mux = new LinkMux(station, clock);
      return { station, ear: new Ear(over(mux.open(PRIVATE))) };
    });
    const [a, b] = tabs;
    if (a === undefined || b === undefined) throw new Error("two tabs were opened");
    a.ear.transport.connect(b.station.ownAddress);
    await clock.advance(1_000);
    for (let i = 0; i < 5; i++) b.ear.say(`late ${i}`);
    a.ear.transport.close(a.ear.opened[0] ?? -1);
    a.ear.transport.connect(b.station.ownAddress);
    await clock.advance(3);
    for (let i = 0; i < 5; i++) b.ear.say(`later ${i}`);
    await clock.advance(1_000);
    expect([a.ear.opened.length, b.ear.opened.length]).toEqual([2, 2]);
    expect(a.ear.failed).toEqual([]);
    a.ear.say("again");
    await clock.advance(1_000);
    expect(b.ear.heard).toEqual(["again"]);
    expect(a.ear.heard).toEqual([]);
  });

  it("share a link with a listed study, which stays as it is", async () => {
    const { clock, network, over } = world();
    const tabs = [network.join(), network.join()].map((station) => {
      const mux = new LinkMux(station, clock);
      const hidden = new Ear(over(mux.open(PRIVATE)));
      return { station, hidden, listed: new Ear(mux.open(LISTED)) };
    });
    const [a, b] = tabs;
    if (a === undefined || b === undefined) throw new Error("two tabs were opened");
    a.hidden.transport.connect(b.station.ownAddress);
    await clock.advance(1_000);
    b.listed.transport.connect(a.station.ownAddress);
    await clock.advance(1_000);
    expect(network.countLinks()).toBe(1);
    a.hidden.say("for few");
    a.listed.say("for all");
    await clock.advance(1_000);
    expect([b.hidden.heard, b.listed.heard]).toEqual([["for few"], ["for all"]]);
  });
});

/** The last byte of whatever says "changed", as far as it is that long, arrives as another. */
function spoiling(station: SimulatedTransport): Transport {
  let sealed = 0;
  return {
    address: () => station.address(),
    listen: (events) => station.listen(events),
    connect: (address) => station.connect(address),
    close: (link) => station.close(link),
    send: (link, bytes) => {
      const isSecond = bytes[0] === 4 && ++sealed === 2;
      return station.send(link, isSecond ? bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1) : bytes);
    },
  };
}
