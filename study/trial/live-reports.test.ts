import { expect, it } from "vitest";
import { LiveReports, MAX_LIVE_REPORTS } from "./live-reports.ts";

const reported = (count: number): LiveReports => {
  const reports = new LiveReports();
  for (let step = 0; step < count; step++) reports.add(step, -step);
  return reports;
};

it("keeps every report while there are few", () => {
  expect(Array.from(new LiveReports().flat())).toEqual([]);
  expect(Array.from(reported(3).flat())).toEqual([0, -0, 1, -1, 2, -2]);
  expect(reported(MAX_LIVE_REPORTS - 1)).toMatchObject({ isThinned: false, count: MAX_LIVE_REPORTS - 1 });
});

it.each([2_000, 2_001, 10_000, 123_457])("keeps of %i reports evenly spaced ones, the first and the last", (count) => {
  const reports = reported(count);
  const flat = reports.flat();
  const steps = Array.from({ length: flat.length / 2 }, (_, i) => flat[2 * i] ?? Number.NaN);
  expect(steps.length).toBeLessThanOrEqual(MAX_LIVE_REPORTS);
  expect(steps.length).toBeGreaterThan(MAX_LIVE_REPORTS / 2 - 2);
  expect([steps[0], steps.at(-1)]).toEqual([0, count - 1]);
  const gaps = new Set(steps.slice(1, -1).map((step, i) => step - (steps[i] ?? 0)));
  expect(gaps.size).toBe(1);
  expect(reports).toMatchObject({ isThinned: true, count, last: [count - 1, 1 - count] });
});
