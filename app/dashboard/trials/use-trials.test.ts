import { expect, it } from "vitest";
import { refreshDelay } from "./use-trials.ts";

const running = { heldCount: 100, trialCount: 100, state: "running" } as const;
const before = { key: "first page", ...running, ms: 1000 };

it("asks at once for another page, for the first trials and when the study's state changes", () => {
  expect(refreshDelay(null, "first page", running, 0)).toBe(0);
  expect(refreshDelay(before, "second page", running, 1000)).toBe(0);
  expect(refreshDelay({ ...before, heldCount: 0, trialCount: 0 }, "first page", running, 1001)).toBe(0);
  const finished = { heldCount: 200, trialCount: 200, state: "finished" } as const;
  expect(refreshDelay(before, "first page", finished, 1001)).toBe(0);
});

it("waits while trials pour in, less when they have calmed down, and never asks twice for the same", () => {
  expect(refreshDelay(before, "first page", running, 1500)).toBeNull();
  expect(refreshDelay(before, "first page", { ...running, heldCount: 150 }, 1500)).toBe(1500);
  const finished = { ...before, state: "finished" } as const;
  const more = { heldCount: 100, trialCount: 103, state: "finished" } as const;
  expect(refreshDelay(finished, "first page", more, 1100)).toBe(400);
  expect(refreshDelay(finished, "first page", more, 9000)).toBe(0);
});

it("waits less where trials end seldom", () => {
  const more = { ...running, heldCount: 101 };
  expect(refreshDelay(before, "first page", more, 1100, 300)).toBe(200);
  expect(refreshDelay(before, "first page", more, 1100)).toBe(1900);
});

it("does not ask a study that was left", () => {
  expect(refreshDelay(before, "second page", { ...running, state: "left" }, 9000)).toBeNull();
});
