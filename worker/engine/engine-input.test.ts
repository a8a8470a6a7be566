import { expect, it } from "vitest";
import {
  checkResources,
  toCores,
  toCount,
  toEpisode,
  toEventsQuery,
  toGeneration,
  toGenerationsQuery,
  toImportanceQuery,
  toQuery,
  toStudyId,
  toUpload,
} from "./engine-input.ts";

it("takes a study's id and refuses anything else with a sentence", () => {
  const id = "a".repeat(43);
  expect(toStudyId(id)).toBe(id);
  for (const wrong of ["", "a".repeat(42), `${"a".repeat(42)}/`, "a".repeat(44), null, 7, {}]) {
    expect(() => toStudyId(wrong)).toThrow(/link/);
  }
});

it("lends more cores than there are, where it is told to, and no more than 64 or all of a larger machine", () => {
  expect([toCores(0, 8), toCores(3, 8), toCores(12, 8), toCores(100, 8)]).toEqual([0, 3, 12, 64]);
  expect(toCores(100, 96)).toBe(96);
  for (const wrong of [-1, 1.5, Number.NaN, "2", undefined]) expect(() => toCores(wrong, 8)).toThrow(/cores/);
});

it("keeps tests and tables small", () => {
  expect(toCount(3, 20)).toBe(3);
  for (const wrong of [0, 21, 1.5]) expect(() => toCount(wrong, 20)).toThrow(/trials/);
  const query = { offset: 0, limit: 5_000, sort: "best", only: "all" } as const;
  expect(toQuery(query).limit).toBe(200);
  expect(() => toQuery({ ...query, offset: -1 })).toThrow();
  expect(() => toQuery({ ...query, limit: 0 })).toThrow();
});

it("publishes no study whose trials its own tab could not run, unless it only watches", () => {
  for (const [lent, needed] of [
    [0, 4],
    [4, 4],
    [8, 4],
    [2, 1],
  ] as const) {
    expect(() => checkResources(lent, needed, 8)).not.toThrow();
  }
  expect(() => checkResources(2, 4, 8)).toThrow(
    /^A trial needs 4 cores and this tab lends 2; lend 4, also if this machine has fewer, .* Or lend 0: your tab then only watches\.$/,
  );
  expect(() => checkResources(2, 100, 8)).toThrow(
    /no tab here can lend so many: 64 at most, .* Ask for fewer cores, or lend 0: your tab then only watches\.$/,
  );
});

it("asks for events that can be there", () => {
  expect(toEventsQuery({ after: null, limit: 5 })).toEqual({ after: null, limit: 5 });
  for (const after of [-1, 0.5, Number.NaN]) expect(() => toEventsQuery({ after, limit: 5 })).toThrow(/event/);
  for (const limit of [0, 0.5]) expect(() => toEventsQuery({ after: 0, limit })).toThrow(/events/);
});

it("asks which parameters matter for an objective that there can be", () => {
  expect(toImportanceQuery({ objective: 1, since: null })).toEqual({ objective: 1, since: null });
  for (const objective of [-1, 0.5, Number.NaN]) {
    expect(() => toImportanceQuery({ objective, since: null })).toThrow(/objective/);
  }
});

it("asks for generations and episodes that there can be", () => {
  expect([toGenerationsQuery({ since: null }), toGenerationsQuery({ since: 7 })]).toEqual([
    { since: null },
    { since: 7 },
  ]);
  expect([toGeneration(0), toGeneration(999), toEpisode(0), toEpisode(999_999)]).toEqual([0, 999, 0, 999_999]);
  const wrong: unknown[] = [-1, 0.5, Number.NaN, 1_000_000, "3", null, undefined, {}];
  for (const since of [-1, 0.5, Number.NaN]) expect(() => toGenerationsQuery({ since })).toThrow(/revision/);
  for (const it of wrong) {
    expect(() => toGeneration(it)).toThrow(/generation/);
    expect(() => toEpisode(it)).toThrow(/episode/);
  }
  expect(() => toGeneration(1_000)).toThrow(/generation/);
});

it("holds a tab to no less than it needs to be there, and takes more than it ever sends as that", () => {
  expect([toUpload(4_000), toUpload(32_000), toUpload(1e9)]).toEqual([4_000, 32_000, 288_000]);
  for (const wrong of [3_999, -1, 1.5e4 + 0.5, Number.NaN, "8000", undefined])
    expect(() => toUpload(wrong)).toThrow(/4 kB a second/);
});
