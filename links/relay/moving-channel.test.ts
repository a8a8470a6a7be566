import { describe, expect, it } from "vitest";
import { rngFromSeed } from "../../study/rng.ts";
import { type FrameChannel, FramedChannel, HIGH_WATER_BYTES } from "../framed-channel.ts";
import { MovingChannel } from "./moving-channel.ts";

/** What one end gives is taken by the other whenever the test says so. */
class Pipe implements FrameChannel {
  readyState: RTCDataChannelState = "open";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onbufferedamountlow: ((event: Event) => unknown) | null = null;
  readonly highWaterBytes: number;
  readonly #under: (ArrayBuffer | "moved")[] = [];
  closed = false;

  constructor(highWaterBytes: number) {
    this.highWaterBytes = highWaterBytes;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#under.push(frame.slice().buffer);
    this.bufferedAmount += frame.length;
  }

  move(): void {
    this.#under.push("moved");
  }

  close(): void {
    this.closed = true;
  }

  get isEmpty(): boolean {
    return this.#under.length === 0;
  }

  /** The first of what is under way. */
  deliver(take: (frame: ArrayBuffer) => void, moved: () => void): void {
    const next = this.#under.shift();
    if (next === "moved") moved();
    else if (next !== undefined) {
      const before = this.bufferedAmount;
      this.bufferedAmount -= next.byteLength;
      take(next);
      const low = this.bufferedAmountLowThreshold;
      if (before > low && this.bufferedAmount <= low) this.onbufferedamountlow?.(new Event("bufferedamountlow"));
    }
  }
}

interface End {
  readonly first: Pipe;
  readonly second: Pipe;
  readonly moving: MovingChannel;
  readonly framed: FramedChannel;
  readonly received: string[];
  readonly log: string[];
}

function makeEnd(): End {
  const [first, second] = [new Pipe(48 << 10), new Pipe(HIGH_WATER_BYTES)];
  const [received, log]: [string[], string[]] = [[], []];
  const moving: MovingChannel = new MovingChannel(first, {
    onFrame: (frame) => framed.receive(frame),
    onMoved: () => log.push("moved"),
    onBroken: () => log.push("broken"),
  });
  const framed: FramedChannel = new FramedChannel(moving, () => 0, {
    onMessage: (bytes) => received.push(`${bytes[0]}:${bytes.length}`),
    onFault: (reason) => log.push(reason),
  });
  return { first, second, moving, framed, received, log };
}

function deliver(from: End, to: End, way: "first" | "second"): void {
  if (way === "first")
    from.first.deliver(
      (frame) => to.moving.receiveByFirst(frame),
      () => to.moving.otherMoved(),
    );
  else
    from.second.deliver(
      (frame) => to.moving.receiveBySecond(frame),
      () => {},
    );
}

describe("a link that moves from one way to another", () => {
  it.each(Array.from({ length: 40 }, (_, i) => i))("loses, doubles and exchanges nothing (%i)", (seed) => {
    const rng = rngFromSeed(seed);
    const below = (n: number): number => Math.floor(rng.next() * n);
    const [a, b] = [makeEnd(), makeEnd()];
    const sent: [string[], string[]] = [[], []];
    const moveAt = [below(60), below(60)];
    for (let step = 0; step < 400; step++) {
      for (const [i, end] of [a, b].entries()) {
        if (step === moveAt[i]) end.moving.moveTo(end.second);
        if (step < 120 && rng.next() < 0.5) {
          const bytes = new Uint8Array(1 + below(rng.next() < 0.1 ? 200_000 : 500)).fill(step);
          if (end.framed.send(bytes)) sent[i === 0 ? 0 : 1].push(`${bytes[0]}:${bytes.length}`);
        }
      }
      // The ways are of any speed, each for itself.
      for (const [from, to] of [[a, b] as const, [b, a] as const]) {
        for (let n = below(3); n > 0; n--) deliver(from, to, "first");
        for (let n = below(6); n > 0; n--) deliver(from, to, "second");
      }
    }
    for (const [from, to] of [[a, b] as const, [b, a] as const])
      while (!from.first.isEmpty || !from.second.isEmpty) {
        deliver(from, to, "first");
        deliver(from, to, "second");
      }
    expect(b.received).toEqual(sent[0]);
    expect(a.received).toEqual(sent[1]);
    expect([a.log, b.log, a.first.closed, b.first.closed]).toEqual([["moved"], ["moved"], true, true]);
  });

  it("is over when the first way ends before both have moved, for something may be missing", () => {
    const [a, b] = [makeEnd(), makeEnd()];
    a.moving.moveTo(a.second);
    a.moving.firstClosed();
    b.moving.firstClosed();
    expect([a.log, b.log]).toEqual([["broken"], ["broken"]]);
  });

  it("keeps no more of an end that never says it has moved than that end may have under way", () => {
    const { moving, log } = makeEnd();
    for (let i = 0; i < 129; i++) moving.receiveBySecond(new ArrayBuffer(16 << 10));
    expect(log).toEqual(["broken"]);
  });

  it("goes on by the first way while no other opens", () => {
    const [a, b] = [makeEnd(), makeEnd()];
    a.framed.send(Uint8Array.of(1));
    b.moving.otherMoved();
    deliver(a, b, "first");
    expect(b.received).toEqual([]);
    b.framed.send(Uint8Array.of(2));
    deliver(b, a, "first");
    expect(a.received).toEqual(["2:1"]);
  });
});
