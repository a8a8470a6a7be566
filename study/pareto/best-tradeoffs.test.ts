import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rngFromSeed } from "../rng.ts";
import { bestTradeoffs } from "./best-tradeoffs.ts";
import { nondominated } from "./front.ts";
import { dominates, lossesAt, lossesFrom } from "./losses.ts";
import { nondominatedRanks } from "./ranks.ts";

/** Few different losses, so that many are equal; infinite ones, too. */
const loss = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(Infinity, -Infinity));
const points = fc
  .integer({ min: 2, max: 5 })
  .chain((objectives) =>
    fc.array(fc.array(loss, { minLength: objectives, maxLength: objectives }), { minLength: 1, maxLength: 40 }),
  );
const hashesFor = (count: number) => Array.from({ length: count }, (_, i) => (i * 2_654_435_761) % 2 ** 32);

describe("the best trade-offs", () => {
  test("are as many as asked for, each once, and the whole front if it fits", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 5, max: 40 }), (at, count) => {
        const losses = lossesFrom(at);
        const best = [...bestTradeoffs(losses, hashesFor(at.length), count)];
        expect(new Set(best).size).toBe(Math.min(count, at.length));
        const front = nondominated(losses);
        if (front.length <= count) expect(best).toEqual(expect.arrayContaining(front));
        else for (const point of best) expect(front).toContain(point);
      }),
      { numRuns: 300 },
    );
  });

  test("never come after a point they dominate", () => {
    fc.assert(
      fc.property(points, (at) => {
        const losses = lossesFrom(at);
        const best = bestTradeoffs(losses, hashesFor(at.length), at.length);
        best.forEach((point, k) => {
          for (const later of best.subarray(k + 1)) expect(dominates(losses, later, point)).toBe(false);
        });
      }),
    );
  });

  test("are the same in whatever order the points come", () => {
    const indexed = points.chain((at) =>
      fc.tuple(fc.constant(at), fc.shuffledSubarray([...at.keys()], { minLength: at.length })),
    );
    fc.assert(
      fc.property(indexed, fc.integer({ min: 1, max: 20 }), ([at, order], count) => {
        const hashes = hashesFor(at.length);
        const straight = [...bestTradeoffs(lossesFrom(at), hashes, count)];
        const shuffled = bestTradeoffs(
          lossesAt(lossesFrom(at), order),
          order.map((i) => hashes[i] as number),
          count,
        );
        expect([...shuffled].map((i) => order[i])).toEqual(straight);
      }),
    );
  });

  test("of two objectives are those of the lowest ranks", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(loss, loss), { minLength: 9, maxLength: 40 }), (at) => {
        const losses = lossesFrom(at);
        const ranks = nondominatedRanks(losses);
        const best = [...bestTradeoffs(losses, hashesFor(at.length), 8)].map((point) => ranks[point]);
        expect(best.toSorted((a, b) => Number(a) - Number(b))).toEqual([...ranks].sort((a, b) => a - b).slice(0, 8));
      }),
    );
  });

  test("of five objectives are found in bounded time where all 60,000 points are in the front, the ends included", () => {
    const rng = rngFromSeed(1);
    const at = Array.from({ length: 60_000 }, () => {
      const parts = Array.from({ length: 5 }, () => -Math.log(1 - rng.next()));
      const sum = parts.reduce((total, part) => total + part, 0);
      return parts.map((part) => part / sum);
    });
    const losses = lossesFrom(at);
    const best = bestTradeoffs(losses, hashesFor(at.length), 6_000);
    expect(new Set(best).size).toBe(6_000);
    for (let j = 0; j < 5; j++) {
      const column = at.map((point) => point[j] as number);
      expect(best.subarray(0, 5)).toContain(column.indexOf(Math.min(...column)));
    }
  });
});
