import { describe, expect, it } from "vitest";
import { History } from "../../study/history/history.ts";
import { rngFromSeed } from "../../study/rng.ts";
import { floatDistribution } from "../../study/space/distribution.ts";
import { type FinishedTrial, trialId } from "../../study/trial/trial.ts";
import type { TrialsQuery } from "./snapshot.ts";
import { TrialWords } from "./trial-words.ts";
import { MAX_PAGE_ROWS, TrialsTable } from "./trials-page.ts";

const space = { names: ["x"], distributions: [floatDistribution(0, 1)] };
const rng = rngFromSeed(1, "trials page");
let made = 0;

function someTrial(): FinishedTrial {
  const failed = rng.next() < 0.1;
  return {
    log: rng.next() < 0.5 ? "mine" : "theirs",
    number: made++,
    state: failed ? "failed" : "complete",
    values: failed ? [] : [Math.floor(rng.next() * 50)],
    space,
    params: [0.5],
    intermediate: [],
    metrics: {},
    constraints: rng.next() < 0.1 ? { heavy: 1 } : {},
    userAttrs: {},
    error: failed ? { kind: "threw", message: "no", line: 1, column: 2 } : null,
    checkpoint: null,
    durationMs: 1,
    startMs: null,
    foreignKnown: 0,
    repeatOf: null,
  };
}

const setUp = (maxTrials = 10_000) => {
  const history = new History({ directions: ["maximize"], maxTrials });
  const table = new TrialsTable({
    history,
    isOwn: (log) => log === "mine",
    words: new TrialWords({ trainable: null }),
    nameOf: (log) => `the tab of ${log}`,
  });
  const all: FinishedTrial[] = [];
  const add = (count: number) => {
    for (let i = 0; i < count; i++) {
      const trial = someTrial();
      history.add(trial);
      all.push(trial);
    }
  };
  return { history, table, all, add };
};

const query = (change: Partial<TrialsQuery> = {}): TrialsQuery => ({
  offset: 0,
  limit: 200,
  sort: "newest",
  only: "all",
  ...change,
});
const everyPage = (table: TrialsTable, pending: readonly FinishedTrial[], change: Partial<TrialsQuery>) => {
  const rows = [];
  for (let offset = 0; ; offset += 37) {
    const page = table.page(query({ ...change, offset, limit: 37 }), pending);
    rows.push(...page.rows);
    if (page.rows.length === 0) return { rows, total: page.total };
  }
};

describe("the table of trials", () => {
  it("shows the newest first, what waits for the next round before all", () => {
    const { table, all, add } = setUp();
    add(300);
    const pending = [someTrial(), someTrial()];
    const { rows, total } = everyPage(table, pending, {});
    expect(total).toBe(302);
    expect(rows.map((row) => row.number)).toEqual([...all, ...pending].map((trial) => trial.number).toReversed());
    expect(rows[0]?.by).toBe(`the tab of ${pending[1]?.log}`);
  });

  it("shows the best first, with those that have no value or may not be at the end, also as trials come in", () => {
    const { table, all, add } = setUp();
    for (let i = 0; i < 5; i++) {
      add(80);
      const pending = [someTrial(), someTrial(), someTrial()];
      const { rows, total } = everyPage(table, pending, { sort: "best" });
      const known = [...all, ...pending];
      expect(total).toBe(known.length);
      expect(rows.map((row) => row.number).toSorted((a, b) => a - b)).toEqual(
        known.map((trial) => trial.number).toSorted((a, b) => a - b),
      );
      const allowed = known.filter(
        (trial) => trial.state === "complete" && Object.keys(trial.constraints).length === 0,
      );
      const values = rows.slice(0, allowed.length).map((row) => row.value ?? Number.NaN);
      expect(values).toEqual(allowed.map((trial) => trial.values[0] ?? 0).toSorted((a, b) => b - a));
    }
  });

  it("ranks infinite values behind all others, whatever their sign, and before trials without a value", () => {
    const { table, history } = setUp();
    const values = [3, Number.POSITIVE_INFINITY, -1e308, Number.NEGATIVE_INFINITY, 1e308];
    for (const value of values)
      history.add({ ...someTrial(), state: "complete", values: [value], constraints: {}, error: null });
    history.add({ ...someTrial(), state: "failed", values: [] });
    const pending = { ...someTrial(), state: "complete" as const, values: [Number.POSITIVE_INFINITY], constraints: {} };
    const { rows } = everyPage(table, [pending], { sort: "best" });
    const [infinity, minus] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(rows.map((row) => row.value)).toEqual([1e308, 3, -1e308, infinity, minus, infinity, null]);
  });

  it("shows trials that violate a constraint behind all others that have a value, the least violation first", () => {
    const { table, history } = setUp();
    for (const [number, heavy] of [3, 0, 1e300, 0.5, -2, Number.POSITIVE_INFINITY].entries()) {
      history.add({ ...someTrial(), number, state: "complete", values: [number], error: null, constraints: { heavy } });
    }
    history.add({ ...someTrial(), number: 6, state: "pruned", values: [100], error: null, constraints: {} });
    const { rows } = table.page(query({ sort: "best" }), []);
    expect(rows.map((row) => row.number)).toEqual([4, 1, 3, 0, 2, 5, 6]);
    expect(rows.map((row) => row.infeasible)).toEqual([false, false, true, true, true, true, false]);
    expect(rows[2]?.constraints).toEqual({ heavy: 0.5 });
  });

  it("shows own or failed ones alone", () => {
    const { table, all, add } = setUp();
    add(200);
    const own = everyPage(table, [], { only: "own", sort: "best" });
    expect(own.total).toBe(all.filter((trial) => trial.log === "mine").length);
    expect(own.rows.every((row) => row.own)).toBe(true);
    const failed = everyPage(table, [], { only: "failed" });
    expect(failed.rows.length).toBe(all.filter((trial) => trial.state === "failed").length);
    expect(failed.rows[0]).toMatchObject({ state: "failed", value: null, error: { message: "no" } });
    const pruned = { ...someTrial(), state: "pruned" } as const;
    expect(table.page(query({ only: "pruned" }), [pruned]).rows.map(({ trial }) => trial)).toEqual([trialId(pruned)]);
    const complete = everyPage(table, [], { only: "complete" });
    expect(complete.rows.length).toBe(all.length - failed.rows.length);
    expect(complete.rows.every(({ state }) => state === "complete")).toBe(true);
  });

  it("begins anew when the history has dropped trials", () => {
    const { table, history, add } = setUp(500);
    add(400);
    everyPage(table, [], { sort: "best" });
    add(400);
    expect(history.revision).toBeGreaterThan(0);
    const { rows, total } = everyPage(table, [], { sort: "best" });
    expect([total, new Set(rows.map((row) => row.number)).size]).toEqual([history.size, history.size]);
  });

  it("gives a bounded page for any question", () => {
    const { table, add } = setUp();
    add(500);
    expect(table.page(query({ limit: 10_000 }), []).rows.length).toBe(MAX_PAGE_ROWS);
    expect(table.page(query({ offset: -5, limit: -5 }), []).rows).toEqual([]);
    expect(table.page(query({ offset: 1e9 }), []).rows).toEqual([]);
    expect(table.page(query({ offset: Number.NaN, limit: Number.NaN }), []).rows).toEqual([]);
  });
});

describe("one trial alone", () => {
  it("is found by its name among those held and those that wait, whatever else is asked", () => {
    const { table, all, add } = setUp();
    add(100);
    const waiting = { ...someTrial(), log: "late:one" };
    for (const trial of [all[0], all[63], waiting]) {
      if (trial === undefined) throw new Error("There are a hundred.");
      const page = table.page(query({ offset: 50, only: "failed", sort: "best", trial: trialId(trial) }), [waiting]);
      expect(page.total).toBe(1);
      expect(page.rows.map((row) => [row.trial, row.values])).toEqual([[trialId(trial), trial.values]]);
    }
  });

  it("is a page without rows where this tab does not hold it, or its name is none", () => {
    const { table, add } = setUp();
    add(3);
    for (const trial of ["mine:99999999", "nobody:1", "", ":", "mine:x", "mine:-1", "mine:1.5"])
      expect(table.page(query({ trial }), [])).toEqual({ total: 0, rows: [] });
  });
});
