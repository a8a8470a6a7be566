import { expect, it } from "vitest";
import { peersOf } from "../../../test/ui/fake-study.ts";
import { cellCentre, fillOf, isWorking, ringsFor, spiral } from "./hive-layout.ts";

it("lays every cell once, beginning in the middle", () => {
  const cells = spiral(150);
  expect(cells[0]).toEqual({ q: 0, r: 0 });
  expect(new Set(cells.map(({ q, r }) => `${q},${r}`)).size).toBe(150);
});

it("fills ring after ring", () => {
  const distance = ({ q, r }: { q: number; r: number }) => (Math.abs(q) + Math.abs(r) + Math.abs(q + r)) / 2;
  expect(spiral(7).map(distance)).toEqual([0, 1, 1, 1, 1, 1, 1]);
  expect(
    spiral(19)
      .slice(7)
      .every((cell) => distance(cell) === 2),
  ).toBe(true);
  expect([1, 2, 7, 8, 19, 20].map(ringsFor)).toEqual([0, 1, 1, 2, 2, 3]);
});

it("keeps neighbours one cell apart", () => {
  const [[ax, ay], [bx, by]] = [cellCentre({ q: 0, r: 0 }, 10), cellCentre({ q: 1, r: -1 }, 10)];
  expect(Math.hypot(ax - bx, ay - by)).toBeCloseTo(10 * Math.sqrt(3));
});

it("fills a cell by the trials of its tab: a watcher's stays empty, one trial shows, the busiest is full", () => {
  expect([0, 1, 50, 100].map((trials) => fillOf(trials, 100))).toEqual([0, 0.26, 0.63, 1]);
  expect(fillOf(0, 0)).toBe(0);
});

it("takes a tab for working only while it is online, lends cores and is not done", () => {
  const peer = peersOf("running", 0).find((it) => it.cores > 0 && it.online && !it.done);
  if (peer === undefined) throw new Error("The fake swarm has nobody at work.");
  expect(isWorking(peer)).toBe(true);
  for (const change of [{ done: true }, { cores: 0 }, { online: false }])
    expect(isWorking({ ...peer, ...change })).toBe(false);
});
