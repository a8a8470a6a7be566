import { expect, it } from "vitest";
import { type LogCount, Pace } from "./pace.ts";

const LOOK_MS = 250;
const log = (name: string, finished: number, ageMs = 0): LogCount => ({ log: name, finished, ageMs });

/** The rate after each of `count` looks. */
function ratesOf(pace: Pace, count: number, at: (second: number) => LogCount[], fromMs = 0): number[] {
  return Array.from({ length: count }, (_, i) => {
    pace.look(fromMs + i * LOOK_MS, at((i * LOOK_MS) / 1_000));
    return pace.perSecond;
  });
}

it("is the speed at which the logs of those who are there grow", () => {
  const rates = ratesOf(new Pace(), 40, (s) => [log("own", Math.floor(8 * s)), log("a", 1_000 + Math.floor(4 * s))]);
  for (const rate of rates.slice(5)) expect(rate).toBeGreaterThan(10);
  for (const rate of rates) expect(rate).toBeLessThanOrEqual(12.7);
});

it("does not take for speed what a log held before its tab was heard of", () => {
  const rates = ratesOf(new Pace(), 40, (s) => [log("own", 0), ...(s < 1 ? [] : [log("a", 5_000)])]);
  expect(Math.max(...rates)).toBe(0);
});

it("spreads what was missed over the time it was missed in", () => {
  const pace = new Pace();
  const rates = ratesOf(pace, 280, (s) => [log("own", 0), log("a", s < 60 ? 100 : 700)]);
  expect(Math.max(...rates)).toBeGreaterThan(9);
  expect(Math.max(...rates)).toBeLessThan(11.5);
  expect(rates.at(-1)).toBe(0);
});

it("knows how old the first word of a tab was", () => {
  const rates = ratesOf(new Pace(), 20, (s) => [log("a", s < 0.25 ? 100 : 400, 29_750)]);
  expect(Math.max(...rates.slice(4))).toBeLessThan(52);
});

it("counts every slow trial once", () => {
  const rates = ratesOf(new Pace(), 400, (s) => [log("own", Math.floor(s / 10))]);
  const mean = rates.slice(-320).reduce((sum, rate) => sum + rate, 0) / 320;
  expect(mean).toBeGreaterThan(0.09);
  expect(mean).toBeLessThan(0.11);
});

it("begins anew with a tab that went and came back", () => {
  const rates = ratesOf(new Pace(), 60, (s) => (s > 2 && s < 4 ? [] : [log("a", s < 3 ? 10 : 900)]));
  expect(Math.max(...rates)).toBe(0);
});

it("believes no log a speed that no tab could reach", () => {
  const rates = ratesOf(new Pace(), 40, (s) => [log("own", 0), log("liar", s < 5 ? 10 : 4.4e11)]);
  expect(Math.max(...rates)).toBeGreaterThan(1e5);
  expect(Math.max(...rates)).toBeLessThan(1.1e7);
  const fast = ratesOf(new Pace(), 40, (s) => [log("own", 5e6 * s)]);
  expect(fast.at(-1)).toBeCloseTo(5e6, -2);
});
