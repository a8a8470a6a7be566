import fc from "fast-check";
import { describe, expect, test } from "vitest";
import fixtures from "../../test/fixtures/optuna-fixtures.json" with { type: "json" };
import { createStudy } from "../create-study.ts";
import { History } from "../history/history.ts";
import { paretoFront } from "../history/history-losses.ts";
import { nopPruner } from "../pruners/nop.ts";
import { rngFromSeed } from "../rng.ts";
import { randomSampler } from "../samplers/random.ts";
import { finished } from "../testing/run-trials.ts";
import { crowdingDistances } from "./crowding.ts";
import { nondominated } from "./front.ts";
import { hypervolume, referencePoint } from "./hypervolume.ts";
import { hypervolumeSubset } from "./hypervolume-subset.ts";
import { dominates, type Losses, lossesFrom } from "./losses.ts";
import { constrainedRanks, nondominatedRanks } from "./ranks.ts";

const INF = Number.POSITIVE_INFINITY;

const filled = (length: number, value: number): number[] => Array.from({ length }, () => value);

const points = (objectives: number, maxLength = 12) =>
  fc
    .array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), { maxLength })
    .map((rows) => lossesFrom(rows, objectives));

/** Peels off one front after the other, by the definition. */
function ranksByDefinition(losses: Losses): number[] {
  const ranks = filled(losses.count, -1);
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = ranks.flatMap((known, i) => (known === -1 ? [i] : []));
    for (const i of left) if (!left.some((j) => dominates(losses, j, i))) ranks[i] = rank;
  }
  return ranks;
}

describe("Optuna's numbers", () => {
  const { vals, rank, hv_ref6_6, hssp3 } = fixtures.nds;
  const losses = lossesFrom(vals);

  test("ranks", () => expect([...nondominatedRanks(losses)]).toEqual(rank));

  test("hypervolume", () => expect(Math.abs(hypervolume(losses, [6, 6]) / hv_ref6_6 - 1)).toBeLessThan(1e-9));

  test("subset of three", () => expect(hypervolumeSubset(losses, [6, 6], 3)).toEqual(hssp3));
});

describe("ranks", () => {
  test.each([1, 2, 3, 4])("are what the definition says, with %d objectives", (objectives) => {
    fc.assert(
      fc.property(points(objectives), (losses) => {
        const ranks = nondominatedRanks(losses);
        expect([...ranks]).toEqual(ranksByDefinition(losses));
        expect(nondominated(losses)).toEqual([...ranks].flatMap((rank, i) => (rank === 0 ? [i] : [])));
      }),
      { numRuns: 150 },
    );
  });

  test("take infinite losses as best and worst", () => {
    expect([
      ...nondominatedRanks(
        lossesFrom([
          [INF, 0],
          [-INF, 1],
          [INF, INF],
          [-INF, INF],
        ]),
      ),
    ]).toEqual([0, 0, 2, 1]);
  });

  test("put infeasible points behind all feasible ones, by violation alone", () => {
    const losses = lossesFrom([
      [0, 0],
      [5, 5],
      [6, 6],
      [1, 1],
      [9, 9],
    ]);
    expect([...constrainedRanks(losses, [2, 0, 0, 3, 2])]).toEqual([2, 0, 1, 3, 2]);
  });
});

describe("hypervolume", () => {
  test("counts the unit cells that some point covers, in two to five dimensions", () => {
    for (const objectives of [1, 2, 3, 4, 5]) {
      fc.assert(
        fc.property(points(objectives, 7), (losses) => {
          const cells = 6 ** objectives;
          let covered = 0;
          for (let cell = 0; cell < cells; cell++) {
            const corner = Array.from({ length: objectives }, (_, j) => Math.floor(cell / 6 ** j) % 6);
            const isCovered = Array.from({ length: losses.count }).some((_, i) =>
              corner.every((c, j) => (losses.at[i * objectives + j] ?? 0) <= c),
            );
            if (isCovered) covered += 1;
          }
          expect(hypervolume(losses, filled(objectives, 6))).toBe(covered);
        }),
        { numRuns: objectives === 5 ? 15 : 40 },
      );
    }
  });

  test("of the plane x + y + z = 1 tends to five sixths of the unit cube", () => {
    const rng = rngFromSeed("simplex");
    const rows = Array.from({ length: 400 }, () => {
      const cuts = [rng.next(), rng.next()].sort((a, b) => a - b) as [number, number];
      return [cuts[0], cuts[1] - cuts[0], 1 - cuts[1]];
    });
    const volume = hypervolume(lossesFrom(rows), [1, 1, 1]);
    expect(volume).toBeGreaterThan(0.77);
    expect(volume).toBeLessThan(5 / 6);
  });

  test("is infinite with an infinitely good point, and leaves out what is worse than the reference", () => {
    const of = (point: number[]) => hypervolume(lossesFrom([point, [1, 1]]), [2, 2]);
    expect(of([-INF, 0])).toBe(INF);
    expect(of([-INF, 3])).toBe(1);
    expect(of([INF, -INF])).toBe(1);
    expect(of([2, -5])).toBe(1);
    expect(hypervolume(lossesFrom([], 2), [2, 2])).toBe(0);
    expect(() => hypervolume(lossesFrom([[1, 1]]), [2])).toThrow("give one for each");
  });

  test("has a reference a tenth worse than the worst", () => {
    expect([
      ...referencePoint(
        lossesFrom([
          [10, -10, 0],
          [1, -20, -1],
        ]),
      ),
    ]).toEqual([11, -9, 1e-12]);
  });
});

describe("the subset", () => {
  test("is taken greedily: every choice adds most", () => {
    for (const objectives of [2, 3, 4]) {
      fc.assert(
        fc.property(points(objectives, 9), fc.integer({ min: 1, max: 5 }), (losses, size) => {
          const corner = filled(objectives, 7);
          const rows = Array.from({ length: losses.count }, (_, i) => [
            ...losses.at.subarray(i * objectives, (i + 1) * objectives),
          ]);
          const volume = (taken: readonly number[]) =>
            hypervolume(
              lossesFrom(
                taken.map((i) => rows[i] as number[]),
                objectives,
              ),
              corner,
            );
          const taken = hypervolumeSubset(losses, corner, size);
          expect(new Set(taken).size).toBe(Math.min(size, losses.count));
          taken.forEach((_, k) => {
            const before = taken.slice(0, k);
            const most = Math.max(...rows.map((_row, i) => volume([...before, i])));
            expect(volume(taken.slice(0, k + 1))).toBe(most);
          });
        }),
        { numRuns: 40 },
      );
    }
  });

  test("is found among infinite losses too", () => {
    const losses = lossesFrom([
      [INF, 0],
      [1, 1],
      [-INF, 3],
      [2, INF],
    ]);
    expect(hypervolumeSubset(losses, [INF, 4], 2)).toEqual([1, 2]);
    expect(hypervolumeSubset(losses, [INF, INF], 9)).toEqual([1, 2, 0, 3]);
  });
});

describe("crowding distance", () => {
  test("adds the gaps to both neighbours as shares of the range, infinite at the ends", () => {
    const losses = lossesFrom([
      [0, 4],
      [9, 9],
      [1, 2],
      [4, 0],
    ]);
    expect([...crowdingDistances(losses, [0, 2, 3])]).toEqual([INF, 2, INF]);
  });

  test("ignores what all share, and bears infinities", () => {
    const losses = lossesFrom([
      [1, -INF],
      [1, 2],
      [1, 4],
      [1, INF],
    ]);
    expect([...crowdingDistances(losses, [0, 1, 2, 3])]).toEqual([INF, INF, INF, INF]);
    expect([...crowdingDistances(lossesFrom([[3, 3]]), [0])]).toEqual([0]);
  });
});

describe("the Pareto front of a history", () => {
  const directions = ["minimize", "maximize"] as const;
  const trials = [
    finished({ number: 0, values: [1, 1] }),
    finished({ number: 1, values: [2, 5], constraints: { limit: 1 } }),
    finished({ number: 2, values: [2, 3] }),
    finished({ number: 3, values: [3, 2] }),
    finished({ number: 4, values: [], state: "failed" }),
    finished({ number: 5, values: [1, 1] }),
    finished({ number: 6, values: [9, INF] }),
  ];

  test("has the complete, feasible trials nothing dominates", () => {
    const history = new History({ directions });
    for (const trial of trials) history.add(trial);
    expect(paretoFront(history)).toEqual([0, 2, 5, 6]);
  });

  test("is what a study calls its best trials", () => {
    const study = createStudy({ directions, sampler: randomSampler(), pruner: nopPruner(), seed: 1, log: "me" });
    for (const trial of trials) study.addForeign(trial);
    expect(study.bestTrials().map((trial) => trial.number)).toEqual([0, 2, 5, 6]);
  });
});
