import { describe, expect, it } from "vitest";
import { History } from "../../study/history/history.ts";
import { intDistribution } from "../../study/space/distribution.ts";
import { finished } from "../../study/testing/run-trials.ts";
import { LiveReports, MAX_LIVE_REPORTS } from "../../study/trial/live-reports.ts";
import { type FinishedTrial, reportOf } from "../../study/trial/trial.ts";
import { CurvesView, type LiveCurve } from "./curves.ts";
import { type CurvesPage, type CurvesQuery, MAX_CURVE_METRICS } from "./curves-page.ts";
import { TrialWords } from "./trial-words.ts";

const setUp = (objectives: readonly string[] = ["loss"], maxTrials = 10_000) => {
  const history = new History({ directions: objectives.map(() => "minimize" as const), maxTrials });
  const view = new CurvesView({
    history,
    log: "mine",
    objectives,
    isOwn: (log) => log === "mine",
    nameOf: (log) => `the tab of ${log}`,
    words: new TrialWords({ trainable: null }),
  });
  const ask = (
    change: Partial<CurvesQuery> = {},
    pending: readonly FinishedTrial[] = [],
    live: readonly LiveCurve[] = [],
  ): CurvesPage | null =>
    view.page({ metric: null, across: "step", limit: 100, since: null, known: [], ...change }, pending, live);
  const shown = (
    change: Partial<CurvesQuery> = {},
    pending: readonly FinishedTrial[] = [],
    live: readonly LiveCurve[] = [],
  ): CurvesPage => {
    const page = ask(change, pending, live);
    if (page === null) throw new Error("Nothing is new.");
    return page;
  };
  return { history, ask, shown };
};

/** Falls from 10 to its number. */
const trial = (number: number, more: Partial<FinishedTrial> = {}): FinishedTrial =>
  finished({
    number,
    log: "theirs",
    intermediate: [reportOf(1, [10]), reportOf(2, [number])],
    metrics: { accuracy: [[2, number / 100]] },
    ...more,
  });
const ids = ({ curves }: CurvesPage) => curves.map((curve) => curve.trial);

describe("curves", () => {
  it("are those of the first objective unless another metric is asked for, the best first", () => {
    const { history, shown } = setUp();
    for (const number of [3, 1, 2]) history.add(trial(number, number === 2 ? { log: "mine", state: "pruned" } : {}));
    history.add(finished({ number: 9, log: "mine" }));
    const page = shown();
    expect([page.metrics, page.metric, page.total]).toEqual([["loss", "accuracy"], "loss", 3]);
    expect(page.curves.map(({ trial: id, by, own, state }) => [id, by, own, state])).toEqual([
      ["theirs:1", "the tab of theirs", false, "complete"],
      ["theirs:3", "the tab of theirs", false, "complete"],
      ["mine:2", "the tab of mine", true, "pruned"],
    ]);
    expect([...(page.curves[1]?.points?.y ?? [])]).toEqual([10, 3]);
    expect([...(shown({ metric: "accuracy" }).curves[1]?.points?.y ?? [])]).toEqual([0.03]);
  });

  it("say where nothing was reported that there is nothing", () => {
    const { history, shown } = setUp();
    history.add(finished({ number: 1 }));
    expect(shown({ metric: "accuracy" })).toMatchObject({ metrics: [], metric: null, total: 0, curves: [] });
  });

  it("are asked for again for nothing while nothing has changed, and come with the points that are not there yet", () => {
    const { history, ask, shown } = setUp();
    history.add(trial(1));
    const first = shown();
    expect(ask({ since: first.revision })).toBeNull();
    history.add(trial(2));
    const second = shown({ since: first.revision, known: ids(first) });
    expect(second.curves.map(({ trial: id, points }) => [id, points === null])).toEqual([
      ["theirs:1", true],
      ["theirs:2", false],
    ]);
    expect(ask({ since: second.revision })).toBeNull();
  });

  it("of trials that wait to be taken in are there already, and once only when they have been", () => {
    const { history, ask, shown } = setUp();
    history.add(trial(5));
    const waiting = trial(4);
    const page = shown({}, [waiting]);
    expect([ids(page), page.total]).toEqual([["theirs:4", "theirs:5"], 2]);
    expect([...(page.curves[0]?.points?.x ?? [])]).toEqual([1, 2]);
    expect(ask({ since: page.revision }, [waiting])).toBeNull();
    history.add(waiting);
    expect(shown({ since: page.revision }).total).toBe(2);
  });

  describe("of trials that run here", () => {
    const proposal = { number: 7, space: { names: ["x"], distributions: [intDistribution(0, 9)] }, values: [3] };
    const running = (count: number): LiveCurve => {
      const reports = new LiveReports();
      for (let step = 1; step <= count; step++) reports.add(step, 10 - step);
      return { proposal, reports };
    };

    it("are there before any has ended, of the first objective over its steps alone", () => {
      const { shown } = setUp(["loss", "size"]);
      const page = shown({}, [], [running(3)]);
      expect(page).toMatchObject({ metrics: ["loss"], metric: "loss", total: 1 });
      expect(page.curves).toMatchObject([{ trial: "mine:7", own: true, state: "running", thinnedFrom: null }]);
      expect([...(page.curves[0]?.points?.y ?? [])]).toEqual([9, 8, 7]);
      expect(shown({ across: "seconds" }, [], [running(3)]).curves).toEqual([]);
    });

    it("come anew with their points once they have reported more, and not before", () => {
      const { ask, shown } = setUp();
      const first = shown({}, [], [running(3)]);
      expect(ask({ since: first.revision }, [], [running(3)])).toBeNull();
      const second = shown({ since: first.revision, known: ids(first) }, [], [running(4)]);
      expect([...(second.curves[0]?.points?.x ?? [])]).toEqual([1, 2, 3, 4]);
    });

    it("give way to what they ended with", () => {
      const { history, shown } = setUp();
      const first = shown({}, [], [running(3)]);
      history.add(trial(7, { log: "mine" }));
      const second = shown({ since: first.revision });
      expect(second).toMatchObject({ total: 1, curves: [{ trial: "mine:7", state: "complete" }] });
      expect([...(second.curves[0]?.points?.y ?? [])]).toEqual([10, 7]);
    });

    it("are shown also where there are too many others, thinned where they are long", () => {
      const { history, shown } = setUp();
      for (let i = 0; i < 100; i++) history.add(trial(i, { log: "mine" }));
      const { curves, total } = shown({ limit: 10 }, [], [running(5 * MAX_LIVE_REPORTS)]);
      expect(total).toBe(101);
      expect(curves.at(-1)).toMatchObject({ state: "running", thinnedFrom: 5 * MAX_LIVE_REPORTS });
      expect(curves.at(-1)?.points?.x.length).toBeLessThanOrEqual(MAX_LIVE_REPORTS);
    });
  });

  it("are, of too many, the best half, then this tab's newest, then the newest of all", () => {
    const { history, shown } = setUp();
    for (let i = 0; i < 300; i++) history.add(trial(i));
    for (let i = 300; i < 303; i++) history.add(trial(i, { log: "mine" }));
    for (let i = 303; i < 400; i++) history.add(trial(i));
    const page = shown({ limit: 10 });
    expect(page.total).toBe(400);
    expect(ids(page)).toEqual(
      [0, 1, 2, 3, 4, "mine:300", "mine:301", "mine:302", 398, 399].map((of) =>
        typeof of === "string" ? of : `theirs:${of}`,
      ),
    );
    expect(shown().curves).toHaveLength(100);
  });

  it("say how many steps there were where a part of them is held", () => {
    const { history, shown } = setUp();
    history.add(trial(1, { thinned: { "": 900 } }));
    history.add(trial(2, { thinned: { accuracy: 700 } }));
    expect(shown().curves.map(({ thinnedFrom }) => thinnedFrom)).toEqual([900, null]);
    expect(shown({ metric: "accuracy" }).curves.map(({ thinnedFrom }) => thinnedFrom)).toEqual([null, 700]);
    // A name that every object has is no name of a thinned curve.
    history.add(trial(3, { metrics: Object.fromEntries([["toString", [[1, 2] as const]]]) }));
    expect(shown({ metric: "toString" }).curves).toMatchObject([{ trial: "theirs:3", thinnedFrom: null }]);
  });

  it("of several objectives are told apart, and stand over seconds where trials told them", () => {
    const { history, shown } = setUp(["loss", "size"]);
    history.add(
      finished({
        number: 1,
        values: [1, 2],
        intermediate: [reportOf(1, [10, 5]), reportOf(2, [9, 6])],
        metrics: { time_total_s: [[1, 0.5] as const, [2, 3] as const] },
      }),
    );
    const page = shown({ metric: "size", across: "seconds" });
    expect([page.hasSeconds, page.metrics]).toEqual([true, ["loss", "size", "time_total_s"]]);
    expect([page.curves[0]?.points?.x, page.curves[0]?.points?.y].map((all) => Array.from(all ?? []))).toEqual([
      [0.5, 3],
      [5, 6],
    ]);
  });

  it("stay right when the history has dropped and moved rows, and when more names come than there is room for", () => {
    const { history, shown } = setUp(["loss"], 60);
    for (let i = 0; i < 200; i++) history.add(trial(i, { metrics: { [`metric ${i}`]: [[1, i]] } }));
    const page = shown();
    expect(page.total).toBe(history.size);
    expect(page.metrics).toHaveLength(Math.min(MAX_CURVE_METRICS, 1 + history.size));
    expect(ids(page)[0]).toBe("theirs:0");
    for (const curve of page.curves) expect(curve.points?.y[1]).toBe(Number(curve.trial.split(":")[1]));
  });

  it("give a stranger's metric no objective's place", () => {
    const { history, shown } = setUp();
    history.add(trial(1, { metrics: { loss: [[1, -1e9]] } }));
    const page = shown();
    expect([page.total, page.metrics, [...(page.curves[0]?.points?.y ?? [])]]).toEqual([1, ["loss"], [10, 1]]);
  });
});
