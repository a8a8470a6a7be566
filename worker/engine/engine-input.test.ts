import { expect, it } from "vitest";
import {
  checkResources,
  toCores,
  toCount,
  toEventsQuery,
  toImportanceQuery,
  toQuery,
  toStudyId,
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
