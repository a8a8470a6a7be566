import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NaiveGeneration, type Told } from "../testing/naive-generation.ts";
import { OpenGeneration } from "./open-generation.ts";
import type { EvolutionSettings, Survivor } from "./settings.ts";

const SETTINGS: EvolutionSettings = {
  population: 30,
  survivors: 8,
  champions: 3,
  sigma: 0.1,
  validationEpisodes: 3,
  seed: "study",
  maximize: true,
};

/** Few different ones, so that many are equal, with all that a score can be. */
const score = fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0, 0.1, 0.2, 0.3, 1, -1);

const settingsOf = (sizes: number[], validationEpisodes: number, maximize: boolean): EvolutionSettings => {
  const [champions = 1, survivors = 2, population = 3] = sizes.sort((a, b) => a - b);
  return { ...SETTINGS, population, survivors, champions, validationEpisodes, maximize };
};

const settings = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { minLength: 3, maxLength: 3 }),
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
  )
  .map((drawn) => settingsOf(...drawn));

const told = fc.array(fc.tuple(fc.nat({ max: 120 }), score), { maxLength: 150 });

/** What stands before generation 5, the best first. */
const beforeOf = ({ champions, survivors, maximize, validationEpisodes }: EvolutionSettings): Survivor[] =>
  Array.from({ length: survivors }, (_, i) => {
    const one = { born: 4 - (i % 3), slot: 20 + i, score: (maximize ? -1 : 1) * Math.floor(i / 3) + 0 };
    return { ...one, mean: validationEpisodes > 0 && i < champions ? one.score : null };
  });

const hasRoomFor = (generation: OpenGeneration, all: Told): Told =>
  all.filter(([cell]) => generation.slotOf(cell) !== null);

describe("an open generation", () => {
  it("is at every moment what everything told makes of it, in whatever order, with failures, ties and infinities", () => {
    fc.assert(
      fc.property(settings, told, fc.constantFrom(0, 5), fc.infiniteStream(score), (its, random, number, more) => {
        const before = number === 0 ? [] : beforeOf(its);
        const generation = new OpenGeneration(its, number, before);
        const sofar: (readonly [number, number])[] = [];
        const note = (cell: number, result: number): void => {
          generation.note(cell, result);
          sofar.push([cell, result]);
          const naive = new NaiveGeneration(its, number, before, sofar);
          const missing = [...generation.missing()];
          expect(missing.toSorted((a, b) => a - b)).toEqual(naive.missing());
          const { known, needed } = generation.progress;
          if (generation.isRetesting || known < its.population) expect(known === needed).toBe(missing.length === 0);
          const closed = generation.closed();
          expect(closed === null ? null : { ...closed, digest: undefined }).toEqual(naive.closed());
        };
        for (const [cell, result] of hasRoomFor(generation, random)) note(cell, result);
        for (let [cell] = generation.missing(); cell !== undefined; [cell] = generation.missing())
          note(cell, more.next().value ?? 0);
        expect(generation.closed()).not.toBeNull();
        const again = new OpenGeneration(its, number, before);
        for (const [cell, result] of sofar.toReversed()) again.note(cell, result);
        expect(again.closed()).toEqual(generation.closed());
      }),
      { numRuns: 40 },
    );
  });

  it("says of each result whether it is new, and lets the worse of two count", () => {
    const generation = new OpenGeneration(SETTINGS, 0, []);
    expect([5, 5, 6, 4, Number.NaN].map((result) => generation.note(2, result))).toEqual([
      "new",
      "known",
      "known",
      "worse",
      "known",
    ]);
    expect(generation.resultOf(2)).toBe(4);
    expect([Number.NaN, Number.NaN, -9].map((result) => generation.note(40, result))).toEqual([
      "new",
      "known",
      "worse",
    ]);
    const least = new OpenGeneration({ ...SETTINGS, maximize: false }, 0, []);
    expect([5, 4, 6].map((result) => least.note(2, result))).toEqual(["new", "known", "worse"]);
    expect(least.note(3, 0)).toBe("new");
    expect(least.note(3, -0)).toBe("known");
  });

  it.each([-1, 0.5, Number.NaN, Infinity, 30 + 30 * 3, 2 ** 53])("has no cell %d", (cell) => {
    const generation = new OpenGeneration(SETTINGS, 0, []);
    expect([generation.slotOf(cell), generation.note(cell, 1), generation.resultOf(cell)]).toEqual([
      null,
      "refused",
      undefined,
    ]);
    expect(new OpenGeneration({ ...SETTINGS, validationEpisodes: 0 }, 0, []).note(30, 1)).toBe("refused");
  });

  it("asks for another slot's re-test where a worse result of one among the best arrives in between", () => {
    const generation = new OpenGeneration(SETTINGS, 0, []);
    for (let slot = 0; slot < 30; slot++) generation.note(slot, -slot);
    for (let [cell] = generation.missing(); cell !== undefined; [cell] = generation.missing()) generation.note(cell, 1);
    expect(generation.closed()).not.toBeNull();
    generation.note(4, -100);
    expect(generation.closed()).toBeNull();
    expect([...generation.missing()]).toEqual([60, 61, 62]);
    for (const cell of [60, 61, 62]) generation.note(cell, 2);
    expect(generation.closed()?.survivors.map(({ slot }) => slot)).toEqual([10, 0, 1, 2, 3, 5, 6, 7]);
  });

  it("holds no more re-tests than have room, and those that it needs have", () => {
    const many = { ...SETTINGS, population: 1_000, validationEpisodes: 30 };
    const generation = new OpenGeneration(many, 0, []);
    for (let cell = 30_999; cell >= 1_000; cell--) generation.note(cell, 1);
    expect(generation.note(1_000, 1)).toBe("refused");
    for (let slot = 0; slot < 1_000; slot++) generation.note(slot, -slot);
    const missing = [...generation.missing()];
    expect(missing).toHaveLength(300);
    for (const cell of missing) expect(generation.note(cell, 1)).toBe("new");
    expect(generation.closed()?.survivors[0]).toMatchObject({ slot: 0, mean: 1 });
    // The least of what is needed made room for itself.
    expect(generation.resultOf(30_999)).toBeUndefined();
  });

  it("takes 100,000 slots, ever worse ones among them while the best are run again, in its stride", () => {
    const generation = new OpenGeneration({ ...SETTINGS, population: 100_000, validationEpisodes: 30 }, 0, []);
    for (let slot = 0; slot < 100_000; slot++) generation.note(slot, (slot * 7919) % 100_003);
    for (let i = 0; i < 20_000; i++) {
      const [cell = 0] = generation.missing();
      if (i % 100 === 0) generation.note(cell, 1);
      generation.note(i, -1 - i);
      expect(generation.closed()).toBeNull();
    }
    for (let [cell] = generation.missing(); cell !== undefined; [cell] = generation.missing()) generation.note(cell, 1);
    expect(generation.closed()).toMatchObject({ evaluations: 100_300, failed: 0 });
  });
});
