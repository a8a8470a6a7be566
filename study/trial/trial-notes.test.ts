import { describe, expect, it } from "vitest";
import { finished } from "../testing/run-trials.ts";
import type { FinishedTrial, Report } from "./trial.ts";
import { TrialNotes } from "./trial-notes.ts";

const curve = (steps: number): [number, number][] => Array.from({ length: steps }, (_, step) => [step, step / 10]);
const metrics = (count: number, steps: number): FinishedTrial["metrics"] =>
  Object.fromEntries(Array.from({ length: count }, (_, k) => [`m${k}`, curve(steps)]));
const reports = (steps: number): Report[] => curve(steps);
const steps = (notes: TrialNotes, row: number): [reports: number, metric: number, metrics: number] => {
  const kept = Object.values(notes.metrics(row));
  return [notes.reports(row).length / 2, (kept[0]?.length ?? 0) / 2, kept.length];
};

describe("what trials report", () => {
  it("of their objectives is kept whole however many metrics they report, and metrics are thinned before they are dropped", () => {
    const notes = new TrialNotes();
    const [intermediate, many] = [reports(1_000), metrics(16, 1_000)];
    for (let row = 0; row < 850; row++) notes.keep(row, finished({ number: row, intermediate, metrics: many }));
    expect([0, 140, 300, 849].map((row) => steps(notes, row))).toEqual([
      [1_000, 1_000, 16],
      [1_000, 200, 16],
      [1_000, 50, 16],
      [1_000, 0, 0],
    ]);
    expect(notes.thinned(140)).toMatchObject({ m0: 1_000, m15: 1_000 });
    expect(notes.thinned(849)).toBeUndefined();
    // Evenly, with the first and the last step.
    const { m0 = new Float64Array(0) } = notes.metrics(300);
    expect([m0[0], m0.at(-2), m0.at(-1)]).toEqual([0, 999, 99.9]);
    expect(notes.lastReport(849)).toEqual([999, 99.9]);
  });

  it("of objectives is thinned, and past its room the last report is left", () => {
    const notes = new TrialNotes();
    const intermediate = reports(10_000);
    let row = 0;
    const kept: number[] = [];
    for (; row < 15_000; row++) {
      notes.keep(row, finished({ number: row, intermediate }));
      const [count] = steps(notes, row);
      if (kept.at(-1) !== count) kept.push(count);
      if (count === 1) break;
    }
    expect(kept).toEqual([10_000, 200, 50, 1]);
    expect([row, [...notes.reports(row)], notes.thinned(row)]).toEqual([12_600, [9_999, 999.9], { "": 10_000 }]);
  });

  it("by strangers leaves room for other tabs, and for this one's own", () => {
    const notes = new TrialNotes();
    const many = metrics(16, 200);
    let row = 0;
    for (; row < 1_000; row++) notes.keep(row, finished({ number: row, log: "stranger", metrics: many }), "foreign");
    expect(steps(notes, row - 1)).toEqual([0, 0, 0]);
    notes.keep(
      row,
      finished({ number: 0, log: "other", intermediate: reports(3), metrics: metrics(1, 150) }),
      "foreign",
    );
    expect(steps(notes, row)).toEqual([3, 150, 1]);
    for (let log = 0; log < 100; log++) {
      for (let number = 0; number < 200; number++) {
        notes.keep(++row, finished({ number, log: `stranger ${log}`, metrics: many }), "foreign");
      }
    }
    expect(steps(notes, row)).toEqual([0, 0, 0]);
    notes.keep(++row, finished({ number: 0, log: "own", intermediate: reports(300), metrics: many }));
    expect(steps(notes, row)).toEqual([300, 50, 16]);
  });
});
