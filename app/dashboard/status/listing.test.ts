import { expect, it } from "vitest";
import type { AgentSnapshot, LiveTrial } from "../../../agent/view/snapshot.ts";
import { specWith } from "../../../study/spec/spec.ts";
import { isListed, longSeen } from "./listing.ts";

const plain = specWith({ name: "x", objective: { language: "javascript", source: "" }, createdMs: 0 });
const running = (seconds: number | null): Pick<AgentSnapshot, "status" | "trialsPerSecond"> => {
  const live = [{ state: "running", seconds } as LiveTrial];
  return {
    trialsPerSecond: 0,
    status: { live, liveCount: 1, waiting: [], variants: null, coresUsed: 1, coresLent: 1, toldAgoMs: 0 },
  };
};

it("lists nothing where all trials are short, and goes on listing a while after the last long one", () => {
  expect(longSeen(null, running(0.2), 1000)).toBeNull();
  expect(longSeen(null, running(null), 1000)).toBeNull();
  const seen = longSeen(null, running(0.6), 1000);
  expect(longSeen(seen, running(0.1), 5000)).toBe(1000);
  expect([isListed({ spec: plain }, null, 1000), isListed({ spec: plain }, seen, 15_000)]).toEqual([false, true]);
  expect(isListed({ spec: plain }, seen, 16_001)).toBe(false);
});

it("leaves a list as it is once nothing runs any more", () => {
  const { status } = running(1);
  const ended = { status: { ...status, live: [], liveCount: 0 }, trialsPerSecond: 0 };
  expect(longSeen(1000, ended, 60_000)).toBe(60_000);
  expect(longSeen(null, ended, 60_000)).toBeNull();
  expect(longSeen(1000, { ...ended, trialsPerSecond: 0.1 }, 60_000)).toBe(1000);
});

it("lists variants from the start", () => {
  const spec = { ...plain, trainable: { variants: [{ name: "a", config: {} }], repeat: 1 } };
  expect(isListed({ spec }, null, 0)).toBe(true);
});
