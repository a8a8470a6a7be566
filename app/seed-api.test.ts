import { expect, it } from "vitest";
import { readListedStudies } from "./seed-api.ts";

const study = {
  studyId: "A".repeat(43),
  name: "Quadratic",
  unit: "",
  direction: "minimize",
  best: -0.98,
  trials: 800,
  peers: 8,
};

it("reads a seed's list", () => {
  expect(readListedStudies([study])).toEqual([study]);
});

it("drops entries that are not studies and keeps the rest", () => {
  const odd = [{ ...study, studyId: "../../etc" }, { ...study, best: "low" }, null, 7, { ...study, direction: "up" }];
  expect(readListedStudies([...odd, study])).toEqual([study]);
});

it("cuts names and lists of any length", () => {
  const long = readListedStudies(Array.from({ length: 5000 }, () => ({ ...study, name: "x".repeat(1e5) })));
  expect(long).toHaveLength(200);
  expect(long[0]?.name).toHaveLength(200);
});

it("refuses an answer that is no list", () => {
  expect(() => readListedStudies({ error: "no" })).toThrow("could not be read");
});
