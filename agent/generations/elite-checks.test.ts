import { describe, expect, it } from "vitest";
import { EliteChecks } from "./elite-checks.ts";

const make = () =>
  new EliteChecks({
    isBetter: (score, than) => score > than,
    turnOf: (cell) => (cell * 7) % 10,
    taskOf: (cell) => ({ generation: 3, cell, genome: [cell], seed: cell }),
  });
const after = (own: number): EliteChecks => {
  const checks = make();
  for (let i = 0; i < own; i++) checks.ranOwn();
  return checks;
};

describe("results of others that would decide a generation", () => {
  it("run again from the better half, each tab another one, as a twentieth of its own work", () => {
    const checks = after(60);
    for (let cell = 0; cell < 10; cell++) checks.heard(cell, cell, "other");
    const run: number[] = [];
    for (let check = checks.next(); check !== null; check = checks.next()) {
      checks.begin(run.length, check);
      run.push(check.cell);
    }
    expect(run).toHaveLength(3);
    expect(run.every((cell) => cell >= 4)).toBe(true);
    expect(new Set(run).size).toBe(3);
    expect(after(10).next()).toBeNull();
  });

  it("are false where two runs here come to the same, and not to what was told; then all that this tab told is looked at", () => {
    const checks = after(40);
    for (let cell = 0; cell < 6; cell++) checks.heard(cell, 100 + cell, "liar");
    const first = checks.next();
    if (first === null) throw new Error("unreachable");
    checks.begin(0, first);
    expect(checks.ended(0, 5)).toBeNull();
    const second = checks.next();
    expect(second).toMatchObject({ cell: first.cell, found: 5 });
    if (second === null) throw new Error("unreachable");
    checks.begin(1, second);
    expect(checks.ended(1, 5)).toMatchObject({ cell: first.cell, by: "liar", score: 100 + first.cell, found: 5 });
    expect(checks.isWrong("liar")).toBe(true);
    const rest: number[] = [];
    for (let check = checks.next(); check !== null; check = checks.next()) {
      checks.begin(2 + rest.length, check);
      rest.push(check.cell);
    }
    // The best first.
    expect(rest).toEqual([5, 4, 3, 2, 1, 0].filter((cell) => cell !== first.cell));
  });

  it("say nothing where the objective does not repeat, or fails here, and are nobody's once another generation is open", () => {
    const checks = after(100);
    checks.heard(0, 9, "other");
    checks.heard(1, Number.NaN, "other");
    const told = checks.next();
    if (told === null) throw new Error("unreachable");
    checks.begin(0, told);
    expect(checks.ended(0, 5)).toBeNull();
    const again = checks.next();
    if (again === null) throw new Error("unreachable");
    checks.begin(1, again);
    expect(checks.ended(1, 6)).toBeNull();
    expect(checks.isWrong("other")).toBe(false);
    checks.heard(2, 9, "other");
    const failing = checks.next();
    if (failing === null) throw new Error("unreachable");
    checks.begin(2, failing);
    expect(checks.ended(2, Number.NaN)).toBeNull();
    checks.heard(3, 9, "other");
    checks.opened();
    expect(checks.next()).toBeNull();
  });

  it("are bounded, of which the worst are let go", () => {
    const checks = after(10_000);
    for (let cell = 0; cell < 1_000; cell++) checks.heard(cell, cell, "other");
    const run: number[] = [];
    for (let check = checks.next(); check !== null; check = checks.next()) {
      checks.begin(run.length, check);
      run.push(check.cell);
    }
    expect(run).toHaveLength(64);
    expect(Math.min(...run)).toBe(936);
  });
});
