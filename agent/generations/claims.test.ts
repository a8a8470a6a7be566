import { describe, expect, it } from "vitest";
import { Claims } from "./claims.ts";

const HELD_MS = 100;

describe("a cell", () => {
  it("that a tab says it runs is its own for a while, and then that of the next one that says so", () => {
    const claims = new Claims();
    claims.look(0, [["a", [7]]], 0);
    expect([claims.holds(7, 99, HELD_MS), claims.holds(7, 100, HELD_MS), claims.holds(8, 0, HELD_MS)]).toEqual([
      true,
      false,
      false,
    ]);
    claims.look(0, [["b", [7]]], 150);
    expect(claims.holds(7, 249, HELD_MS)).toBe(true);
  });

  it("is not kept from everybody by ever new tabs that say they run it, but in the next generation may be run", () => {
    const claims = new Claims();
    const heldAt = (generation: number, nowMs: number): boolean => {
      claims.look(generation, [[`new at ${nowMs}`, [7]]], nowMs);
      return claims.holds(7, nowMs, HELD_MS);
    };
    const held = Array.from({ length: 20 }, (_, i) => heldAt(0, 50 * i));
    expect(held.slice(0, 3)).toEqual([true, true, true]);
    expect(held.slice(3)).not.toContain(true);
    expect(heldAt(1, 1_000)).toBe(true);
  });
});
