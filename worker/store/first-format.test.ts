import { describe, expect, it } from "vitest";
import { firstFormatWords } from "./first-format.ts";
import { firstFormatName, readFirstFormatNotice } from "./stored-records.ts";

describe("what the first version kept", () => {
  it("is told by its version, and has a name whatever it is", () => {
    expect(firstFormatName({ spec: { version: 1, name: "parabola" } })).toBe("parabola");
    expect(firstFormatName({ spec: { version: 1, name: 7 } })).toBe("a study without a name");
    for (const other of [undefined, {}, { spec: null }, { spec: { version: 2, name: "parabola" } }]) {
      expect(firstFormatName(other)).toBeNull();
    }
  });

  it.each([
    [["a"], 'had to remove a study that this browser kept: "a". Your name'],
    [["a", "b"], 'had to remove studies that this browser kept: "a" and "b". Your name'],
    [["a", "b", "c", "d", "e", "f"], '"a", "b", "c", "d", "e" and one more. Your name'],
    [["a", "b", "c", "d", "e", "f", "g"], '"e" and 2 more. Your name'],
  ])("is said of %j", (studies, words) => {
    expect(firstFormatWords(studies)).toContain(words);
  });

  it("is said only if it makes sense", () => {
    expect(readFirstFormatNotice({ studies: ["a"] })).toEqual(["a"]);
    for (const other of [undefined, {}, { studies: [] }, { studies: [7] }, { studies: "a" }]) {
      expect(readFirstFormatNotice(other)).toBeNull();
    }
  });
});
