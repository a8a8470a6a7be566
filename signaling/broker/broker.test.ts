import { beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { answerPayload, candidatePayload, offerPayload } from "../testing/wire-client.ts";
import { type Attendance, Broker, type ClientSocket, MAX_UNREAD_BYTES, PONG_WITHIN_MS } from "./broker.ts";
import { MemoryRealm } from "./memory-realm.ts";
import { ANSWER_WITHIN_MS } from "./offers.ts";
import { RECONNECT_GRACE_MS } from "./realm.ts";

/** A socket whose other end reads only when told to. */
class PipeSocket implements ClientSocket {
  readonly read: { readonly type: string; readonly src?: string; readonly from?: string }[] = [];
  readonly #sent: string[] = [];
  isReading = true;
  state = "open";
  pings = 0;

  send(frame: string): void {
    this.#sent.push(frame);
    if (this.isReading) this.readAll();
  }

  readAll(): void {
    for (const frame of this.#sent.splice(0)) this.read.push(JSON.parse(frame));
  }

  unreadBytes(): number {
    return this.#sent.reduce((sum, frame) => sum + frame.length, 0);
  }

  ping(): void {
    this.pings++;
  }

  close(code: number): void {
    this.state = `closed with ${code}`;
  }

  terminate(): void {
    this.state = "terminated";
  }
}

describe("the broker", () => {
  let clock: VirtualClock;
  let broker: Broker;
  let departed: string[];
  /** Who answered whose network, and who did not answer. */
  let seen: string[];

  beforeEach(() => {
    clock = new VirtualClock();
    departed = [];
    seen = [];
    broker = new Broker(new MemoryRealm(clock, 3), clock, {
      onDeparted: (id) => departed.push(id),
      onAnswered: (id, network) => seen.push(`${id} answered ${network}`),
      onUnanswered: (id) => seen.push(`${id} was silent`),
    });
  });

  async function attend(id: string, token = "t"): Promise<{ socket: PipeSocket; client: Attendance | null }> {
    const socket = new PipeSocket();
    return { socket, client: await broker.attend({ id, token, network: id }, socket) };
  }
  const call = (dst: string, padding = 0) => {
    const payload = candidatePayload();
    const candidate = { ...payload.candidate, candidate: "c".repeat(padding) };
    return JSON.stringify({ type: "CANDIDATE", dst, payload: { ...payload, candidate } });
  };

  it("asks whom somebody offers a link to whether it is there, and takes it for deaf until it is heard again", async () => {
    const a = await attend("a");
    const b = await attend("b");
    const offer = JSON.stringify({ type: "OFFER", dst: "b", payload: offerPayload("c1") });
    await clock.advance(4_000);
    a.client?.onFrame(offer);
    expect(b.socket.pings).toBe(1);
    await clock.advance(PONG_WITHIN_MS - 1);
    a.client?.onFrame(offer);
    expect([b.socket.pings, broker.isDeaf("b")]).toEqual([1, false]);
    await clock.advance(1);
    expect([broker.isDeaf("b"), broker.isDeaf("a"), broker.isDeaf("nobody")]).toEqual([true, false, false]);
    b.client?.onPong();
    expect(broker.isDeaf("b")).toBe(false);
    // Whom the seed has just heard it does not ask.
    a.client?.onFrame(offer);
    expect(b.socket.pings).toBe(1);
  });

  it("drops a client that does not read, instead of keeping what it is sent", async () => {
    const [sleeper, caller] = [await attend("sleeper"), await attend("caller")];
    sleeper.socket.isReading = false;
    let sent = 0;
    while (sleeper.socket.state === "open" && sent < 1_000) {
      caller.client?.onFrame(call("sleeper", 2_000));
      // Its browser still answers pings.
      sleeper.client?.onPong();
      sent++;
      await clock.advance(1_000);
    }
    expect(sleeper.socket.state).toBe("terminated");
    expect(sleeper.socket.unreadBytes()).toBeLessThan(MAX_UNREAD_BYTES + 4_000);
  });

  it("has room again once a client has gone", async () => {
    const [first] = [await attend("a"), await attend("b"), await attend("c")];
    const late = await attend("d");
    expect(late.client).toBeNull();
    expect(late.socket.read).toEqual([
      { type: "ERROR", payload: { msg: "Server has reached its concurrent user limit" } },
    ]);
    first.client?.onClosed(true);
    expect((await attend("d")).socket.read).toEqual([{ type: "OPEN" }]);
  });

  it("says when a client is gone for good, and not when it only changes its socket", async () => {
    const first = await attend("a");
    await attend("a");
    expect(first.socket.state).toBe("closed with 4000");
    first.client?.onClosed(true);
    await clock.advance(2 * RECONNECT_GRACE_MS);
    expect(departed).toEqual([]);
    const third = await attend("a");
    third.client?.onClosed(false);
    await clock.advance(RECONNECT_GRACE_MS - 1);
    expect(departed).toEqual([]);
    await clock.advance(1);
    expect(departed).toEqual(["a"]);
  });

  it("takes a leave without a destination as a goodbye", async () => {
    const { socket, client } = await attend("a");
    client?.onFrame(JSON.stringify({ type: "LEAVE" }));
    expect(departed).toEqual(["a"]);
    expect(socket.state).toBe("closed with 1000");
  });

  it("delivers nothing more to a client that has closed", async () => {
    const [a, b] = [await attend("a"), await attend("b")];
    a.client?.onClosed(false);
    b.client?.onFrame(call("a"));
    await clock.advance(100);
    expect(a.socket.read).toEqual([{ type: "OPEN" }]);
  });

  it("keeps the order of messages to a client that comes back", async () => {
    const [a, b] = [await attend("a"), await attend("b")];
    a.client?.onClosed(false);
    for (const padding of [1, 2, 3]) b.client?.onFrame(call("a", padding));
    await clock.advance(1_000);
    const back = await attend("a");
    const lengths = back.socket.read.slice(1).map((message) => JSON.stringify(message).length);
    expect(lengths).toHaveLength(3);
    expect(lengths).toEqual(lengths.toSorted((x, y) => x - y));
  });

  const offer = (dst: string, connection: string) =>
    JSON.stringify({ type: "OFFER", dst, payload: offerPayload(connection) });
  const answer = (dst: string, connection: string) =>
    JSON.stringify({ type: "ANSWER", dst, payload: answerPayload(connection) });

  it("says who has answered an offer, and the network of who was answered", async () => {
    const [a, b] = [await attend("a"), await attend("b")];
    a.client?.onFrame(offer("b", "dc_1"));
    b.client?.onFrame(answer("a", "dc_1"));
    await clock.advance(2 * ANSWER_WITHIN_MS);
    expect(seen).toEqual(["b answered a"]);
  });

  it("says who left an offer unanswered, once", async () => {
    const [a] = [await attend("a"), await attend("b")];
    a.client?.onFrame(offer("b", "dc_1"));
    a.client?.onFrame(offer("b", "dc_2"));
    await clock.advance(ANSWER_WITHIN_MS - 1);
    expect(seen).toEqual([]);
    await clock.advance(2 * ANSWER_WITHIN_MS);
    expect(seen).toEqual(["b was silent"]);
  });

  it("takes no answer for one that nobody asked for, asked for from itself, or asked for long ago", async () => {
    const [a, b, c] = [await attend("a"), await attend("b"), await attend("c")];
    b.client?.onFrame(answer("a", "dc_1"));
    a.client?.onFrame(offer("b", "dc_1"));
    c.client?.onFrame(answer("a", "dc_1"));
    b.client?.onFrame(answer("a", "dc_2"));
    c.client?.onFrame(offer("c", "dc_3"));
    c.client?.onFrame(answer("c", "dc_3"));
    await clock.advance(2 * ANSWER_WITHIN_MS);
    b.client?.onFrame(answer("a", "dc_1"));
    expect(seen).toEqual(["b was silent"]);
  });

  it("names the network of an offer, the same for all of one, and to each client by a name of its own", async () => {
    const [a, b, c] = [await attend("a"), await attend("b"), await attend("c")];
    a.client?.onFrame(offer("b", "dc_1"));
    a.client?.onFrame(offer("b", "dc_2"));
    a.client?.onFrame(offer("c", "dc_3"));
    c.client?.onFrame(offer("b", "dc_4"));
    const names = (socket: PipeSocket) => socket.read.flatMap(({ type, from }) => (type === "OFFER" ? [from] : []));
    const [first, again, other] = names(b.socket);
    expect(first).toMatch(/^[\w-]{11}$/);
    expect(again).toBe(first);
    expect(new Set([first, other, ...names(c.socket)]).size).toBe(3);
  });
});
