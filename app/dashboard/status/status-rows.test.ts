import { expect, it } from "vitest";
import type { LiveTrial, StudyStatus, TrialSummary } from "../../../agent/view/snapshot.ts";
import {
  distinct,
  groupCounts,
  PAGE_ROWS,
  pageOf,
  rowOfFinished,
  SHORT_ROWS,
  shortRows,
  unfinishedRows,
} from "./status-rows.ts";

const live = (number: number, change: Partial<LiveTrial> = {}): LiveTrial => ({
  trial: `log:${number}`,
  name: `variant_${number}`,
  params: {},
  state: "running",
  by: "fox",
  own: false,
  seconds: 1,
  step: null,
  value: null,
  toldAgoMs: 0,
  ...change,
});
const finished = (number: number, change: Partial<TrialSummary> = {}): TrialSummary => ({
  trial: `log:${number}`,
  number,
  name: `variant_${number}`,
  by: "fox",
  own: false,
  state: "complete",
  value: 1,
  values: [1],
  params: {},
  constraints: {},
  infeasible: false,
  userAttrs: {},
  metrics: {},
  startMs: 0,
  durationMs: 1500,
  foreignKnown: 0,
  steps: 3,
  error: null,
  ...change,
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const statusOf = (running: number, waiting: number, change: Partial<StudyStatus> = {}): StudyStatus => ({
  live: range(0, running).map((i) => live(i)),
  liveCount: running,
  waiting: range(100, 100 + waiting).map((i) => ({ name: `variant_${i}`, params: {} })),
  variants: null,
  coresUsed: running,
  coresLent: running,
  toldAgoMs: 0,
  ...change,
});

it("lists what runs before what waits, and what was paused among the latter", () => {
  const status = statusOf(0, 1, { live: [live(1, { state: "paused" }), live(2), live(3, { state: "waiting" })] });
  expect(unfinishedRows(status, null).map(({ key }) => key)).toEqual([
    "variant_2",
    "variant_1",
    "variant_3",
    "variant_100",
  ]);
  expect(unfinishedRows(status, "waiting").map(({ key }) => key)).toEqual(["variant_1", "variant_3", "variant_100"]);
  expect(unfinishedRows(status, "failed")).toEqual([]);
});

it("shows all that runs, then what waits, and leaves a few places for the trials that ended last", () => {
  const ended = range(200, 220).map((i) => finished(i));
  const states = (running: number, waiting: number, done: number) => {
    const rows = shortRows(unfinishedRows(statusOf(running, waiting), null), ended.slice(0, done));
    return ["running", "waiting", "complete"].map((state) => rows.filter((row) => row.state === state).length);
  };
  expect(states(3, 500, 20)).toEqual([3, 9, 8]);
  expect(states(3, 2, 20)).toEqual([3, 2, 15]);
  expect(states(3, 500, 1)).toEqual([3, 16, 1]);
  expect(states(40, 500, 20)).toEqual([SHORT_ROWS, 0, 0]);
  expect(states(0, 0, 0)).toEqual([0, 0, 0]);
});

it("gives every row to one page, those that run and wait first", () => {
  const unfinished = unfinishedRows(statusOf(30, 40), null);
  const pages = [0, 1, 2].map((page) => pageOf(unfinished, page));
  expect(pages.map(({ rows, offset, limit }) => [rows.length, offset, limit])).toEqual([
    [PAGE_ROWS, 0, 0],
    [20, 0, 30],
    [0, 30, PAGE_ROWS],
  ]);
});

it("keeps a trial's key from waiting to its end, shows it once, and tells namesakes apart", () => {
  const [waits] = unfinishedRows(statusOf(0, 0, { waiting: [{ name: "variant_7", params: {} }] }), null);
  const [runs] = unfinishedRows(statusOf(0, 0, { live: [live(7)] }), null);
  const ended = rowOfFinished(finished(7));
  expect([waits?.key, runs?.key, ended.key]).toEqual(["variant_7", "variant_7", "variant_7"]);
  if (runs === undefined) throw new Error("It does not run.");
  expect(distinct([runs, ended])).toEqual([ended]);
  const again = rowOfFinished(finished(8, { name: "variant_7" }));
  expect(new Set(distinct([ended, again]).map(({ key }) => key)).size).toBe(2);
});

it("counts also what is known by its number alone", () => {
  const status = statusOf(2, 0, { live: [live(1), live(2, { state: "waiting" })], liveCount: 40 });
  expect(groupCounts({ status, trialCount: 100, prunedCount: 10, failedCount: 4 })).toEqual({
    running: 39,
    waiting: 1,
    complete: 86,
    pruned: 10,
    failed: 4,
  });
});

it("counts of variants each once, wherever its trials are counted, too", () => {
  const variants = { running: 1, waiting: 8, complete: 2, pruned: 1, failed: 0 };
  const status = statusOf(2, 8, { variants, liveCount: 5 });
  expect(groupCounts({ status, trialCount: 7, prunedCount: 2, failedCount: 1 })).toEqual(variants);
});
