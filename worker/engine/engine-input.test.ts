import { expect, it } from "vitest";
import { toCores, toCount, toQuery, toStudyId } from "./engine-input.ts";

it("takes a study's id and refuses anything else with a sentence", () => {
  const id = "a".repeat(43);
  expect(toStudyId(id)).toBe(id);
  for (const wrong of ["", "a".repeat(42), `${"a".repeat(42)}/`, "a".repeat(44), null, 7, {}]) {
    expect(() => toStudyId(wrong)).toThrow(/link/);
  }
});

it("lends no more cores than there are", () => {
  expect([toCores(0, 8), toCores(3, 8), toCores(64, 8)]).toEqual([0, 3, 8]);
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
