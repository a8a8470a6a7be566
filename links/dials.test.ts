import { beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../agent/virtual-clock.ts";
import { type DialledConnection, Dials, RELAY_AFTER_MS, RELAY_AFTER_WAKING_MS } from "./dials.ts";

type Happening = "open" | "close" | "error";

/** A connection whose other end does what a test says. */
class FakeConnection implements DialledConnection {
  closed = false;
  readonly #heard = new Map<Happening, () => void>();
  readonly #states: (() => void)[] = [];
  readonly peerConnection = {
    signalingState: "new" as RTCSignalingState,
    addEventListener: (_type: string, react: unknown) => {
      if (typeof react === "function") this.#states.push(() => react());
    },
  };

  on(event: Happening, react: () => void): void {
    this.#heard.set(event, react);
  }

  happens(event: Happening): void {
    this.#heard.get(event)?.();
  }

  enters(state: RTCSignalingState): void {
    this.peerConnection.signalingState = state;
    for (const react of this.#states) react();
  }

  close(): void {
    this.closed = true;
  }
}

interface FakeEnd {
  readonly join: () => void;
  readonly fail: () => void;
  closed: boolean;
  close(): void;
}

describe("dialling", () => {
  let clock: VirtualClock;
  let connections: FakeConnection[];
  let ends: FakeEnd[];
  let news: string[];
  let seedIsThere: boolean;
  let dials: Dials<FakeConnection, FakeEnd>;

  beforeEach(() => {
    clock = new VirtualClock();
    [connections, ends, news, seedIsThere] = [[], [], [], true];
    dials = dialsOf(true);
  });

  const dialsOf = (hasWebRtc: boolean) =>
    new Dials<FakeConnection, FakeEnd>({
      clock,
      hasWebRtc,
      ownAddress: () => (seedIsThere ? "us" : null),
      beforeDial: () => Promise.resolve(),
      connect: () => {
        if (!seedIsThere) return "away";
        const connection = new FakeConnection();
        connections.push(connection);
        return connection;
      },
      openEnd: (_address, fail, join) => {
        if (!seedIsThere) return null;
        const end: FakeEnd = {
          join,
          fail,
          closed: false,
          close: () => {
            end.closed = true;
          },
        };
        ends.push(end);
        return end;
      },
      isLinked: () => false,
      onConnected: () => news.push("direct"),
      onRelayed: (_end, address) => news.push(`relayed ${address}`),
      onFailed: (address) => news.push(`failed ${address}`),
    });
  const dial = async (address = "them"): Promise<void> => {
    dials.dial(address);
    await clock.advance(0);
  };
  const last = <Item>(items: readonly Item[]): Item => {
    const item = items.at(-1);
    if (item === undefined) throw new Error("none");
    return item;
  };

  it("takes the first direct way that opens", async () => {
    await dial();
    last(connections).happens("open");
    await clock.advance(60_000);
    expect([news, connections.length, ends.length]).toEqual([["direct"], 1, 0]);
  });

  it("tries a tab that does not answer twice, gives it more time when it is dialled again, and calls it nowhere else", async () => {
    await dial();
    await clock.advance(1_999);
    expect(connections).toHaveLength(1);
    await clock.advance(1);
    expect(connections).toHaveLength(2);
    await clock.advance(4_000);
    expect([news, ends.length]).toEqual([["failed them"], 0]);
    await dial();
    await clock.advance(11_999);
    expect(news).toHaveLength(1);
    await clock.advance(1);
    expect([news.length, connections.length]).toEqual([2, 4]);
    expect(connections.every(({ closed }) => closed)).toBe(true);
  });

  it("calls a tab at the relay that has answered, and to which no way opened in time", async () => {
    await dial();
    last(connections).enters("stable");
    await clock.advance(RELAY_AFTER_MS - 1);
    expect(ends).toHaveLength(0);
    last(connections).enters("stable");
    await clock.advance(1);
    expect(ends).toHaveLength(1);
    last(ends).join();
    expect([news, dials.withoutWay]).toEqual([["relayed them"], 1]);
  });

  it("calls whom it reached by the relay alone there at once, until a direct way has opened", async () => {
    dials.goesByRelay("them");
    await dial();
    expect([connections.length, ends.length]).toEqual([0, 1]);
    last(ends).join();
    dials.goesDirectly("them");
    await dial();
    expect([connections.length, ends.length]).toEqual([1, 1]);
  });

  it("looks for a direct way again after the relay has failed", async () => {
    dials.goesByRelay("them");
    await dial();
    last(ends).fail();
    expect(news).toEqual(["failed them"]);
    await dial();
    expect(connections).toHaveLength(1);
  });

  it("goes by the relay alone where the browser makes no connections", async () => {
    dials = dialsOf(false);
    await dial();
    expect([connections.length, ends.length]).toEqual([0, 1]);
    await clock.advance(5_000);
    expect([news, last(ends).closed]).toEqual([["failed them"], true]);
  });

  it("says at once that the seed is away", async () => {
    seedIsThere = false;
    await dial();
    expect(news).toEqual(["failed them"]);
  });

  describe("after waking", () => {
    it("gives up what was under way, however it stood, so that it can be dialled again", async () => {
      dials.goesByRelay("relayed");
      await dial("silent");
      await dial("answered");
      last(connections).enters("stable");
      await dial("relayed");
      dials.wake();
      expect(news.toSorted()).toEqual(["failed answered", "failed relayed", "failed silent"]);
      expect(connections.every(({ closed }) => closed) && last(ends).closed).toBe(true);
      await dial("silent");
      expect(connections).toHaveLength(3);
    });

    it("has no more patience with who did not answer before than with anybody", async () => {
      await dial();
      await clock.advance(6_000);
      dials.wake();
      await dial();
      await clock.advance(6_000);
      expect(news).toEqual(["failed them", "failed them"]);
    });

    it("comes to the relay sooner, and after a while at its usual time", async () => {
      dials.wake();
      await dial();
      last(connections).enters("stable");
      await clock.advance(RELAY_AFTER_WAKING_MS);
      expect(ends).toHaveLength(1);
      last(ends).fail();
      await clock.advance(30_000);
      await dial();
      last(connections).enters("stable");
      await clock.advance(RELAY_AFTER_WAKING_MS);
      expect(ends).toHaveLength(1);
    });
  });
});
