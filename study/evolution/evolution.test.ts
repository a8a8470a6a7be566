import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { championTrial } from "./bred.ts";
import { Evolution } from "./evolution.ts";
import {
  DEFAULT_EVOLUTION,
  type EvolutionOptions,
  type EvolutionSettings,
  evolutionFault,
  MAX_OPEN_GENERATIONS,
} from "./settings.ts";

const SETTINGS: EvolutionSettings = {
  population: 40,
  survivors: 8,
  champions: 3,
  sigma: 0.1,
  validationEpisodes: 5,
  seed: "study",
  maximize: true,
};

/** How many of a genome's seeds are below a half, with noise of the episode. */
const scoreOf = (genome: readonly number[], seed: number): number =>
  genome.filter((one) => one < 2 ** 31).length + (seed % 1_000) / 1_000;

/** Runs the open generation in any order that `pick` makes of the cells that are missing. */
function runGeneration(evolution: Evolution, order: (cells: number[]) => number[] = (cells) => cells): void {
  const { generation } = evolution;
  while (evolution.generation === generation) {
    for (const cell of order([...evolution.missing()])) {
      const { genome, seed } = evolution.taskOf(cell);
      evolution.note(cell, scoreOf(genome, seed));
    }
    evolution.close();
  }
}

describe("generations", () => {
  it("come to the same in whatever order their results arrive, also twice", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (chance) => {
        const [straight, shuffled] = [new Evolution(SETTINGS), new Evolution(SETTINGS)];
        const next = (): number => chance.next().value ?? 0;
        for (let g = 0; g < 4; g++) {
          runGeneration(straight);
          runGeneration(shuffled, (cells) =>
            [...cells, ...cells.slice(0, 9)]
              .map((cell) => ({ cell, at: next() }))
              .sort((a, b) => a.at - b.at)
              .map(({ cell }) => cell),
          );
        }
        expect(shuffled.closed).toEqual(straight.closed);
      }),
      { numRuns: 20 },
    );
  });

  it.each([5, 0])("get better, with %i episodes of re-test", (validationEpisodes) => {
    const evolution = new Evolution({ ...SETTINGS, validationEpisodes });
    for (let g = 0; g < 30; g++) runGeneration(evolution);
    const champion = evolution.closed.at(-1)?.survivors[0];
    if (champion === undefined) throw new Error("unreachable");
    // Of 30 seeds drawn without selection some 15 are below a half.
    expect(scoreOf(evolution.genomeOf(champion.born, champion.slot), 0)).toBeGreaterThan(20);
  });

  it("let champions go on unchanged where they were tested again, and only children where they were not", () => {
    const evolution = new Evolution(SETTINGS);
    runGeneration(evolution);
    const [first] = evolution.closed;
    const champions = first?.survivors.slice(0, 3).map(({ born, slot }) => evolution.genomeOf(born, slot)) ?? [];
    expect([0, 1, 2].map((slot) => evolution.genomeOf(1, slot))).toEqual(champions);
    expect(evolution.genomeOf(1, 3)).toHaveLength(2);
    const original = new Evolution({ ...SETTINGS, validationEpisodes: 0 });
    runGeneration(original);
    for (let slot = 0; slot < 40; slot++) expect(original.genomeOf(1, slot)).toHaveLength(2);
  });
});

describe("what an evolution holds", () => {
  it("of 350 generations of 1,000 slots is their survivors, and genomes have a seed for each generation at most", () => {
    const evolution = new Evolution({ ...SETTINGS, ...DEFAULT_EVOLUTION });
    for (let g = 0; g < 350; g++) {
      for (const cell of evolution.missing()) evolution.note(cell, (cell * 7_919 + g) % 1_009);
      expect(evolution.close()).not.toBeNull();
    }
    const held = evolution.closed.flatMap(({ survivors }) => survivors);
    expect(held).toHaveLength(350 * 20);
    const lengths = Array.from({ length: 1_000 }, (_, slot) => evolution.genomeOf(350, slot).length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(351);
    expect(Math.min(...lengths.slice(3))).toBeGreaterThan(1);
    expect(new Set(Array.from({ length: 1_000 }, (_, slot) => evolution.genomeOf(350, slot).join())).size).toBe(1_000);
  });

  it("ends with the last generation that genomes have room for", () => {
    const evolution = new Evolution({ ...SETTINGS, population: 4, survivors: 2, champions: 1, validationEpisodes: 0 });
    while (!evolution.isFull) runGeneration(evolution);
    expect(evolution.generation).toBe(MAX_OPEN_GENERATIONS);
    expect([[...evolution.missing()], evolution.note(0, 1), evolution.close()]).toEqual([[], "refused", null]);
    expect(() => evolution.taskOf(0)).toThrow(RangeError);
    for (let slot = 0; slot < 4; slot++)
      expect(evolution.genomeOf(MAX_OPEN_GENERATIONS - 1, slot).length).toBeLessThanOrEqual(MAX_OPEN_GENERATIONS);
  });

  it("gives every slot of a generation, and every cell, a seed of its own", () => {
    const evolution = new Evolution({ ...SETTINGS, ...DEFAULT_EVOLUTION });
    const tasks = Array.from({ length: 31_000 }, (_, cell) => evolution.taskOf(cell));
    expect(new Set(tasks.map(({ seed }) => seed)).size).toBe(31_000);
    expect(new Set(tasks.slice(0, 1_000).map(({ genome }) => genome[0])).size).toBe(1_000);
    for (const { seed, genome } of tasks) {
      for (const each of [seed, ...genome]) expect(each === each >>> 0).toBe(true);
    }
    const other = new Evolution({ ...SETTINGS, ...DEFAULT_EVOLUTION, seed: "other" });
    expect(other.taskOf(0).seed).not.toBe(evolution.taskOf(0).seed);
  });

  it.each([5, 0])(
    "gives a slot the same genome once its generation has closed, with %i episodes of re-test",
    (validationEpisodes) => {
      const evolution = new Evolution({ ...SETTINGS, validationEpisodes });
      for (let g = 0; g < 12; g++) {
        const open = Array.from({ length: 40 }, (_, slot) => evolution.genomeOf(g, slot));
        open[3]?.push(1);
        open[3]?.pop();
        runGeneration(evolution);
        expect(Array.from({ length: 40 }, (_, slot) => evolution.genomeOf(g, slot))).toEqual(open);
        expect(evolution.replace(g + 1, [])).toBeNull();
      }
      const other = new Evolution({ ...SETTINGS, validationEpisodes });
      expect(other.replace(0, evolution.closed)).toBeNull();
      expect(other.taskOf(7)).toEqual(evolution.taskOf(7));
    },
  );

  it("hands out what is missing and free", () => {
    const evolution = new Evolution(SETTINGS);
    evolution.note(0, 1);
    expect(evolution.nextCells(3, (cell) => cell % 2 === 0)).toEqual([2, 4, 6]);
    expect(evolution.nextCells(0, () => true)).toEqual([]);
    expect(evolution.nextCells(9, () => false)).toEqual([]);
    expect(evolution.progress).toEqual({ known: 1, needed: 40 + 50 });
  });
});

describe("a generation's champion as a trial", () => {
  it("has its genome, the mean of its re-test and its generation's number", () => {
    const evolution = new Evolution(SETTINGS);
    for (let g = 0; g < 3; g++) runGeneration(evolution);
    const [, , last] = evolution.closed;
    if (last === undefined) throw new Error("unreachable");
    const { born = 0, slot = 0, mean } = last.survivors[0] ?? {};
    expect(championTrial(evolution, last, "log", 5, 7)).toMatchObject({
      log: "log",
      number: 2,
      state: "complete",
      values: [mean],
      params: [evolution.genomeOf(born, slot)],
      startMs: 5,
      durationMs: 7,
    });
  });

  it("is none where all of a generation failed, and the next descends from it all the same", () => {
    const evolution = new Evolution(SETTINGS);
    for (let [cell] = evolution.missing(); evolution.generation === 0; [cell] = evolution.missing()) {
      if (cell !== undefined) evolution.note(cell, Number.NaN);
      evolution.close();
    }
    const [closed] = evolution.closed;
    if (closed === undefined) throw new Error("unreachable");
    expect(closed).toMatchObject({ evaluations: 90, failed: 90 });
    expect(championTrial(evolution, closed, "log")).toBeNull();
    expect(evolution.taskOf(39).genome).toHaveLength(2);
  });
});

describe("settings of an evolution", () => {
  it("are sound by default", () => {
    expect(evolutionFault(DEFAULT_EVOLUTION)).toBeNull();
    expect(evolutionFault({ ...DEFAULT_EVOLUTION, validationEpisodes: 0 })).toBeNull();
  });

  it.each<[Partial<EvolutionOptions>, string]>([
    [{ population: 1.5 }, "population must be a whole number from 1"],
    [{ champions: 0 }, "champions must be a whole number from 1"],
    [{ validationEpisodes: -1 }, "validationEpisodes must be a whole number from 0"],
    [{ survivors: "20" as never }, 'survivors must be a whole number from 1, but is "20"'],
    [{ survivors: 3 }, "fewer champions (3) than survivors (3)"],
    [{ population: 20 }, "fewer survivors than the population (20)"],
    [{ population: 100_001 }, "the population is 100001, of which 100000 fit"],
    [{ survivors: 999_999, population: 1e6 }, "the population is 1000000"],
    [{ survivors: 2_000, population: 5_000 }, "survivors are 2000, of which 1000 fit"],
    [{ validationEpisodes: 10_001 }, "take fewer validationEpisodes or champions"],
    [{ sigma: 0 }, "sigma must be a number above 0"],
    [{ sigma: Number.NaN }, "sigma must be a number above 0"],
  ])("are refused in words: %o", (change, words) => {
    expect(evolutionFault({ ...DEFAULT_EVOLUTION, ...change })).toContain(words);
  });
});
