import { describe, expect, it } from "vitest";
import { Evolution } from "./evolution.ts";
import { generationFault } from "./generation-fault.ts";
import type { ClosedGeneration, EvolutionSettings, Survivor } from "./settings.ts";

const SETTINGS: EvolutionSettings = {
  population: 20,
  survivors: 6,
  champions: 2,
  sigma: 0.1,
  validationEpisodes: 2,
  seed: "study",
  maximize: true,
};
const STALE = { ...SETTINGS, validationEpisodes: 0 };

/** A few generations as they come about; the score of a cell is by chance. */
function bred(settings: EvolutionSettings, generations = 4): readonly ClosedGeneration[] {
  const evolution = new Evolution(settings);
  while (evolution.closed.length < generations) {
    for (const cell of evolution.missing()) evolution.note(cell, (evolution.taskOf(cell).seed % 50) / 7);
    evolution.close();
  }
  return evolution.closed;
}

const all = bred(SETTINGS);
const stale = bred(STALE);
const last = all[3] as ClosedGeneration;
const lastStale = stale[3] as ClosedGeneration;

const withSurvivor = (generation: ClosedGeneration, at: number, change: Partial<Survivor>): ClosedGeneration => ({
  ...generation,
  survivors: generation.survivors.map((survivor, i) => (i === at ? { ...survivor, ...change } : survivor)),
});
const withOrder = (generation: ClosedGeneration, order: readonly number[]): ClosedGeneration => ({
  ...generation,
  survivors: order.map((i) => generation.survivors[i] as Survivor),
});

describe("generations of others", () => {
  it("are taken as they came about", () => {
    all.forEach((generation, i) => expect(generationFault(SETTINGS, generation, all.slice(0, i))).toBeNull());
    stale.forEach((generation, i) => expect(generationFault(STALE, generation, stale.slice(0, i))).toBeNull());
    expect(stale.some(({ generation, survivors }) => survivors.some(({ born }) => born < generation))).toBe(true);
  });

  it.each<[string, ClosedGeneration]>([
    ["too early", { ...last, generation: 2 }],
    ["too late", { ...last, generation: 4 }],
    ["short", { ...last, survivors: last.survivors.slice(1) }],
    ["long", { ...last, survivors: [...last.survivors, { born: 3, slot: 19, score: -1, mean: null }] }],
    ["another digest", { ...last, digest: "0123456789abcdeF" }],
    ["no digest", { ...last, digest: "" }],
    ["fewer trials", { ...last, evaluations: last.evaluations - 1 }],
    ["no number of trials", { ...last, evaluations: Number.NaN }],
    ["more failures than trials", { ...last, failed: last.evaluations + 1 }],
    ["fewer failures than none", { ...last, failed: -1 }],
    ["half a failure", { ...last, failed: 0.5 }],
    ["an untold failure", withSurvivor(last, 5, { score: Number.NaN })],
    ["another's child", withSurvivor(last, 4, { born: 2 })],
    ["no slot", withSurvivor(last, 4, { slot: 20 })],
    ["half a slot", withSurvivor(last, 4, { slot: 1.5 })],
    ["a slot below", withSurvivor(last, 4, { slot: -1 })],
    ["a slot twice", withSurvivor(last, 5, last.survivors[4] ?? {})],
    ["no score", withSurvivor(last, 5, { score: null as never })],
    ["no mean", withSurvivor(last, 5, { mean: "9" as never })],
    ["champions untested", withSurvivor(last, 1, { mean: null })],
    ["champions out of order", withSurvivor(last, 1, { mean: 1e9 })],
    ["others out of order", withSurvivor(last, 5, { score: 1e9 })],
    ["equal ones out of order", withOrder(last, [0, 1, 2, 4, 3, 5])],
  ])("are refused: %s", (_, generation) => {
    expect(generationFault(SETTINGS, generation, all.slice(0, 3))).toMatch(/^[A-Z].*\.$/);
  });

  it.each<[string, ClosedGeneration]>([
    ["a re-test that is none", withSurvivor(lastStale, 5, { mean: 1 })],
    ["a champion's score that it never had", withSurvivor(lastStale, 0, { born: 0, slot: 19, score: 99 })],
    ["out of order", withOrder(lastStale, [5, 1, 2, 3, 4, 0])],
    [
      "a champion left out",
      {
        ...lastStale,
        survivors: [0, 1, 2, 3, 4, 5].map((slot) => ({ born: 3, slot, score: -1, mean: null })),
      },
    ],
  ])("are refused where old scores stand: %s", (_, generation) => {
    expect(generationFault(STALE, generation, stale.slice(0, 3))).toMatch(/^[A-Z].*\.$/);
  });

  it("are refused where more were tested again than are", () => {
    const many = { ...SETTINGS, survivors: 15 };
    const before = bred(many);
    const [first] = before;
    if (first === undefined) throw new Error("unreachable");
    expect(generationFault(many, first, [])).toBeNull();
    const survivors = first.survivors.map(({ born, slot, score, mean }) => ({ born, slot, score, mean: mean ?? 0 }));
    const lie = { ...first, survivors };
    expect(generationFault(many, lie, [])).toContain("More survivors");
  });

  it("take the place of one's own from any generation on, all or none", () => {
    const evolution = new Evolution(SETTINGS);
    expect(evolution.replace(0, all)).toBeNull();
    expect(evolution.closed).toEqual(all);
    expect(evolution.generation).toBe(4);
    evolution.note(3, 1);
    for (const from of [5, -1, 0.5, Number.NaN]) expect(evolution.replace(from, [])).toContain("are not known");
    expect(evolution.replace(2, [all[2] as ClosedGeneration, { ...last, failed: -1 }])).toContain("miscounted");
    expect([evolution.closed, evolution.resultOf(3)]).toEqual([all, 1]);
    expect(evolution.replace(2, [])).toBeNull();
    expect([evolution.closed, evolution.resultOf(3)]).toEqual([all.slice(0, 2), undefined]);
    expect(evolution.replace(2, all.slice(2))).toBeNull();
    expect(evolution.closed).toEqual(all);
  });
});
