import { beforeEach, describe, expect, it } from "vitest";
import { MAX_MESSAGE_BYTES } from "../agent/ports.ts";
import { type FrameChannel, FramedChannel, HIGH_WATER_BYTES, MAX_QUEUED_BYTES } from "./framed-channel.ts";
import { cutIntoFrames, FRAME_PAYLOAD_BYTES, MAX_ASSEMBLY_MS } from "./framing.ts";

/** A data channel whose network takes bytes only when told to. */
class Valve implements FrameChannel {
  readyState: RTCDataChannelState = "open";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onbufferedamountlow: ((event: Event) => unknown) | null = null;
  readonly passed: Uint8Array[] = [];
  isBroken = false;

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.isBroken) throw new Error("the channel is closing");
    this.passed.push(frame);
    this.bufferedAmount += frame.length;
  }

  drain(): void {
    this.bufferedAmount = 0;
    this.onbufferedamountlow?.(new Event("bufferedamountlow"));
  }
}

describe("a framed channel", () => {
  let valve: Valve;
  let channel: FramedChannel;
  let nowMs: number;
  let messages: Uint8Array[];
  let faults: string[];

  beforeEach(() => {
    [valve, nowMs, messages, faults] = [new Valve(), 0, [], []];
    channel = new FramedChannel(valve, () => nowMs, {
      onMessage: (bytes) => messages.push(bytes),
      onFault: (reason) => faults.push(reason),
    });
  });

  const buffer = (frame: Uint8Array<ArrayBuffer> | undefined): ArrayBuffer | undefined => frame?.slice().buffer;

  it("gives the browser a bounded amount and the rest as it drains, in order and whole", () => {
    const sent = [0, 1, 2, 3].map((i) => new Uint8Array(MAX_MESSAGE_BYTES - 100).fill(i));
    for (const message of sent) expect(channel.send(message)).toBe(true);
    expect(valve.bufferedAmount).toBeLessThan(HIGH_WATER_BYTES + FRAME_PAYLOAD_BYTES + 100);
    while (channel.queuedBytes() > 0) {
      valve.drain();
      expect(valve.bufferedAmount).toBeLessThan(HIGH_WATER_BYTES + FRAME_PAYLOAD_BYTES + 100);
    }
    const other = new FramedChannel(new Valve(), () => 0, {
      onMessage: (bytes) => messages.push(bytes),
      onFault: () => {},
    });
    for (const frame of valve.passed) other.receive(new Uint8Array(frame).buffer);
    expect(messages.map((bytes) => [bytes.length, bytes[0]])).toEqual(sent.map((bytes) => [bytes.length, bytes[0]]));
  });

  it("drops whole messages once its queue is full, and takes them again when it has drained", () => {
    const message = new Uint8Array(MAX_MESSAGE_BYTES);
    let accepted = 0;
    while (channel.send(message)) accepted++;
    expect(accepted).toBeGreaterThanOrEqual(MAX_QUEUED_BYTES / MAX_MESSAGE_BYTES);
    expect(channel.queuedBytes()).toBeLessThanOrEqual(MAX_QUEUED_BYTES * 1.01);
    valve.drain();
    valve.drain();
    expect(channel.send(message)).toBe(true);
    expect(faults).toEqual([]);
  });

  it("sends nothing before it is open, and nothing after it has ended", () => {
    valve.readyState = "connecting";
    expect(channel.send(Uint8Array.of(1))).toBe(false);
    valve.readyState = "open";
    channel.end();
    expect(channel.send(Uint8Array.of(1))).toBe(false);
    expect([valve.passed, channel.queuedBytes()]).toEqual([[], 0]);
  });

  it("reports a channel that takes no bytes once, and drops what waited for it", () => {
    valve.isBroken = true;
    expect(channel.send(Uint8Array.of(1))).toBe(false);
    expect(channel.send(Uint8Array.of(1))).toBe(false);
    expect(faults).toEqual(["The channel does not send: the channel is closing"]);
    expect(channel.queuedBytes()).toBe(0);
  });

  it.each([["text"], [null], [new Uint8Array(20)], [new ArrayBuffer(3)]])(
    "reports a peer that sends %o, once",
    (data) => {
      channel.receive(data);
      channel.receive(data);
      expect(faults).toHaveLength(1);
      expect(messages).toEqual([]);
    },
  );

  it("reports a peer that does not finish a message", () => {
    channel.receive(buffer(cutIntoFrames(new Uint8Array(2 * FRAME_PAYLOAD_BYTES), 0)[0]));
    channel.checkAssembly();
    expect(faults).toEqual([]);
    nowMs = MAX_ASSEMBLY_MS + 1;
    channel.checkAssembly();
    expect(faults).toEqual(["The peer did not finish a message."]);
  });
});
