import { expect, it } from "vitest";
import { STAYED_MS, Voices } from "./voices.ts";

const crowd = (count: number, of: string): string[] => Array.from({ length: count }, (_, i) => `${of} ${i}`);
const heardOf = (voices: Voices, peers: readonly string[]): number =>
  peers.filter((peer) => voices.counts(peer)).length;

it("whoever has worked here for half a minute is heard, and nobody else", () => {
  const told = new Set<string>();
  const voices = new Voices((peer) => told.has(peer));
  const [old, late] = [crowd(10, "old"), crowd(40, "late")];
  for (const peer of [...old, ...late]) told.add(peer);
  const idle = "has told nothing";
  for (let nowMs = 0; nowMs <= STAYED_MS; nowMs += 1_000) {
    expect(heardOf(voices, [...old, ...late])).toBe(0);
    voices.look(nowMs < STAYED_MS - 5_000 ? [...old, idle] : [...old, ...late, idle], nowMs);
  }
  expect(old.every((peer) => voices.counts(peer))).toBe(true);
  expect(heardOf(voices, late)).toBe(0);
  expect(voices.counts(idle)).toBe(false);
  // However many come at once, they at most double what a third is taken of.
  expect(voices.workers).toBe(20);
});

it("whoever is gone is heard no more, and one that was away for a moment is at once", () => {
  const voices = new Voices(() => true);
  for (let nowMs = 0; nowMs <= STAYED_MS; nowMs += 1_000) voices.look(["a", "b"], nowMs);
  voices.look(["a"], STAYED_MS + 1_000);
  expect(["a", "b"].map((peer) => voices.counts(peer))).toEqual([true, false]);
  voices.look(["a", "b"], STAYED_MS + 3_000);
  expect(voices.counts("b")).toBe(true);
  for (let s = 4; s < 20; s++) voices.look(["a"], STAYED_MS + 1_000 * s);
  voices.look(["a", "b"], STAYED_MS + 20_000);
  expect(voices.counts("b")).toBe(false);
});
