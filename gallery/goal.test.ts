import { describe, expect, it, test } from "vitest";
import { gallery } from "./gallery.ts";
import { cardWords, durationWords, goalWords, reachesGoal } from "./goal.ts";

describe("a goal", () => {
  const least = { goal: { kind: "best", value: -1.5 }, direction: "minimize", unit: "dB", constraints: [] } as const;

  it("is reached at its value and beyond, in the study's direction", () => {
    expect([-2, -1.5, -1].map((value) => reachesGoal(least, value))).toEqual([true, true, false]);
    expect([-2, -1.5, -1].map((value) => reachesGoal({ ...least, direction: "maximize" }, value))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("of a front is reached by a larger hypervolume, though both values are to be small", () => {
    const front = { ...least, goal: { kind: "hypervolume", value: 0.7, before: [1.1, 1.1] } } as const;
    expect([0.6, 0.7, 0.8].map((value) => reachesGoal(front, value))).toEqual([false, true, true]);
    expect(goalWords(front)).toBe("Good: a hypervolume of 0.7 or more before (1.1, 1.1)");
  });

  it("is not reached where nothing counts yet", () => {
    expect(reachesGoal(least, Number.NaN)).toBe(false);
    expect(reachesGoal({ ...least, direction: "maximize" }, Number.NaN)).toBe(false);
  });

  it("is said with its unit, and that constraints are kept", () => {
    expect(goalWords(least)).toBe("Good: -1.5 dB or less");
    expect(goalWords({ ...least, unit: "", constraints: ["stress"], direction: "maximize" })).toBe(
      "Good: -1.5 or more, all constraints kept",
    );
    expect(goalWords({ ...least, unit: "", goal: { kind: "other-days", value: 2000, days: 1000 } })).toBe(
      "Good: 2,000 or less as a mean of 1,000 other days",
    );
  });
});

test("a time below a second is not counted", () => {
  expect(durationWords({ durationSeconds: 0.3 })).toBe("under a second on one core");
  expect(durationWords({ durationSeconds: 6 })).toBe("some 6 s on one core");
});

test("a card writes numbers as the rest of the page does", () => {
  const antenna = gallery.find(({ id }) => id === "antenna");
  expect(antenna && cardWords(antenna)).toBe(
    "Good: \u221218\u00a0dB or less; a long search came to \u221220.57, and gaps of half a wavelength have \u221213.1; some 1.5\u00a0s on one core.",
  );
});

describe.each(gallery)("$title", (entry) => {
  it("has a goal that can be reached, and says what is known beside it, in words that begin small", () => {
    if (entry.optimum !== null) expect(reachesGoal(entry, entry.optimum.value)).toBe(true);
    expect(entry.reference).toMatch(/^(?=.*\d)[a-z\d-].*[^.]$/);
    expect(entry.durationSeconds).toBeGreaterThan(0);
  });
});
