import { expect, it } from "vitest";
import { inSlices } from "./slices.ts";

/** A clock that the work turns, and tasks that run when told. */
function setUp() {
  const page = { ms: 0, tasks: [] as (() => void)[], longest: 0, runs: 0 };
  const later = (run: () => void) => {
    page.tasks.push(run);
    return () => page.tasks.splice(page.tasks.indexOf(run), 1);
  };
  const runNext = (): boolean => {
    const task = page.tasks.shift();
    const from = page.ms;
    task?.();
    page.longest = Math.max(page.longest, page.ms - from);
    page.runs += 1;
    return task !== undefined;
  };
  return { page, slicing: { nowMs: () => page.ms, later }, runNext };
}

it("does all of the work in tasks that are short, and says when it is done", () => {
  const { page, slicing, runNext } = setUp();
  const steps: number[] = [];
  let done = 0;
  function* work() {
    for (let i = 0; i < 100; i++) {
      steps.push(i);
      page.ms += 3;
      yield;
    }
  }
  inSlices(work(), () => (done += 1), slicing);
  expect(steps).toEqual([]);
  while (runNext());
  expect([steps.length, done]).toEqual([100, 1]);
  expect(page.longest).toBeLessThanOrEqual(11);
  expect(page.runs).toBeGreaterThan(30);
});

it("does no more of it once given up", () => {
  const { page, slicing, runNext } = setUp();
  let steps = 0;
  function* work() {
    for (;;) {
      steps += 1;
      page.ms += 5;
      yield;
    }
  }
  const giveUp = inSlices(work(), () => undefined, slicing);
  runNext();
  giveUp();
  expect(runNext()).toBe(false);
  expect(steps).toBe(2);
});
