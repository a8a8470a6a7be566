import { beforeEach, describe, expect, it, vi } from "vitest";
import { VirtualClock } from "../../agent/virtual-clock.ts";
import { ANY_GAP_MS, BEST_GAP_MS, SnapshotFeed } from "./snapshot-feed.ts";

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

  it("tells a new best at once, other changes four times a second, and always the last one", async () => {
    const watched = feed();
    await clock.advance(1_000);
    value = 1;
    watched.changed("best");
    expect(told.at(-1)).toEqual([1_000, 1]);
    for (let i = 0; i < 100; i++) {
      value = 100 + i;
      watched.changed("any");
      await clock.advance(10);
    }
    await clock.advance(ANY_GAP_MS);
    expect(told.length).toBeLessThanOrEqual(2 + 5);
    expect(told.at(-1)?.[1]).toBe(199);
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
    await clock.advance(ANY_GAP_MS);
    expect(told).toEqual([[ANY_GAP_MS, 0]]);
    expect(error).toHaveBeenCalledOnce();
    error.mockRestore();
  });
});
