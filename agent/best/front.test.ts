import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finished } from "../../study/testing/run-trials.ts";
import type { FinishedTrial } from "../../study/trial/trial.ts";
import { isBefore } from "./agreed-order.ts";
import { Front, type FrontMember, MAX_HELD, selected } from "./front.ts";

type Values = readonly number[];

const DIRECTIONS = ["minimize", "maximize", "minimize", "maximize"] as const;
const directionsOf = (count: number) => DIRECTIONS.slice(0, count);
const idOf = ({ log, number }: FinishedTrial) => `${log}:${number}`;
const lossesOf = ({ values }: FinishedTrial) => values.map((value, j) => (j % 2 === 1 ? 0 - value : value));

/** Few different values, so that many trials are equal. */
const value = fc.oneof({ weight: 30, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.constant(Infinity) });
const trialsOf = (objectives: number) =>
  fc.uniqueArray(
    fc
      .record({
        log: fc.constantFrom("a", "b", "c"),
        number: fc.nat(30),
        foreignKnown: fc.nat(5),
        values: fc.array(value, { minLength: objectives, maxLength: objectives }),
        state: fc.oneof({ weight: 9, arbitrary: fc.constant("complete" as const) }, fc.constant("pruned" as const)),
        constraints: fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, fc.constant({ limit: 1 })),
      })
      .map(finished),
    { selector: idOf, maxLength: 50 },
  );
const trials = fc.integer({ min: 2, max: 4 }).chain(trialsOf);

const isNowhereWorse = (a: Values, b: Values) => a.every((loss, j) => loss <= (b[j] ?? 0));

const isEligible = ({ state, values, constraints }: FinishedTrial) =>
  state === "complete" && values.every(Number.isFinite) && Object.keys(constraints).length === 0;

/** By definition. */
function bestTradeoffs(all: readonly FinishedTrial[]): string[] {
  const may = all.filter(isEligible);
  return may
    .filter((trial) => {
      const losses = lossesOf(trial);
      return !may.some((other) => {
        if (other === trial || !isNowhereWorse(lossesOf(other), losses)) return false;
        return !isNowhereWorse(losses, lossesOf(other)) || isBefore(other, trial);
      });
    })
    .map(idOf)
    .sort();
}

function frontOf(all: readonly FinishedTrial[]): Front {
  const front = new Front(directionsOf(all[0]?.values.length ?? 2));
  for (const trial of all) front.consider(trial);
  return front;
}

const namesOf = (members: readonly FrontMember[]) => members.map(({ trial }) => idOf(trial));

describe("the front", () => {
  it("is what no trial beats, of equal ones the first in the agreed order", () => {
    fc.assert(
      fc.property(trials, (all) => {
        expect(namesOf(frontOf(all).members).sort()).toEqual(bestTradeoffs(all));
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the order in which the trials arrive", () => {
    const shuffled = trials.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(namesOf(frontOf(other).members)).toEqual(namesOf(frontOf(all).members));
      }),
    );
  });

  it("is told of each trial whether it is on it with values that no other has", () => {
    fc.assert(
      fc.property(trials, (all) => {
        const front = new Front(directionsOf(all[0]?.values.length ?? 2));
        all.forEach((trial, i) => {
          const isKnown = all
            .slice(0, i)
            .some((other) => isEligible(other) && String(other.values) === String(trial.values));
          const isOnFront = bestTradeoffs(all.slice(0, i + 1)).includes(idOf(trial));
          expect(front.consider(trial)).toBe(isOnFront && !isKnown);
        });
      }),
    );
  });

  it("is bounded, keeps its order, and the best of each objective", () => {
    const count = 3 * MAX_HELD;
    const front = new Front(directionsOf(2));
    for (let i = 0; i < count; i++) {
      const at = (i * 1_009) % count;
      expect(front.consider(finished({ number: i, values: [at, at] }))).toBe(true);
      expect(front.members.length).toBeLessThanOrEqual(MAX_HELD);
    }
    const firsts = front.members.map(({ trial }) => trial.values[0] ?? 0);
    expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
    expect([firsts.at(0), firsts.at(-1)]).toEqual([0, count - 1]);
    const shown = selected(front.members, 100).map(({ trial }) => trial.values[0]);
    expect([shown.at(0), shown.at(-1)]).toEqual([0, count - 1]);
    expect(shown.length).toBeGreaterThan(90);
    expect(shown.length).toBeLessThanOrEqual(100);
  });
});
