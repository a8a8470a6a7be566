import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bbob } from "./bbob.ts";

interface Row {
  readonly f: number;
  readonly dim: number;
  readonly inst: number;
  readonly fopt: number;
  readonly xopt: readonly number[];
  readonly fx: readonly number[];
  readonly fxopt: number;
  readonly fnear: number;
  readonly fout: number;
}

interface Golden {
  readonly points: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly outpoint: Readonly<Record<string, readonly number[]>>;
  readonly rows: readonly Row[];
}

/** Values of COCO's C code; sin, exp and pow may differ in the last digit between libraries. */
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../test/fixtures/bbob-golden.json"), "utf8"),
) as Golden;
const RELATIVE = 1e-8;
const ABSOLUTE = 1e-9;

/** What a row tells: a name, our value and COCO's. */
function comparisons(row: Row): [name: string, ours: number, theirs: number][] {
  const { fopt, xopt, evaluate } = bbob(row.f, row.dim, row.inst);
  const points = golden.points[row.dim] ?? [];
  const out = golden.outpoint[row.dim] ?? [];
  return [
    ["fopt", fopt, row.fopt],
    ...row.xopt.map((x, i): [string, number, number] => [`xopt[${i}]`, xopt[i] ?? Number.NaN, x]),
    ...points.map((point, i): [string, number, number] => [`fx[${i}]`, evaluate(point), row.fx[i] ?? Number.NaN]),
    ["fxopt", evaluate(xopt), row.fxopt],
    ["fnear", evaluate(row.xopt.map((x) => x + 0.01)), row.fnear],
    ["fout", evaluate(out), row.fout],
  ];
}

describe("bbob", () => {
  it("has rows of COCO's for every function, dimension and instance", () => {
    expect(golden.rows).toHaveLength(24 * 5 * 3);
  });

  it.each(Array.from({ length: 24 }, (_, i) => i + 1))("gives COCO's values for f%i", (f) => {
    const wrong = golden.rows
      .filter((row) => row.f === f)
      .flatMap((row) =>
        comparisons(row)
          .filter(([, ours, theirs]) => !(Math.abs(ours - theirs) <= RELATIVE * Math.abs(theirs - row.fopt) + ABSOLUTE))
          .map(([name, ours, theirs]) => `D=${row.dim} instance ${row.inst} ${name}: ${ours}, not ${theirs}`),
      );
    expect(wrong).toEqual([]);
  });

  it("is nowhere below its optimum, in a dimension and instance that no table has", () => {
    for (let f = 1; f <= 24; f++) {
      const { fopt, xopt, evaluate } = bbob(f, 7, 15);
      expect(evaluate(xopt)).toBeCloseTo(fopt, 8);
      for (const step of [-3, -0.1, 0.001, 2]) expect(evaluate(xopt.map((x) => x + step))).toBeGreaterThan(fopt - 1e-9);
    }
  });

  it("gives the same value again after other points", () => {
    for (let f = 1; f <= 24; f++) {
      const { evaluate } = bbob(f, 3, 1);
      const before = evaluate([1, -2, 3]);
      evaluate([4, 4, -4]);
      expect(evaluate(Float64Array.of(1, -2, 3))).toBe(before);
    }
  });

  it.each([
    [0, 2, 1],
    [25, 2, 1],
    [1, 1, 1],
    [1, 2.5, 1],
    [1, 1000, 1],
    [1, 2, 0],
    [1, 2, Number.NaN],
  ])("refuses f%d in %d dimensions, instance %d", (f, dim, instance) => {
    expect(() => bbob(f, dim, instance)).toThrow(/must be a whole number/);
  });
});
