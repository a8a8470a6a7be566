import { describe, expect, it } from "vitest";
import { importancesDelay } from "./use-importances.ts";

const asked = (state: "running" | "finished") => ({ key: "k", heldCount: 19, trialCount: 19, state, ms: 1_000 });
const now = { heldCount: 20, trialCount: 20, inSight: false };

describe("when to ask again which parameters matter", () => {
  it("asks soon after the end, though nobody looks: the last count stays there", () => {
    expect(importancesDelay(asked("running"), "k", { ...now, state: "finished" }, 2_000)).toBe(3_000);
    expect(importancesDelay(asked("finished"), "k", { ...now, state: "finished" }, 2_000)).toBe(3_000);
  });

  it("leaves a study that moves on alone for longer while nobody looks", () => {
    expect(importancesDelay(asked("running"), "k", { ...now, state: "running" }, 2_000)).toBe(59_000);
    expect(importancesDelay(asked("running"), "k", { ...now, state: "running", inSight: true }, 2_000)).toBe(3_000);
  });

  it("does not ask where nothing is new, and after leaving never", () => {
    const same = { ...now, heldCount: 19, trialCount: 19 };
    expect(importancesDelay(asked("finished"), "k", { ...same, state: "finished" }, 2_000)).toBeNull();
    expect(importancesDelay(asked("running"), "k", { ...now, state: "left" }, 2_000)).toBeNull();
  });
});
