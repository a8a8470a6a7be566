import { describe, expect, it, vi } from "vitest";
import { Evolution } from "../../study/evolution/evolution.ts";
import type { Cell } from "../../study/evolution/settings.ts";
import { CellDivision } from "./cell-division.ts";
import { CellOwners } from "./cell-owners.ts";

const LOGS = ["a", "b", "c", "d"];
const POPULATION = 200;
const TRIAL_MS = 1_000;

const ownersAs = (own: string, coresOf: (log: string) => number = () => 1): CellOwners => {
  const owners = new CellOwners();
  const all = LOGS.map((log) => ({ log, cores: coresOf(log) }));
  const at = LOGS.indexOf(own);
  const [first = { log: own, cores: 1 }] = all.splice(at, 1);
  owners.look(first, all);
  return owners;
};
const rankOf = (log: string, cell: Cell): number => ownersAs(log).rankOf(0, cell, 9);
const shareOf = (log: string, coresOf?: (of: string) => number): Cell[] => {
  const owners = ownersAs(log, coresOf);
  return Array.from({ length: POPULATION }, (_, cell) => cell).filter((cell) => owners.rankOf(0, cell, 0) === 0);
};

/** One of four tabs, of which all others are there, in a generation without re-tests. */
function tab(log: string) {
  const settings = { population: POPULATION, survivors: 10, champions: 2, sigma: 1, validationEpisodes: 0 };
  const evolution = new Evolution({ ...settings, seed: "s", maximize: true });
  const division = new CellDivision({ log, evolution, trialTimeoutMs: 60_000 }, 0);
  const running = new Set<Cell>();
  const look = (nowMs: number, claims: Readonly<Record<string, readonly Cell[]>> = {}): void => {
    const others = LOGS.filter((other) => other !== log);
    const tabs = others.map((other) => ({ log: other, cores: 1, claims: claims[other] ?? [] }));
    division.look(tabs, 1, nowMs);
  };
  const next = (nowMs: number, count = 1): Cell[] => {
    const cells = division.next(count, (cell) => running.has(cell), nowMs);
    for (const cell of cells) running.add(cell);
    return cells;
  };
  const brought = (by: string, cells: readonly Cell[], nowMs: number): void => {
    for (const cell of cells) evolution.note(cell, 1);
    division.brought(by, cells.length, nowMs);
  };
  look(0);
  division.ended(TRIAL_MS);
  return { evolution, division, look, next, brought, done: () => running.clear() };
}

/** A tab that has brought all of its share, as the others have but for `left` of each. */
function idle(log: string, left: Readonly<Record<string, number>>, nowMs = 0) {
  const it = tab(log);
  for (const other of LOGS) {
    const share = shareOf(other);
    it.brought(other, share.slice(0, share.length - (left[other] ?? 0)), nowMs);
  }
  return it;
}

describe("cells", () => {
  it("fall to one tab each, to each as many as it has cores, and hardly move when one comes", () => {
    const all = LOGS.flatMap((log) => shareOf(log));
    expect([new Set(all).size, all.length]).toEqual([POPULATION, POPULATION]);
    for (const log of LOGS) expect(shareOf(log).length).toBeGreaterThan(POPULATION / 8);
    const large = shareOf("a", (log) => (log === "a" ? 5 : 1));
    expect(large.length).toBeGreaterThan(POPULATION / 2);
    expect(large.filter((cell) => shareOf("a").includes(cell))).toEqual(shareOf("a"));
  });

  it("that fall to a tab are run by it in ascending order, the last of them in smaller batches", () => {
    const { next } = tab("a");
    const own = shareOf("a");
    const batches: Cell[][] = [];
    for (let taken = 0; taken < own.length; taken += batches.at(-1)?.length ?? 1) batches.push(next(0, 10));
    expect(batches.flat()).toEqual(own);
    expect([batches[0]?.length, batches.at(-1)?.length]).toEqual([10, 1]);
  });
});

describe("who has nothing left", () => {
  it("helps at once with what a tab will not come to soon, from the end, and no two with the same", () => {
    const left = shareOf("d").slice(-20);
    const taken = ["a", "b", "c"].map((log) => {
      const { evolution, brought, next } = tab(log);
      for (let cell = 0; cell < POPULATION; cell++) if (!left.includes(cell)) evolution.note(cell, 1);
      // At its pace that one has two cells in hand.
      brought("d", left.slice(0, 2), 1_000);
      return Array.from({ length: 20 }, () => next(1_100)).flat();
    });
    expect(new Set(taken.flat()).size).toBe(taken.flat().length);
    for (const cell of taken.flat()) expect(rankOf("d", cell)).toBe(0);
    expect(taken.flat().length).toBeGreaterThan(8);
    for (const cells of taken) expect(cells).toEqual(cells.toSorted((a, b) => b - a));
    for (const cell of left.slice(2, 4)) expect(taken.flat()).not.toContain(cell);
  });

  it("waits for what another has in hand as long as a trial takes, and then runs it, too", () => {
    const { next, division } = idle("a", { d: 1 });
    const [last = -1] = shareOf("d").slice(-1);
    expect(division.periodMs).toBe(100 + 1.5 * TRIAL_MS);
    expect(next(division.periodMs - 1)).toEqual([]);
    // Whoever comes second runs it first; whoever comes last by then has waited twice as long.
    const found = LOGS.slice(0, 3).map((log) => {
      const waiting = idle(log, { d: 1 });
      return [1, 2].findIndex((periods) => waiting.next(periods * division.periodMs).length > 0);
    });
    expect(found).toEqual(LOGS.slice(0, 3).map((log) => (rankOf(log, last) <= 1 ? 0 : 1)));
    expect(found).toContain(0);
  });

  it("waits no longer because the machine slept for hours while a trial ran", () => {
    const [slept, hung] = [tab("a").division, tab("a").division];
    slept.ended(8 * 3_600_000);
    hung.ended(60_000);
    expect(slept.periodMs).toBe(hung.periodMs);
    for (let i = 0; i < 20; i++) slept.ended(TRIAL_MS);
    expect(slept.periodMs).toBeLessThan(60_000);
  });

  it("believes that another runs a cell for three times what a trial takes, whatever else it is said to run by then", () => {
    const [last = -1] = shareOf("d").slice(-1);
    const it = idle(LOGS.find((log) => rankOf(log, last) === 1) ?? "", { d: 1 });
    it.look(0, { d: [last] });
    it.look(2_000, { d: [] });
    it.look(2_100, { d: [last] });
    expect(it.next(2_900)).toEqual([]);
    expect(it.next(3_101)).toEqual([last]);
  });

  it("does nothing a second time that somebody who brought nothing has left to others for a generation", () => {
    const it = idle("a", { d: 200 });
    const { evolution, division } = it;
    const closeAt = (nowMs: number): void => {
      for (const cell of Array.from(evolution.missing())) evolution.note(cell, 1);
      evolution.close();
      division.opened(nowMs, true);
      it.look(nowMs);
    };
    // In the first one nobody knows who was there from its start.
    closeAt(5_000);
    it.brought("b", [1], 5_100);
    it.brought("c", [2], 5_100);
    closeAt(10_000);
    const shareAmong = (others: readonly string[]): Cell[] => {
      const owners = new CellOwners();
      owners.look(
        { log: "a", cores: 1 },
        others.map((log) => ({ log, cores: 1 })),
      );
      return [...evolution.missing()].filter((cell) => owners.rankOf(evolution.generation, cell, 0) === 0);
    };
    const three = shareAmong(["b", "c"]);
    expect(Array.from(three, () => it.next(10_001)).flat()).toEqual(three);
    it.brought("d", three.slice(0, 1), 10_002);
    closeAt(10_003);
    it.done();
    const four = shareAmong(["b", "c", "d"]);
    expect(four.length).toBeLessThan(three.length);
    expect(Array.from(four, () => it.next(10_004)).flat()).toEqual(four);
  });

  it("works out only once whom the cells fall to, however many tabs only say that they work", () => {
    const { division } = tab("a");
    const crowd = Array.from({ length: 500 }, (_, i) => ({ log: `crowd ${i}`, cores: 1, claims: [] }));
    const look = (at: number): void => {
      const nowMs = at * division.periodMs;
      division.look(crowd, 1, nowMs);
      division.next(50, () => false, nowMs);
    };
    for (let at = 0; at < 12; at++) look(at);
    const compared = vi.spyOn(Math, "log");
    for (let at = 12; at < 20; at++) look(at);
    const { length } = compared.mock.calls;
    compared.mockRestore();
    expect(length).toBeLessThan(1_000);
  });
});
