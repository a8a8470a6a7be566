import { expect, it } from "vitest";
import { readTabMemory, type TabMemory, tabMemoryText } from "./tab-memory.ts";

const memory: TabMemory = {
  tab: "t".repeat(22),
  studies: [
    { studyId: "A".repeat(43), state: "running", cores: 3 },
    { studyId: "B".repeat(43), state: "paused", cores: 1 },
  ],
};
const [study] = memory.studies;

it("is read as it was written", () => {
  expect(readTabMemory(tabMemoryText(memory))).toEqual(memory);
});

it.each([
  ["nothing", null],
  ["no JSON", "{"],
  ["another shape", "[1]"],
  ["a tab without a name", JSON.stringify({ ...memory, tab: "" })],
  ["a study that is none", JSON.stringify({ ...memory, studies: [{ ...study, studyId: "../etc" }] })],
  ["a study that was left", JSON.stringify({ ...memory, studies: [{ ...study, state: "left" }] })],
  ["half a core", JSON.stringify({ ...memory, studies: [{ ...study, cores: 0.5 }] })],
  ["studies without end", JSON.stringify({ ...memory, studies: Array.from({ length: 1_000 }, () => study) })],
])("is nothing if what was kept is %s", (_what, text) => {
  expect(readTabMemory(text)).toBeNull();
});
