import { expect, it } from "vitest";
import type { ListedStudy } from "../seed-api.ts";
import { tabsFirst } from "./tabs-first.ts";

const study = (name: string, networks: number): ListedStudy => ({
  studyId: name.repeat(43),
  name,
  unit: "",
  direction: "minimize",
  best: null,
  trials: 0,
  networks,
  peers: 1,
});

it("puts swarms with tabs before empty ones and else keeps the seed's order", () => {
  const listed = [study("a", 0), study("b", 2), study("c", 0), study("d", 9)];
  expect(tabsFirst(listed).map(({ name }) => name)).toEqual(["b", "d", "a", "c"]);
});
