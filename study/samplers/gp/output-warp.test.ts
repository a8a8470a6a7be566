import { describe, expect, test } from "vitest";
import { outputWarp, WARP_OFFSETS, warp } from "./output-warp.ts";

const warped = (losses: readonly number[], share: number): number[] => {
  const scale = outputWarp(losses, share);
  return losses.map((loss) => warp(scale, loss));
};

describe("a warp of losses", () => {
  test.each(WARP_OFFSETS)("keeps their order, with mean 0 and variance 1 (offset %d)", (share) => {
    const losses = [3, 1e6, 20, -4, 5, 1, 300];
    const z = warped(losses, share);
    expect(z.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0, 10);
    expect(z.reduce((sum, v) => sum + v * v, 0) / z.length).toBeCloseTo(1, 10);
    const order = (values: readonly number[]) =>
      values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    expect(order(z)).toEqual(order(losses));
  });

  test.each([1, 0.1])("has the slope its Jacobian says (offset %d)", (share) => {
    const losses = [3, 1e3, 20, -4, 5, 1, 300];
    const scale = outputWarp(losses, share);
    const sum = [3, 20, 5, 1, 300].reduce(
      (total, y) => total + Math.log((warp(scale, y + 1e-4) - warp(scale, y - 1e-4)) / 2e-4),
      0,
    );
    const ends = [-4, 1e3].reduce((total, y) => total - Math.log((scale.offset + y + 4) * scale.deviation), 0);
    expect(scale.logJacobian).toBeCloseTo(sum + ends, 5);
  });

  test.each(WARP_OFFSETS)("survives infinities, NaN, one value for ever and none at all (offset %d)", (share) => {
    const strange = [
      [Infinity, -Infinity, 1, Number.NaN],
      [Infinity, Infinity],
      [-1e308, 1e308, 0],
      [1e308, -1e308, -1e308, 3],
      [7, 7, 7],
      [0],
    ];
    for (const losses of strange) for (const z of warped(losses, share)) expect(Number.isFinite(z)).toBe(true);
    const [worst, best, middle, unknown] = warped([Infinity, -Infinity, 1, Number.NaN, 9], share);
    expect(worst).toBe(unknown);
    expect(best).toBe(middle);
    expect(worst).toBeGreaterThan(middle ?? 0);
  });
});
