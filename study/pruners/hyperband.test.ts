import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { trialSeed } from "../bytes/hash.ts";
import { historyFor, isPruned } from "../testing/report-curves.ts";
import { finished } from "../testing/run-trials.ts";
import type { HyperbandSnapshot } from "../trial/proposal.ts";
import type { FinishedTrial, Report } from "../trial/trial.ts";
import { hyperbandPruner } from "./hyperband.ts";
import { bracketBudgets, bracketCount, bracketOf } from "./rules/brackets.ts";

const fixtures = JSON.parse(
  readFileSync(new URL("../../test/fixtures/optuna-fixtures.json", import.meta.url), "utf8"),
) as { hyperband: { budgets: number[]; n_brackets: number; brackets_demo_0_19: number[] } };
const optuna = fixtures.hyperband;

/** CRC-32 as in zlib, by which Optuna assigns brackets. */
function crc32(text: string): number {
  let crc = ~0;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * 0xedb88320);
  }
  return ~crc >>> 0;
}

describe("brackets", () => {
  test("have the budgets of Optuna's, and trials fall into them as its do", () => {
    expect(bracketBudgets(optuna.n_brackets, 3)).toEqual(optuna.budgets);
    const brackets = Array.from({ length: 20 }, (_, i) => bracketOf(crc32(`demo_${i}`), optuna.budgets));
    expect(brackets).toEqual(optuna.brackets_demo_0_19);
  });

  test("are as many as rungs up to the longest trial, powers included", () => {
    const counts = (factor: number, ...longest: number[]) => longest.map((max) => bracketCount(1, max, factor));
    expect(counts(3, 1, 2, 3, 80, 81, 242, 243)).toEqual([1, 1, 2, 4, 5, 5, 6]);
    expect(bracketCount(5, 100, 2)).toBe(5);
  });

  test("share trials by their budgets", () => {
    const counts = optuna.budgets.map(() => 0);
    const trials = 20_000;
    for (let i = 0; i < trials; i++) {
      const bracket = bracketOf(trialSeed("a log", i), optuna.budgets);
      counts[bracket] = (counts[bracket] ?? 0) + 1;
    }
    const total = optuna.budgets.reduce((sum, budget) => sum + budget, 0);
    optuna.budgets.forEach((budget, b) => {
      expect(Math.abs((counts[b] ?? 0) / trials - budget / total)).toBeLessThan(0.01);
    });
  });
});

describe("hyperband", () => {
  const curve = (value: number): Report[] => Array.from({ length: 9 }, (_, step): Report => [step, value]);
  const trials: FinishedTrial[] = Array.from({ length: 60 }, (_, number) =>
    finished({ number, intermediate: curve(number) }),
  );
  const bracketIn = (snapshot: HyperbandSnapshot, number: number) =>
    bracketOf(trialSeed("log", number), snapshot.budgets);

  test("prunes nothing while no complete trial says how long trials are", () => {
    const history = historyFor(["minimize"], [finished({ number: 0 })]);
    expect(hyperbandPruner().snapshot(history)).toEqual({ kind: "nop" });
    expect(hyperbandPruner({ maxResource: 9 }).snapshot(history).kind).toBe("hyperband");
  });

  test("compares a trial with those of its bracket, from its bracket's first rung on", () => {
    const pruner = hyperbandPruner();
    const snapshot = pruner.snapshot(historyFor(["minimize"], trials)) as HyperbandSnapshot;
    expect(snapshot.budgets).toEqual(bracketBudgets(3, 3));
    for (let number = 100; number < 130; number++) {
      const bracket = bracketIn(snapshot, number);
      const rivals = trials.filter((trial) => bracketIn(snapshot, trial.number) === bracket);
      const best = rivals.map((trial) => trial.number).sort((a, b) => a - b);
      const last = best[Math.max(Math.floor((best.length + 1) / 3), 1) - 1] ?? 0;
      const history = historyFor(["minimize"], trials);
      const stopsAt = (value: number) =>
        curve(value).findIndex((_, i) =>
          isPruned(pruner, history, curve(value).slice(0, i + 1), { seed: trialSeed("log", number) }),
        );
      expect(stopsAt(last)).toBe(-1);
      expect(stopsAt(last + 0.5)).toBe(3 ** bracket < 9 ? 3 ** bracket : -1);
    }
  });

  test("refuses options without a meaning, naming the fix", () => {
    expect(() => hyperbandPruner({ minResource: 10, maxResource: 9 })).toThrow("raise it");
    expect(() => hyperbandPruner({ reductionFactor: 1 })).toThrow("reductionFactor must be a whole number from 2");
    expect(() => hyperbandPruner({ minResource: 0.5 })).toThrow("minResource");
  });
});
