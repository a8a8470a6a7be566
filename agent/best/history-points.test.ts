import { describe, expect, it } from "vitest";
import { type Rng, rngFromSeed } from "../../study/rng.ts";
import { finished } from "../../study/testing/run-trials.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { type Charted, HistoryPoints, MAX_POINTS } from "./history-points.ts";
import { Records } from "./records.ts";

const charted = (trial: FinishedTrial): Charted => {
  const { log, number, foreignKnown, finishedBefore, values, state } = trial;
  return {
    log,
    number,
    foreignKnown,
    finishedBefore,
    value: values[0] ?? Number.NaN,
    state,
    own: false,
    infeasible: false,
  };
};

/** As a tab that hears of the trials in this order. */
function heard(trials: readonly FinishedTrial[]): { readonly points: HistoryPoints; readonly records: Records } {
  const [points, records] = [new HistoryPoints(), new Records()];
  for (const trial of trials) {
    points.add(charted(trial));
    if (trial.state === "complete") records.consider(trial, trial.values[0] ?? 0);
  }
  return { points, records };
}

const shown = (trials: readonly FinishedTrial[], count: number) => {
  const { points, records } = heard(trials);
  return points.points(records.all, count);
};

const shuffled = <T>(items: readonly T[], rng: Rng): T[] =>
  items
    .map((item) => [rng.next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

/** Of `logs` tabs that run one after the other and know all that went before. */
const together = (count: number, logs: number): FinishedTrial[] =>
  Array.from({ length: count }, (_, i) => {
    const number = Math.floor(i / logs);
    const improves = Number.isInteger(Math.log2(i + 1));
    return finished({ log: `log${i % logs}`, number, foreignKnown: i - number, values: [improves ? 1 / (i + 1) : 2] });
  });

describe("the points of the chart", () => {
  it("are bounded, in order, even, and hold every improvement", () => {
    const points = shown(together(300_000, 1), 300_000);
    expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(points.length).toBeGreaterThan(200);
    const improvements = Array.from({ length: 19 }, (_, i) => 2 ** i);
    expect(points.filter((point) => point.improves).map((point) => point.at)).toEqual(improvements);
    for (let i = 1; i < points.length; i++)
      expect((points[i]?.at ?? 0) - (points[i - 1]?.at ?? 0)).toBeLessThan(300_000 / 25);
  });

  it("are the same in whatever order a tab heard of the trials, also of those who came late", () => {
    const trials = together(4_000, 7);
    const first = shown(trials, 4_000);
    for (let seed = 1; seed <= 20; seed++)
      expect(shown(shuffled(trials, rngFromSeed(seed, "order")), 4_000)).toEqual(first);
    expect(first.findLast(({ improves }) => improves)?.at).toBe(2_048);
  });

  it("of a tab that holds every fourth trial stand where they stand for the others", () => {
    const trials = together(4_000, 7);
    const all = new Map(shown(trials, 4_000).map((point) => [point.at, point]));
    for (const point of shown(
      trials.filter((_, i) => i % 4 === 0),
      4_000,
    ))
      if (all.has(point.at)) expect(point.value).toBe(all.get(point.at)?.value);
  });

  it("end where the trials end, whatever a stranger says that it knew, and its word moves no other point", () => {
    for (const count of [100, 2_000]) {
      const trials = together(count, 2);
      const lie = finished({ log: "liar", number: 3, foreignKnown: 4_000_000, values: [3] });
      const points = shown([...trials, lie], count + 1);
      expect(points.at(-1)?.at).toBeLessThanOrEqual(count + 1);
      expect(points.at(-1)?.at).toBeGreaterThan(0.9 * count);
      const honest = points.filter(({ value }) => value !== 3);
      const alone = shown(trials, count);
      expect(honest.map(({ value }) => value)).toEqual(alone.map(({ value }) => value));
      honest.forEach(({ at }, i) => {
        expect(Math.abs(at - (alone[i]?.at ?? 0))).toBeLessThanOrEqual(1);
      });
    }
  });

  it("stand where the heads that their tabs knew counted, in a tab with holes as in one that holds all", () => {
    const trials = together(4_000, 7).map((trial, i) =>
      Object.assign({}, trial, { foreignKnown: 0, finishedBefore: i - (i % 3) }),
    );
    const whole = new Map(shown(trials, 4_000).map((point) => [point.value, point.at]));
    for (const share of [2, 5, 50]) {
      const rng = rngFromSeed(share, "holes");
      const held = trials.filter((_, i) => Number.isInteger(Math.log2(i + 1)) || rng.next() * share < 1);
      const points = shown(held, 4_000);
      const improving = points.filter(({ improves }) => improves);
      expect(improving).toHaveLength(12);
      for (const { value, at } of improving) expect(at).toBe(whole.get(value));
      expect(points.every(({ at }, i) => at >= (points[i - 1]?.at ?? 1))).toBe(true);
    }
  });

  it("are moved by no stranger's word of how many had finished, which counts for no more than the heads known here", () => {
    for (const count of [100, 2_000]) {
      const trials = together(count, 2).map((trial, i) => Object.assign({}, trial, { finishedBefore: i }));
      const alone = shown(trials, count + 1);
      for (const finishedBefore of [0, 50, 2 ** 32 - 2]) {
        const lie = finished({ log: "liar", number: 3, finishedBefore, values: [3] });
        const points = shown([...trials, lie], count + 1);
        for (const { value, at } of points.filter((point) => point.value === 3))
          expect([value, at]).toEqual([3, Math.min(finishedBefore + 1, count + 1)]);
        const honest = points.filter(({ value }) => value !== 3);
        expect(honest).toEqual(alone.slice(0, honest.length));
      }
    }
  });

  it("have a place each where tabs begin at once and know equally many", () => {
    const trials = Array.from({ length: 40 }, (_, i) => finished({ log: `log${i}`, number: 0, values: [i] }));
    expect(shown(trials, 40).map(({ at }) => at)).toEqual(trials.map((_, i) => i + 1));
  });

  it("reach from end to end also where most trials of others are never told", () => {
    const trials = ["a", "b"].flatMap((log) =>
      Array.from({ length: 5_000 }, (_, number) => finished({ log, number, foreignKnown: 10, values: [number] })),
    );
    const points = shown(trials, 10_000);
    expect(points.at(-1)?.at).toBeGreaterThan(9_900);
    expect(points.at(-1)?.at).toBeLessThanOrEqual(10_000);
  });

  it("keep failed trials, which have no value, but not trials pruned before they reported", () => {
    const points = new HistoryPoints();
    const trial = charted(finished({ number: 0, values: [] }));
    points.add({ ...trial, state: "failed" });
    points.add({ ...trial, number: 1, state: "pruned" });
    expect(points.points([], 2).map(({ state }) => state)).toEqual(["failed"]);
  });

  it("stay bounded when every trial is an improvement, the newest kept", () => {
    const trials = Array.from({ length: 50_000 }, (_, number) => finished({ number, values: [-number] }));
    const points = shown(trials, 50_000);
    expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(points.at(-1)?.at).toBe(50_000);
  });

  it("of logs whose owner signed two histories are shown no more", () => {
    const { points, records } = heard(together(100, 2));
    points.disown(new Set(["log1"]));
    records.forget(new Set(["log1"]));
    expect(points.points(records.all, 100)).toHaveLength(50);
  });
});
