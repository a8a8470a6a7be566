import { expect, it } from "vitest";
import { readListedStudies, readSeedInfo } from "./seed-api.ts";

const study = {
  studyId: "A".repeat(43),
  name: "Quadratic",
  unit: "",
  direction: "minimize",
  best: -0.98,
  trials: 800,
  networks: 5,
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

it("takes of a seed's addresses what a browser can open, without what follows the origin", () => {
  const addressesOf = (lanUrls: readonly unknown[]) => readSeedInfo({ version: "1", lanUrls }).lanUrls;
  const good = ["http://192.168.1.23:9000", "https://bees.local", "http://[fd00::2]:9000"];
  expect(addressesOf(good)).toEqual(good);
  expect(addressesOf(["http://bees.local/sub/#x", "https://me:secret@bees.local:443/"])).toEqual([
    "http://bees.local",
    "https://bees.local",
  ]);
  const bad = [`http://${"a".repeat(5000)}`, "http://", "bees", "javascript:alert(1)", "ftp://bees.local", "", 7, null];
  expect(addressesOf([...bad, ...good])).toEqual(good);
  expect(addressesOf(Array.from({ length: 1000 }, () => "http://bees.local")).length).toBeLessThan(100);
});
