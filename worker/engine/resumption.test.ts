import { describe, expect, it } from "vitest";
import type { StoredMembership } from "../../agent/ports.ts";
import { toResume } from "./resumption.ts";

const stored = (studyId: string, fields: Partial<StoredMembership> = {}): StoredMembership => ({
  studyId,
  spec: null,
  state: "running",
  cores: 1,
  joinedMs: 5,
  ...fields,
});

describe("what a tab takes up when its page loads", () => {
  it("is as this tab left it, with all that is kept of the profile's part in the study", () => {
    const kept = stored("a", { beganMs: 3, addedRounds: 2, names: [["p", "Ada"]] });
    const own = { studyId: "a", state: "paused", cores: 4 } as const;
    expect(toResume([kept], [own], new Set(["a"]), 9)).toEqual([{ ...kept, ...own }]);
  });

  it("is what the tab remembers where nothing is kept, and of the rest what no other tab works on", () => {
    const own = { studyId: "a", state: "running", cores: 1 } as const;
    const others = [stored("b"), stored("c"), stored("d", { state: "left" })];
    expect(toResume(others, [own], new Set(["c"]), 9)).toEqual([stored("b"), { ...own, spec: null, joinedMs: 9 }]);
  });
});
