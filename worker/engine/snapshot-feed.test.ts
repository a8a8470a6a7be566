import { beforeEach, describe, expect, it, vi } from "vitest";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import {
  BEST_GAP_MS,
  FEW_GAP_MS,
  MANY_GAP_MS,
  SnapshotFeed,
  UNSEEN_ANY_GAP_MS,
  UNSEEN_BEST_GAP_MS,
} from "./snapshot-feed.ts";

describe("a snapshot feed", () => {
  let clock: VirtualClock;
  let value: number;
  let told: [atMs: number, value: number][];
  let take: (() => void) | null;
  const start = 1_000_000;
  const since = () => clock.nowMs() - start;
  const feed = (busy = false) =>
    new SnapshotFeed(
      () => value,
      (snapshot) => {
        told.push([since(), snapshot]);
        return busy ? new Promise<void>((resolve) => (take = resolve)) : Promise.resolve();
      },
      clock,
    );

  beforeEach(() => {
    clock = new VirtualClock(start);
    value = 0;
    told = [];
    take = null;
  });

  it("tells the newest at once to who begins to watch", () => {
    value = 7;
    feed();
    expect(told).toEqual([[0, 7]]);
  });

  it("tells a new best at once, many other changes once a second, and always the last one", async () => {
    const watched = feed();
    await clock.advance(1_000);
    value = 1;
    watched.changed("best");
    expect(told.at(-1)).toEqual([1_000, 1]);
    for (let i = 0; i < 500; i++) {
      value = 100 + i;
      watched.changed("any");
      await clock.advance(10);
    }
    await clock.advance(MANY_GAP_MS);
    expect(told.length).toBeLessThanOrEqual(2 + 1 + 6);
    expect(told.at(-1)?.[1]).toBe(599);
  });

  it("tells a change soon where there are few", async () => {
    const watched = feed();
    for (let i = 0; i < 10; i++) {
      await clock.advance(1_000);
      // Time alone makes no change of many.
      for (let tick = 0; tick < 4; tick++) {
        watched.changed("time");
        await clock.advance(250);
      }
      value = i;
      watched.changed("any");
      await clock.advance(FEW_GAP_MS);
      expect(told.at(-1)?.[1]).toBe(i);
    }
  });

  it("tells what nobody looks at seldom, and the newest at once to who looks again", async () => {
    const watched = feed();
    await clock.advance(1_000);
    watched.setSeen(false);
    for (let i = 0; i < 280; i++) {
      value = i;
      watched.changed("any");
      await clock.advance(100);
    }
    expect(told.length).toBe(1);
    watched.changed("best");
    await clock.advance(UNSEEN_BEST_GAP_MS);
    expect(told.length).toBe(2);
    value = 1_000;
    watched.changed("any");
    await clock.advance(50);
    const nowMs = since();
    watched.setSeen(true);
    expect(told.slice(2)).toEqual([[nowMs, 1_000]]);
    watched.setSeen(false);
    watched.changed("any");
    await clock.advance(UNSEEN_ANY_GAP_MS);
    expect(told.length).toBe(4);
  });

  it("tells who looks again while the page is still busy as soon as it is not", async () => {
    const watched = feed(true);
    watched.setSeen(false);
    value = 3;
    watched.setSeen(true);
    expect(told.length).toBe(1);
    take?.();
    await clock.advance(0);
    expect(told.at(-1)?.[1]).toBe(3);
  });

  it("does not make a new best wait for the slower rhythm", async () => {
    const watched = feed();
    await clock.advance(10);
    watched.changed("any");
    value = 5;
    watched.changed("best");
    await clock.advance(BEST_GAP_MS);
    expect(told.at(-1)).toEqual([BEST_GAP_MS, 5]);
  });

  it("never tells a second one while the page is busy with the first", async () => {
    const watched = feed(true);
    value = 1;
    watched.changed("best");
    await clock.advance(5_000);
    expect(told.length).toBe(1);
    value = 2;
    take?.();
    await clock.advance(0);
    expect(told.slice(1)).toEqual([[5_000, 2]]);
  });

  it("is silent once closed, and after its listener is gone", async () => {
    const watched = feed();
    watched.close();
    watched.changed("best");
    await clock.advance(1_000);
    expect(told.length).toBe(1);
    let calls = 0;
    const gone = new SnapshotFeed(
      () => 0,
      () => Promise.reject(new Error(`gone ${++calls}`)),
      clock,
    );
    await clock.advance(1_000);
    gone.changed("best");
    await clock.advance(1_000);
    expect(calls).toBe(1);
  });

  it("goes on after a snapshot that could not be made", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    let fails = true;
    const watched = new SnapshotFeed(
      () => {
        if (fails) throw new Error("no");
        return value;
      },
      (snapshot) => {
        told.push([since(), snapshot]);
        return Promise.resolve();
      },
      clock,
    );
    fails = false;
    watched.changed("any");
    await clock.advance(FEW_GAP_MS);
    expect(told).toEqual([[FEW_GAP_MS, 0]]);
    expect(error).toHaveBeenCalledOnce();
    error.mockRestore();
  });
});
