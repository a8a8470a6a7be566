import { expect, it } from "vitest";
import type { AgentSnapshot } from "../../agent/view/snapshot.ts";
import { fakeEngine } from "../../test/ui/fake-engine.ts";
import { STUDY_ID } from "../../test/ui/fake-study.ts";
import { afterLeaving, afterSnapshot, coalesce, createStudyStore } from "./study-store.ts";

async function snapshotOf(): Promise<AgentSnapshot> {
  const engine = fakeEngine("finished");
  const snapshot = await new Promise<AgentSnapshot>((resolve) => {
    void engine.watch(STUDY_ID, resolve);
  });
  await engine.unwatch(STUDY_ID);
  return snapshot;
}

const withBest = (snapshot: AgentSnapshot, value: number): AgentSnapshot => ({
  ...snapshot,
  best: snapshot.best === null ? null : { ...snapshot.best, value },
});

it("writes once per frame, and only the newest", () => {
  const frames: (() => void)[] = [];
  const written: number[] = [];
  const write = coalesce<number>(
    (run) => frames.push(run),
    (value) => written.push(value),
  );
  [1, 2, 3].forEach((value) => write(value));
  expect(frames).toHaveLength(1);
  frames.shift()?.();
  write(4);
  frames.shift()?.();
  expect(written).toEqual([3, 4]);
});

it("remembers the best it showed before, to mark the digits that changed", async () => {
  const first = await snapshotOf();
  let view = createStudyStore().getState();
  view = afterSnapshot(view, withBest(first, 5), 0);
  expect(view.previousBest).toBeNull();
  view = afterSnapshot(view, withBest(first, 4), 100);
  expect(view.previousBest).toBe(5);
  view = afterSnapshot(view, withBest(first, 4), 200);
  expect(view.previousBest).toBe(5);
});

it("samples the rate once a second and keeps a bounded number of samples", async () => {
  const first = await snapshotOf();
  let view = createStudyStore().getState();
  for (let ms = 0; ms <= 100_000; ms += 250) view = afterSnapshot(view, { ...first, trialsPerSecond: ms }, ms);
  expect(view.rates).toHaveLength(40);
  expect(view.rates.slice(-2)).toEqual([99_000, 100_000]);
});

it("stays as it was after Leave, whatever the engine still tells", async () => {
  const first = await snapshotOf();
  const left = afterLeaving(afterSnapshot(createStudyStore().getState(), withBest(first, 5), 0));
  expect(afterSnapshot(left, withBest(first, 4), 1)).toBe(left);
});

it("keeps after Leave what was found, and claims nothing of who is there", async () => {
  const first = withBest(await snapshotOf(), 5);
  const { snapshot, rates, left } = afterLeaving(afterSnapshot(createStudyStore().getState(), first, 0));
  expect([left, rates]).toEqual([true, []]);
  expect(snapshot).toMatchObject({ state: "left", trialsPerSecond: 0, runningTrials: 0, peerCount: 0 });
  expect(snapshot).toMatchObject({ best: first.best, trialCount: first.trialCount });
  expect(snapshot?.peers.map(({ trials }) => trials)).toEqual(first.peers.map(({ trials }) => trials));
  for (const peer of snapshot?.peers ?? []) {
    expect(peer).toMatchObject({ online: false, tabs: 0, cores: 0, link: null, rttMs: null });
  }
});

it("lets variants that were under way wait after Leave, so that none is gone", async () => {
  const first = await snapshotOf();
  const row = {
    trial: "log:1",
    by: "fox",
    own: true,
    state: "running",
    seconds: 1,
    step: 1,
    value: 1,
    toldAgoMs: 0,
  } as const;
  const status = {
    ...first.status,
    live: [{ ...row, name: "a", params: { x: 1 } }],
    liveCount: 1,
    waiting: [{ name: "b", params: { x: 2 } }],
    variants: { running: 1, waiting: 1, complete: 3, pruned: 0, failed: 0 },
  };
  const left = afterLeaving(afterSnapshot(createStudyStore().getState(), { ...first, status }, 0)).snapshot?.status;
  expect(left?.live).toEqual([]);
  expect(left?.waiting.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(left?.variants).toEqual({ running: 0, waiting: 2, complete: 3, pruned: 0, failed: 0 });
});
