import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rngFromSeed, shuffle } from "../../study/rng.ts";
import { finished } from "../../study/testing/run-trials.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { isBefore } from "./agreed-order.ts";
import { MAX_RECORDS, Records, recordsUpTo } from "./records.ts";

const trial = (log: string, number: number, foreignKnown: number, value: number): FinishedTrial =>
  finished({ log, number, foreignKnown, values: [value] });

function recordsOf(trials: readonly FinishedTrial[]): Records {
  const records = new Records();
  for (const one of trials) records.consider(one, one.values[0] ?? 0);
  return records;
}

const named = (records: Records) => records.all.map(({ log, number }) => `${log}:${number}`);

describe("the bests that were found", () => {
  it("are counted in the order of what trials knew, not in that of hearing", () => {
    const trials = [trial("a", 0, 0, 9), trial("b", 0, 1, 7), trial("a", 1, 1, 8), trial("a", 2, 1, 5)];
    for (const heard of [trials, trials.toReversed()]) {
      const records = recordsOf(heard);
      expect(named(records)).toEqual(["a:0", "b:0", "a:2"]);
      expect([records.countOf("a"), records.countOf("b"), records.countOf("c")]).toEqual([2, 1, 0]);
    }
  });

  it("are the same whatever the order and however often trials come, and are what a whole recount gives", () => {
    const one = fc
      .tuple(fc.constantFrom("a", "b", "c"), fc.nat(20), fc.nat(20), fc.nat(12))
      .map((parts) => trial(...parts));
    const set = fc.uniqueArray(one, { selector: ({ log, number }) => `${log}:${number}`, maxLength: 60 });
    fc.assert(
      fc.property(set, fc.nat(), (trials, seed) => {
        const inOrder = trials.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
        let lowest = Number.POSITIVE_INFINITY;
        const expected = inOrder.filter(({ values: [value = 0] }) => value < lowest && ((lowest = value), true));
        const records = recordsOf(shuffle(rngFromSeed(seed, "heard"), [...trials, ...trials]));
        expect(named(records)).toEqual(expected.map(({ log, number }) => `${log}:${number}`));
        for (const log of ["a", "b", "c"]) {
          expect(records.countOf(log)).toBe(expected.filter((best) => best.log === log).length);
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("give way when whoever found them is not believed any more", () => {
    const trials = [trial("a", 0, 0, 9), trial("liar", 0, 1, -5), trial("a", 1, 1, 8)];
    const records = recordsOf(trials);
    expect(records.forget(new Set(["nobody"]))).toBe(false);
    expect(records.forget(new Set(["liar"]))).toBe(true);
    for (const one of trials.filter(({ log }) => log === "a")) records.consider(one, one.values[0] ?? 0);
    expect(named(records)).toEqual(["a:0", "a:1"]);
    expect(records.countOf("liar")).toBe(0);
  });

  it("are bounded when every trial is one, and stay counted", () => {
    const count = 3 * MAX_RECORDS;
    const records = recordsOf(Array.from({ length: count }, (_, i) => trial("a", i, 0, -i)));
    expect(records.all.length).toBeLessThanOrEqual(MAX_RECORDS);
    expect(records.all.at(-1)?.number).toBe(count - 1);
    expect(records.countOf("a")).toBe(count);
  });

  describe("closed by a liar whose trials claim to have known all others", () => {
    const liar = Array.from({ length: MAX_RECORDS + 1 }, (_, i) => trial("liar", i, 2 ** 31, 1e9 - i));
    const honest = Array.from({ length: 100 }, (_, i) => trial("a", i, 0, 1_000 - i));

    it("hold the best of all, and the same ones whoever was heard first", () => {
      for (const heard of [
        [...liar, ...honest],
        [...honest, ...liar],
      ]) {
        const records = recordsOf(heard);
        expect(records.all.at(-1)?.value).toBe(901);
        expect([records.countOf("a"), records.countOf("liar")]).toEqual([100, 0]);
      }
    });

    it("keep the counts of what was closed before a better trial in their midst", () => {
      const records = recordsOf(Array.from({ length: MAX_RECORDS + 1 }, (_, i) => trial("b", 2 * i, 0, 1e9 - i)));
      const [openFrom] = records.all;
      records.consider(trial("a", 21, 0, 1e9 - 10.5), 1e9 - 10.5);
      expect(records.countOf("a")).toBe(0);
      records.consider(trial("a", 23, 0, 5), 5);
      expect(named(records)).toEqual(["a:23"]);
      expect([records.countOf("a"), records.countOf("b")]).toEqual([1, (openFrom?.number ?? 0) / 2]);
    });

    it("are open again once the liar is forgotten, and count each trial once", () => {
      const better = Array.from({ length: 100 }, (_, i) => trial("liar", i, 2 ** 31, -1e9 - i));
      const own = Array.from({ length: MAX_RECORDS + 1 }, (_, i) => trial("b", i, 1_000, 900 - i));
      const records = recordsOf([...honest, ...own, ...better]);
      expect(records.forget(new Set(["liar"]))).toBe(true);
      for (const one of own) records.consider(one, one.values[0] ?? 0);
      expect(records.countOf("b")).toBe(MAX_RECORDS + 1);
      expect(records.forget(new Set(["b"]))).toBe(true);
      for (const one of honest) records.consider(one, one.values[0] ?? 0);
      expect(named(records)).toEqual(named(recordsOf(honest)));
      expect([records.countOf("a"), records.countOf("b"), records.countOf("liar")]).toEqual([100, 0, 0]);
    });
  });

  it("know which one a best beat that the others have not heard of yet", () => {
    const records = recordsOf([trial("a", 0, 0, 9), trial("b", 0, 1, 7), trial("a", 2, 1, 5)]);
    const beaten = (by: FinishedTrial) => records.beatenBy(by)?.value ?? null;
    expect(beaten(trial("a", 0, 0, 9))).toBeNull();
    expect(beaten(trial("a", 2, 1, 5))).toBe(7);
    expect(beaten(trial("b", 9, 1, 4))).toBe(5);
    expect(beaten(trial("b", 1, 1, 4))).toBe(7);
  });

  it("cost thousands of trials that come at once a search each, and no recount", () => {
    const rng = rngFromSeed(3, "catch-up");
    let looks = 0;
    const trials = Array.from({ length: 20_000 }, (_, i) => ({
      ...trial(`log ${i % 50}`, i, 0, rng.next() - i / 1e5),
      get foreignKnown() {
        looks += 1;
        return i % 977;
      },
    }));
    recordsOf(shuffle(rng, trials));
    // Two comparisons, one search among at most 10,000 records, and a copy.
    expect(looks).toBeLessThanOrEqual(trials.length * (2 + Math.ceil(Math.log2(10_000)) + 1));
    expect(looks).toBeGreaterThan(0);
  });
});

describe("the bests that the chart draws", () => {
  const all = recordsOf([trial("a", 0, 0, 9), trial("b", 0, 1, -50), trial("b", 1, 2, -60)]).all;
  const drawn = (best: FinishedTrial) => recordsUpTo(all, best, best.values[0] ?? 0).map(({ value }) => value);

  it("end with the one that counts, whatever others claim before or after it", () => {
    expect(drawn(trial("c", 3, 4, 5))).toEqual([9, 5]);
    expect(drawn(trial("a", 0, 0, 9))).toEqual([9]);
    expect(drawn(trial("b", 0, 1, -50))).toEqual([9, -50]);
    expect(recordsUpTo(all, trial("b", 1, 2, -60), -60)).toBe(all);
  });

  it("fall strictly in the agreed order", () => {
    expect(drawn(trial("c", 3, 4, 9))).toEqual([9]);
    expect(recordsUpTo(all.slice(1), trial("c", 3, 4, 5), 5).map(({ value }) => value)).toEqual([5]);
  });
});
