import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CurveChange, RewardCurve } from "./reward-curve.ts";

/** All bins, put together of the changes as the page does. */
function together(changes: readonly CurveChange[]): Omit<CurveChange, "from"> {
  let bins: Omit<CurveChange, "from"> = { span: 1, lows: [], highs: [], averages: [] };
  for (const { from, span, lows, highs, averages } of changes)
    bins = {
      span,
      lows: [...bins.lows.slice(0, from), ...lows],
      highs: [...bins.highs.slice(0, from), ...highs],
      averages: [...bins.averages.slice(0, from), ...averages],
    };
  return bins;
}

const rewardOf = (episode: number): number => -((episode * 7919) % 101);

describe("a learning curve", () => {
  it("of the notebook's thousand episodes has each of them, told bit by bit", () => {
    const curve = new RewardCurve();
    const changes: CurveChange[] = [];
    for (let episode = 0; episode < 1_000; episode++) {
      curve.add(rewardOf(episode), episode / 10);
      if (episode % 7 === 0) changes.push(curve.takeChange());
    }
    changes.push(curve.takeChange());
    const rewards = Array.from({ length: 1_000 }, (_, episode) => rewardOf(episode));
    expect(together(changes)).toEqual({
      span: 1,
      lows: rewards,
      highs: rewards,
      averages: rewards.map((_, i) => i / 10),
    });
    // No change says again what an earlier one has said.
    expect(changes.reduce((sum, { averages }) => sum + averages.length, 0)).toBe(1_000);
  });

  it("never has more than 2,000 places, whatever is added and whenever it is asked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000 }), fc.integer({ min: 1, max: 3_000 }), (count, every) => {
        const curve = new RewardCurve();
        const changes: CurveChange[] = [];
        for (let episode = 0; episode < count; episode++) {
          curve.add(rewardOf(episode), episode);
          if (episode % every === 0) changes.push(curve.takeChange());
        }
        changes.push(curve.takeChange());
        const { span, lows, highs, averages } = together(changes);
        expect(averages.length).toBe(Math.ceil(count / span));
        expect(averages.length).toBeLessThanOrEqual(2_000);
        expect(count).toBeGreaterThan((span / 2) * 2_000 * (span > 1 ? 1 : 0));
        averages.forEach((average, bin) => {
          const episodes = Array.from({ length: Math.min(span, count - bin * span) }, (_, i) => bin * span + i);
          expect(average).toBe(episodes.at(-1));
          expect(lows[bin]).toBe(Math.min(...episodes.map(rewardOf)));
          expect(highs[bin]).toBe(Math.max(...episodes.map(rewardOf)));
        });
      }),
      { numRuns: 10 },
    );
  });
});
