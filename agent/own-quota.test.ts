import { expect, it } from "vitest";
import { BudgetMeter, type WorkKnown } from "./work/budget.ts";
import { budgetUnder, type OwnQuota } from "./work/asking/own-quota.ts";

const known = (own: number, running = 0, start = own): WorkKnown => ({
  nowMs: 0,
  studyMs: 0,
  ownFinished: own,
  startFinished: start,
  ownRunning: running,
  siblingsRunning: 0,
  yields: false,
  swarmFinished: own,
  unborne: 0,
  othersRunning: 0,
  doubtful: { finished: 0, running: 0, likelyRunning: 0 },
  workers: 1,
  generations: { closed: 0, openShare: 0 },
});
const quota: OwnQuota = { rounds: 4, trialsPerRound: 10, counts: "start" };
const meterOf = (mine: OwnQuota, budget: Parameters<typeof budgetUnder>[0]): BudgetMeter =>
  new BudgetMeter(budgetUnder(budget, mine), 0, mine);

it("takes the place of rounds that a study asks of each, whether they are more or fewer", () => {
  for (const rounds of [1, 100]) {
    const meter = meterOf(quota, { kind: "rounds", rounds, trialsPerRound: 7 });
    expect([meter.rounds, meter.allowance(known(0)), meter.allowance(known(30, 5))]).toEqual([4, 40, 5]);
    expect([meter.isSpent(known(39)), meter.isSpent(known(40)), meter.progress(known(10))]).toEqual([
      false,
      true,
      0.25,
    ]);
  }
});

it("is a bound beside a budget that all share", () => {
  const meter = meterOf(quota, { kind: "trials", total: 12, trialsPerRound: 5 });
  expect(meter.allowance(known(0))).toBeLessThanOrEqual(12);
  expect([meter.isSpent(known(11)), meter.isSpent(known(12))]).toEqual([false, true]);
  expect(meterOf(quota, { kind: "open", trialsPerRound: 5 }).isSpent(known(40))).toBe(true);
});

it("counts since this start, or all that the profile ran", () => {
  const budget = { kind: "open", trialsPerRound: 5 } as const;
  expect(meterOf(quota, budget).allowance(known(90, 0, 0))).toBe(40);
  expect(meterOf({ ...quota, counts: "profile" }, budget).allowance(known(30, 0, 0))).toBe(10);
});

it("of nothing is spent at once", () => {
  const none = meterOf({ ...quota, rounds: 0 }, { kind: "rounds", rounds: 4, trialsPerRound: 10 });
  expect([none.isSpent(known(0)), none.allowance(known(0))]).toEqual([true, 0]);
});
