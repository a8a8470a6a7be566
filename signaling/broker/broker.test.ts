import { beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { candidatePayload } from "../testing/wire-client.ts";
import { type Attendance, Broker, type ClientSocket, MAX_UNREAD_BYTES } from "./broker.ts";
import { MemoryRealm } from "./memory-realm.ts";
import { RECONNECT_GRACE_MS } from "./realm.ts";

/** A socket whose other end reads only when told to. */
class PipeSocket implements ClientSocket {
  readonly read: { readonly type: string; readonly src?: string }[] = [];
  readonly #sent: string[] = [];
  isReading = true;
  state = "open";

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

  ping(): void {}

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

  beforeEach(() => {
    clock = new VirtualClock();
    departed = [];
    broker = new Broker(new MemoryRealm(clock, 3), clock, (id) => departed.push(id));
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
});
