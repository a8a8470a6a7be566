import { describe, expect, it } from "vitest";
import type { Totals } from "../../swarm/log/segment.ts";
import type { LogView } from "../../swarm/swarm-views.ts";
import { OnTheirWay, WorkTotals } from "./work-totals.ts";

const log = (name: string, peer: string, totals: Partial<Totals>, rest: Partial<LogView> = {}) =>
  ({
    log: name,
    peer,
    own: false,
    live: false,
    totals: { complete: 0, pruned: 0, failed: 0, ...totals },
    ...rest,
  }) as LogView;

it("counts of each earlier log what was signed or what was kept, whichever is more", () => {
  const logs = [
    log("here", "me", { complete: 99 }, { own: true }),
    log("whole", "me", { complete: 5, pruned: 1 }),
    log("behind", "me", { complete: 1 }, { live: true }),
    log("stranger", "other", { failed: 7 }),
  ];
  const totals = new WorkTotals(() => logs, "me");
  expect(totals.others(0)).toMatchObject({ complete: 6, pruned: 1, failed: 7, ownElsewhere: 7 });
  const keep = (of: string, count: number, state: "complete" | "failed" = "complete") => {
    for (let i = 0; i < count; i++) totals.kept({ log: of, state });
  };
  keep("here", 3);
  keep("whole", 5);
  keep("behind", 4);
  keep("unheard", 10);
  keep("unheard", 2, "failed");
  expect(totals.others(200)).toEqual({
    complete: 5 + 4 + 10,
    pruned: 1,
    failed: 7 + 2,
    ownElsewhere: 6 + 4 + 12,
    doubtful: 0,
    unborne: 0,
    siblings: [{ log: "behind", finished: 4 }],
  });
  logs.push(log("unheard", "me", { complete: 20 }));
  totals.changed();
  expect(totals.others(400)).toMatchObject({ complete: 5 + 4 + 20, failed: 7, ownElsewhere: 6 + 4 + 20 });
});

it("leaves out what strangers count and nothing here bears out, beyond what can be on its way", () => {
  const held = (name: string, complete: number, heldTrials: number) => log(name, name, { complete }, { heldTrials });
  const unborneOf = (logs: readonly LogView[], isTrusted: (peer: string) => boolean = () => false): number =>
    new WorkTotals(
      () => logs,
      "me",
      () => false,
      isTrusted,
    ).others(0).unborne;
  const honest = ["a", "b", "c"].map((name) => held(name, 400, 390));
  expect(unborneOf(honest)).toBe(0);
  const liar = held("liar", 4e11, 1);
  expect(unborneOf([...honest, liar])).toBe(4e11 - 5);
  expect(unborneOf([...honest, liar], (peer) => peer === "liar")).toBe(0);
  // Of whom a run has found to be wrong nothing counts, told or not.
  const isWrong = new WorkTotals(
    () => honest,
    "me",
    () => false,
    () => false,
    (peer) => peer === "a",
  );
  expect(isWrong.others(0).unborne).toBe(400);
  // Of each log a tenth is held here: so it is of the liar's.
  const sampled = ["a", "b", "c"].map((name) => held(name, 40_000, 4_000));
  expect(unborneOf(sampled)).toBe(0);
  const totals = new WorkTotals(
    () => [...sampled, liar],
    "me",
    () => false,
    () => false,
  );
  expect(totals.others(0).unborne).toBeGreaterThan(3.9e11);
  expect([totals.borneOut(liar), totals.borneOut(held("a", 40_000, 4_000))]).toEqual([14, 40_000]);
});

it("counts by kept trials a bounded number of logs only", () => {
  const totals = new WorkTotals(() => [], "me");
  for (let i = 0; i < 30_000; i++) totals.kept({ log: `log ${i}`, state: "complete" });
  expect(totals.others(0).ownElsewhere).toBe(20_000);
});

describe("trials of siblings on their way", () => {
  it("are those that run no more and are not told of, for two seconds", () => {
    const onTheirWay = new OnTheirWay();
    const count = (finished: number, running: number, nowMs: number): number =>
      onTheirWay.count([{ log: "a", finished }], () => running, nowMs);
    expect(count(4, 2, 0)).toBe(0);
    expect(count(4, 1, 100)).toBe(1);
    expect(count(5, 1, 300)).toBe(0);
    expect(count(5, 0, 400)).toBe(1);
    // Given up: nothing comes.
    expect(count(5, 0, 2_299)).toBe(1);
    expect(count(5, 0, 2_300)).toBe(0);
    expect(count(5, 3, 2_500)).toBe(0);
  });

  it("are nobody's once the sibling is gone", () => {
    const onTheirWay = new OnTheirWay();
    onTheirWay.count([{ log: "a", finished: 4 }], () => 2, 0);
    expect(onTheirWay.count([], () => 0, 100)).toBe(0);
    expect(onTheirWay.count([{ log: "a", finished: 4 }], () => 0, 200)).toBe(0);
  });
});

it("takes of those whom nobody bears out what is held here alone, and what own runs found wrong for nothing", () => {
  const held = (name: string, complete: number, heldTrials: number) => log(name, name, { complete }, { heldTrials });
  const logs = [held("known", 40, 40), held("stranger", 41, 38), held("liar", 4e11, 1), held("wrong", 30, 30)];
  const totals = new WorkTotals(
    () => logs,
    "me",
    (peer) => peer !== "known",
    () => false,
    (peer) => peer === "wrong",
  ).others(0);
  expect(totals.doubtful).toBe(38 + 1);
  expect(totals.complete - totals.unborne).toBe(40 + 38 + 1);
});

it("asks those who are known how large a part of a log is held here, not a crowd of strangers", () => {
  const known = ["a", "b"].map((name) => log(name, name, { complete: 40 }, { heldTrials: 40 }));
  const crowd = Array.from({ length: 36 }, (_, i) => log(`${i}`, `${i}`, { complete: 500 }, { heldTrials: 5 }));
  const totals = new WorkTotals(
    () => [...known, ...crowd],
    "me",
    (peer) => peer !== "a" && peer !== "b",
    (peer) => peer === "a",
  ).others(0);
  expect(totals.doubtful).toBe(36 * 5);
});
